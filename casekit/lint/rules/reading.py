"""Reading a file: what is no plain, short UTF-8 text in its place, or holds what the eye does not see.

Reading itself finds these (``casekit.records``); the rules here give each its code, weight and explanation.
"""

from __future__ import annotations

from casekit.finding import Severity
from casekit.lint.rule import rule


@rule("CK001", Severity.ERROR, on="file")
def unreadable_file() -> None:
    """A file can be read.

    Checks:
        That every file in records/ can be opened and read.
    Why:
        A record that cannot be read is a record nobody checks.
    Bad:
        # contacts/2026-03-02-k7.yaml (unreadable)
    Good:
        # contacts/2026-03-02-k7.yaml
        minutes: 20
    Fix:
        Ask whoever keeps the repository for access, or restore the file from Git.
    Source:
        House rule: a broken file is told, never skipped.
    """


@rule("CK002", Severity.ERROR, on="file")
def not_a_plain_file() -> None:
    """A record is a plain file.

    Checks:
        That nothing in records/ is a symbolic link, a pipe, a submodule or a folder named like a record.
    Why:
        A link can lead to a file outside the records, and a pipe keeps a program waiting for ever.
    Bad:
        # contacts/2026-03-02-k7.yaml (symlink)
    Good:
        # contacts/2026-03-02-k7.yaml
        minutes: 20
    Fix:
        Put a plain file in its place.
    Source:
        Git passes links through as they are; fsck does not object to them.
    """


@rule("CK003", Severity.ERROR, on="file")
def odd_path() -> None:
    """A file stands where its kind is kept.

    Checks:
        That a file stands where records of some kind are kept, and is named as they are.
        Upper and lower case count, so no two names differ in case alone.
    Why:
        The kind of a record follows from its path: a file elsewhere is read by nobody. Names hold random
        characters and dates only, so that a path never says anything about a person.
    Bad:
        # contacts/2026-03-02-call-about-overdose.yaml
        kind: phone
    Good:
        # contacts/2026-03-02-k7.yaml
        kind: phone
    Fix:
        Rename the file as the message says.
    Source:
        House rule: no path, branch, id or commit subject says anything about a person.
    """


@rule("CK004", Severity.ERROR, on="file")
def file_too_large() -> None:
    """A record is short.

    Checks:
        That a record has at most 256 KiB.
    Why:
        A record is a short text. A file of that size is a scan or a letter pasted in, and slows every check.
    Bad:
        # contacts/2026-03-02-k7.yaml (300000 bytes)
    Good:
        # contacts/2026-03-02-k7.yaml
        note: The letter of 1 March is in the paper file, folder 12.
    Fix:
        Keep scans and long letters outside, and say in the record where they are.
    Source:
        House rule.
    """


@rule("CK005", Severity.ERROR, on="file")
def not_utf8() -> None:
    r"""A file is UTF-8.

    Checks:
        That the file is UTF-8.
    Why:
        In another encoding every accent is read as something else: Renée becomes Ren?e.
    Bad:
        # contacts/2026-03-02-k7.yaml (whole file, escapes)
        note: Ren\xe9e called.
    Good:
        # contacts/2026-03-02-k7.yaml
        note: Renée called.
    Fix:
        Save the file as UTF-8 and type the letter again.
    Source:
        RFC 3629; YAML 1.2.2, section 5.2.
    """


@rule("CK006", Severity.ERROR, on="file")
def control_character() -> None:
    r"""A file holds no invisible control character.

    Checks:
        That no invisible control character stands in the file, a byte order mark among them.
    Why:
        It often comes with pasted text. Programs disagree on what it means, and a reader does not see it.
    Bad:
        # contacts/2026-03-02-k7.yaml (whole file, escapes)
        note: She called.\x07
    Good:
        # contacts/2026-03-02-k7.yaml
        note: She called.
    Fix:
        Delete the character. A byte order mark at the top of a file goes with `casekit lint --fix`.
    Source:
        YAML 1.2.2, section 5.1.
    """


