"""Reading YAML: what is broken, ambiguous, or other than it looks.

Reading itself finds these (``casekit.records``); the rules here give each its code, weight and explanation.
"""

from __future__ import annotations

from casekit.finding import Severity
from casekit.lint.rule import rule


@rule("CK013", Severity.ERROR, on="file")
def yaml_syntax() -> None:
    """A file is YAML to its end.

    Checks:
        That the file is YAML to its end.
    Why:
        Nothing can be read of a file whose structure is broken half-way.
    Bad:
        # contacts/2026-03-02-k7.yaml (whole file)
        note: She said: call me
    Good:
        # contacts/2026-03-02-k7.yaml
        note: "She said: call me"
    Fix:
        Mend the line; text that holds a colon and a space, or begins with a sign, goes in quotes.
    Source:
        YAML 1.2.2.
    """


@rule("CK014", Severity.ERROR, on="file")
def duplicate_key() -> None:
    """A field stands once.

    Checks:
        That no field stands twice in one place.
    Why:
        A reviewer sees both; programs take one and drop the other without a word.
    Bad:
        # contacts/2026-03-02-k7.yaml (whole file)
        minutes: 20
        minutes: 25
    Good:
        # contacts/2026-03-02-k7.yaml
        minutes: 25
    Fix:
        Keep one, or make them items of a list.
    Source:
        YAML 1.2.2, section 3.2.1.1: keys are unique.
    """


@rule("CK015", Severity.ERROR, on="file")
def anchor_or_alias() -> None:
    """A value stands where it is read.

    Checks:
        That no value is a pointer (& and *) to another place.
    Why:
        A line that points elsewhere cannot be read by itself, and a few lines of pointers can stand for
        millions of values.
    Bad:
        # contacts/2026-03-02-k7.yaml (whole file)
        note: &said She called.
    Good:
        # contacts/2026-03-02-k7.yaml
        note: She called.
        next_step: Call back on Monday.
    Fix:
        Write the value out in each place.
    Source:
        House rule; YAML 1.2.2, section 7.1.
    """


@rule("CK016", Severity.ERROR, on="file")
def merge_key() -> None:
    """Fields are written out.

    Checks:
        That no field is called <<.
    Why:
        It copies fields from another place in some programs and is a field of that name in others.
    Bad:
        # contacts/2026-03-02-k7.yaml (whole file)
        <<: {minutes: 20}
    Good:
        # contacts/2026-03-02-k7.yaml
        minutes: 20
    Fix:
        Write the fields out.
    Source:
        A YAML 1.1 extension that YAML 1.2 does not have.
    """


@rule("CK017", Severity.ERROR, on="file")
def tag() -> None:
    """A value carries no tag.

    Checks:
        That no value carries a tag (a word that begins with !).
    Why:
        A tag changes how a value is read, in some programs as far as running code.
    Bad:
        # contacts/2026-03-02-k7.yaml (whole file)
        note: !!str 20
    Good:
        # contacts/2026-03-02-k7.yaml
        note: "20"
    Fix:
        Delete the tag; quotes make text of anything.
    Source:
        House rule; YAML 1.2.2, section 6.8.1.
    """


@rule("CK018", Severity.ERROR, on="file")
def directive() -> None:
    """A file sets no rules of its own.

    Checks:
        That no line begins with %.
    Why:
        Such a line sets another YAML version or other tags for the file.
    Bad:
        # contacts/2026-03-02-k7.yaml (whole file)
        %YAML 1.1
        ---
        minutes: 20
    Good:
        # contacts/2026-03-02-k7.yaml
        minutes: 20
    Fix:
        Delete the line.
    Source:
        House rule; YAML 1.2.2, section 6.8.
    """


@rule("CK019", Severity.ERROR, on="file")
def several_documents() -> None:
    """One file, one record.

    Checks:
        That one file holds one record.
    Why:
        A second record in the same file is read by nobody.
    Bad:
        # contacts/2026-03-02-k7.yaml (whole file)
        minutes: 20
        ---
        minutes: 25
    Good:
        # contacts/2026-03-02-k7.yaml
        minutes: 25
    Fix:
        Give the second record a file of its own.
    Source:
        House rule: one event, one file.
    """


@rule("CK020", Severity.ERROR, on="file")
def odd_key() -> None:
    """A field's name is a word.

    Checks:
        That every field's name is a word on one line.
    Why:
        `1:`, `true:` or a list in a name's place is read as different things by different programs.
    Bad:
        # contacts/2026-03-02-k7.yaml (whole file)
        1: She called.
    Good:
        # contacts/2026-03-02-k7.yaml
        note: She called.
    Fix:
        Write the field's name, or put it in quotes.
    Source:
        JSON has no other names than text.
    """


@rule("CK021", Severity.ERROR, on="file")
def too_deep() -> None:
    """Nesting stays shallow.

    Checks:
        That nothing is nested more than 20 levels deep.
    Why:
        No record needs it; an unclosed bracket does it, and so does a file made to crash a program.
    Bad:
        # contacts/2026-03-02-k7.yaml (whole file)
        note: [[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]
    Good:
        # contacts/2026-03-02-k7.yaml
        note: She called.
    Fix:
        Close the bracket; put text that begins with a bracket in quotes.
    Source:
        House rule.
    """


@rule("CK022", Severity.ERROR, on="file")
def ambiguous_number() -> None:
    """A number means one thing.

    Checks:
        That an unquoted number is written plainly: no leading zero or plus, no exponent, no more than 15 digits.
    Why:
        02134 would become 2134: a ZIP code lost. 1e5 would become 100000, and 12345678901234567890 another number.
    Bad:
        # contacts/2026-03-02-k7.yaml (whole file)
        note: 02134
    Good:
        # contacts/2026-03-02-k7.yaml
        note: "02134"
    Fix:
        Put it in quotes if it is text; write a number plainly if it is a number.
    Source:
        YAML 1.2.2, section 10.3; RFC 8259, section 6.
    """


@rule("CK023", Severity.ERROR, on="file")
def not_a_record() -> None:
    """A file holds fields.

    Checks:
        That a file is not empty, and is a list of fields.
    Why:
        An empty file is often one saved half-way: whoever wrote it believes it is there.
    Bad:
        # contacts/2026-03-02-k7.yaml (whole file)
        # to be written
    Good:
        # contacts/2026-03-02-k7.yaml
        note: She called.
    Fix:
        Write the record's fields, or delete the file.
    Source:
        House rule.
    """


@rule("CK024", Severity.INFO, on="file", form=True)
def trailing_spaces() -> None:
    r"""No line ends in spaces.

    Checks:
        That no line ends in spaces, save inside text of several lines.
    Why:
        Editors drop and add them on their own, and a review shows a change where nothing changed.
    Bad:
        # contacts/2026-03-02-k7.yaml (escapes)
        minutes: 20\x20
    Good:
        # contacts/2026-03-02-k7.yaml
        minutes: 20
    Fix:
        `casekit lint --fix` removes them.
    Source:
        House rule.
    """