@rule("CK007", Severity.ERROR, on="file")
def bidirectional_character() -> None:
    r"""No character turns the direction of text.

    Checks:
        That no invisible character turns the direction of the text.
    Why:
        It can show a reviewer another text than the one that is read, and so approve what nobody saw.
    Bad:
        # contacts/2026-03-02-k7.yaml (whole file, escapes)
        note: She called \xe2\x80\xaetwice.
    Good:
        # contacts/2026-03-02-k7.yaml
        note: She called twice.
    Fix:
        Delete the character. Hebrew and Arabic need none: letters carry their own direction.
    Source:
        Unicode Technical Report 36; CVE-2021-42574.
    """


@rule("CK008", Severity.ERROR, on="file")
def hidden_line_break() -> None:
    r"""Lines end where one sees it.

    Checks:
        That lines end only where an editor shows it: no U+0085, U+2028 or U+2029.
    Why:
        YAML 1.1 programs take these for the end of a line, so one visible line can hold a second, hidden key.
    Bad:
        # contacts/2026-03-02-k7.yaml (whole file, escapes)
        note: She called.\xe2\x80\xa8reached: false
    Good:
        # contacts/2026-03-02-k7.yaml
        note: She called.
    Fix:
        Delete the character, or press Enter instead.
    Source:
        YAML 1.2.2, section 5.4.
    """


@rule("CK009", Severity.ERROR, on="file")
def tab() -> None:
    r"""A file holds no tab.

    Checks:
        That the file holds no tab.
    Why:
        How far a tab indents differs from program to program, and indentation carries meaning in YAML.
    Bad:
        # contacts/2026-03-02-k7.yaml (whole file, escapes)
        note: She\x09called.
    Good:
        # contacts/2026-03-02-k7.yaml
        note: She called.
    Fix:
        Replace it with spaces; most editors can do so as one types.
    Source:
        YAML 1.2.2, section 6.1.
    """


@rule("CK010", Severity.ERROR, on="file")
def carriage_return() -> None:
    r"""Lines end with a line feed.

    Checks:
        That lines end with a line feed alone.
    Why:
        With Windows line endings in some files, a change of one word shows as a change of every line, and the
        review is lost.
    Bad:
        # contacts/2026-03-02-k7.yaml (whole file, escapes)
        note: She called.\x0d
    Good:
        # contacts/2026-03-02-k7.yaml
        note: She called.
    Fix:
        Save the file with LF line endings; `casekit lint --fix` does it as well.
    Source:
        House rule; the .gitattributes of an agency's repository says the same.
    """


@rule("CK011", Severity.ERROR, on="file")
def not_composed() -> None:
    r"""Accented letters are in one piece.

    Checks:
        That accented letters are stored in one piece (Unicode NFC).
    Why:
        A letter with a loose accent looks the same and is never equal: a search for the name does not find it.
    Bad:
        # contacts/2026-03-02-k7.yaml (whole file, escapes)
        note: Rene\xcc\x81e called.
    Good:
        # contacts/2026-03-02-k7.yaml
        note: Renée called.
    Fix:
        Type the letter again.
    Source:
        Unicode Standard Annex 15.
    """


@rule("CK012", Severity.ERROR, on="file")
def conflict_marker() -> None:
    """No merge is left half-way.

    Checks:
        That no merge was left half-way in the file or in Git's index.
    Why:
        Both versions of the lines stand in the file: whichever a program takes, the other is lost unseen.
    Bad:
        # contacts/2026-03-02-k7.yaml (whole file)
        <<<<<<< HEAD
        minutes: 20
        =======
        minutes: 25
        >>>>>>> other
    Good:
        # contacts/2026-03-02-k7.yaml
        minutes: 25
    Fix:
        Keep the right lines of both versions and delete the markers.
    Source:
        git help merge.
    """
