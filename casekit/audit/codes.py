"""A code out of a judgement in; its name, its verdict, what it says in plain words and what to do out."""

from __future__ import annotations

import enum

from msgspec import Struct


class Verdict(enum.IntEnum):
    """What an audit comes to. The number is the exit status, and a higher one weighs more."""

    PASS = 0
    UNPROVEN = 4
    SUSPECT = 5
    FAIL = 6


class Code(Struct, frozen=True):
    """One thing that an audit can find.

    ``says`` is a whole sentence about the kind of finding (a judgement's ``why`` is about the one at hand);
    ``do`` says to the reader what comes next.
    """

    code: str
    name: str
    verdict: Verdict
    says: str
    do: str


_UNPROVEN, _SUSPECT, _FAIL = Verdict.UNPROVEN, Verdict.SUSPECT, Verdict.FAIL
_BESIDE = Verdict.PASS
"""Of a fault against people's privacy that is no fault of the trail: it is said beside the verdict."""

_COMPARE = "Keep this copy as it is, and compare it with another clone or a backup."
_ASK = (
    "Ask whoever made the commit, and write down the answer. History is set right by a new commit, not a rewritten one."
)
_UNDO = "A supervisor puts back what stood there before, in a new commit that says why."
_AGAIN = "The person whose change it is makes it again, in a new commit signed with their own key."

_WHOLE = (
    Code("CK801", "object-damaged", _FAIL,
         "A part of the repository is missing or is not what its id says.",
         f"{_COMPARE} A clone that passes can take its place."),
    Code("CK802", "history-cut", _UNPROVEN,
         "This copy holds only a part of the history, so the rest could not be looked at.",
         "Audit a whole clone: `git fetch --unshallow` completes this one, and `git clone` without --depth or --filter makes one."),
    Code("CK803", "nothing-seen-before", _UNPROVEN,
         "Nothing kept outside says how far the history went: commits at its end could have been cut off unseen.",
         "Audit with a trust file from now on: it remembers how far the history went. Better still, keep an anchor: `casekit audit anchor`."),
    Code("CK804", "no-trust-file", _UNPROVEN,
         "Nothing outside the repository says that this is the right one: another one could have taken its place.",
         "Compare the id of the first commit by voice with a colleague's clone, then `casekit audit verify --trust FILE --begin`."),
    Code("CK805", "cannot-look", _UNPROVEN,
         "The audit could not look at the history, or not to its end, so it says nothing about it.",
         "Mend what is named and audit again."),
)  # fmt: skip

_CONTINUITY = (
    Code("CK810", "root-differs", _FAIL,
         "The history begins with another commit than the one the trust file names: this is another repository.",
         f"{_COMPARE} If it is rightly another repository, it needs a trust file of its own."),
    Code("CK811", "second-root", _FAIL,
         "A history with another beginning was merged into this one.",
         _ASK),
    Code("CK812", "anchor-not-in-history", _FAIL,
         "A commit that an anchor names is no longer in the history: it was rewritten or cut off.",
         f"{_COMPARE} The anchor names the commit that has to be there."),
    Code("CK813", "behind-last-seen", _FAIL,
         "The last commit that was seen here is gone: the history was cut off or rewritten since.",
         f"{_COMPARE} Somebody's clone will still have that commit."),
    Code("CK814", "anchor-false", _FAIL,
         "An anchor does not say what the repository holds, or those who have to witness it did not sign it.",
         "Ask the witnesses which anchor they signed, and compare with the copy they keep. Where only signatures are missing, they co-sign it: `casekit audit anchor --cosign FILE`."),
    Code("CK815", "anchor-tag-gone", _SUSPECT,
         "An anchor kept outside has no tag here any more, or its tag was moved.",
         "Ask who deleted or moved the tag. The copy kept outside still counts; `git push origin refs/tags/anchor/*` from a clone that has it brings it back."),
    Code("CK816", "time-stamp-false", _FAIL,
         "A time-stamp in the trust file is not of the anchor it is kept for, was changed, or is by an authority that is not named there.",
         "Compare with the copy of the trust file that you keep elsewhere. Whoever made the anchor can ask for another time-stamp: `casekit audit stamp FILE`."),
    Code("CK817", "octopus", _FAIL,
         "A merge brings together more than two lines of work, and cannot be made again to compare.",
         "Merge one branch at a time."),
    Code("CK818", "merge-adds", _FAIL,
         "A merge changes what neither side changed, or leaves out what a side had.",
         f"{_ASK} What belongs there is added in a commit of its own."),
)  # fmt: skip

_SIGNATURES = (
    Code("CK820", "unsigned", _FAIL, "A commit is not signed.", f"{_AGAIN} `casekit doctor` says how to set signing up."),
    Code("CK821", "unknown-key", _FAIL,
         "A commit is signed with a key that nobody's staff record names at that point.",
         "If the key is a colleague's, a supervisor adds it to their staff record; what was signed before that is made again."),
    Code("CK822", "key-of-another", _FAIL,
         "A commit is signed with the key of somebody else than its committer.",
         _ASK),
    Code("CK823", "author-differs", _FAIL,
         "A commit names one person as its author and another as its committer.",
         "Each makes their own commits: `git commit` without --author, and no patch applied in another's name."),
    Code("CK824", "key-shared", _FAIL,
         "One key stands in the staff records of two people, so nobody can tell who signed.",
         "Each person makes a key of their own, and a supervisor writes it into the staff records."),
    Code("CK825", "signature-wrong", _FAIL,
         "A signature is not that of this commit, or is not of a kind that counts here.",
         f"{_AGAIN} Signatures are SSH signatures by an Ed25519 key, as `git commit -S` makes them with gpg.format=ssh."),
    Code("CK826", "not-canonical", _FAIL,
         "A commit holds text that its signature does not cover, or is not in the one form Git writes.",
         f"{_COMPARE} Another clone may have the commit as it was made."),
    Code("CK827", "key-ended", _FAIL,
         "A commit is signed with a key that had ended when the commit came in.",
         "Ask whether its owner made it. If so, they make it again with the key they use now."),
    Code("CK828", "key-suspect", _SUSPECT,
         "A commit was signed in the days before its key ended, when somebody else may have had the key.",
         "Go through these commits with the key's owner, and write down which are theirs."),
    Code("CK829", "touch-missing", _FAIL,
         "The policy asks that a security key be touched for each signature, and this one was made without.",
         f"{_AGAIN}"),
)  # fmt: skip

_RECORDS = (
    Code("CK841", "locked-edited", _FAIL,
         "A record that is kept as written was changed after its time to edit was over.",
         "Put the record back as it was, and write the correction as a new record with `amends:`."),
    Code("CK842", "locked-removed", _FAIL,
         "A record that is kept as written was removed.",
         "Put the record back as it was. What is wrong in it is said in a new record with `amends:`."),
    Code("CK843", "locked-moved", _FAIL,
         "A record that is kept as written was moved or renamed.",
         "Move the record back to where it was."),
    Code("CK844", "case-removed", _FAIL,
         "A case, or its case.yaml, was removed.",
         "Put the case back. A case that ended is closed, and stays."),
    Code("CK845", "id-reused", _FAIL,
         "An id that already belonged to one record was given to another.",
         "Give the newer record an id of its own: `casekit new` makes one."),
)  # fmt: skip

_AUTHORITY = (
    Code("CK850", "policy-version-not-rising", _FAIL,
         "The policy changed and its version did not rise: an older policy may have been put back.",
         "A supervisor makes the change again with a higher `version:`, whatever the text says."),
    Code("CK851", "not-authorised", _FAIL,
         "A commit changes what its signer had no say over at that point.",
         "Somebody assigned to it, or a supervisor, looks at the change and makes it again or takes it back. "
         "In an emergency, a `Break-Glass: reason` trailer lets any of the staff write to a case."),
    Code("CK852", "too-few-signers", _FAIL,
         "A change of policy or staff was signed by fewer supervisors than the policy asks for.",
         "One supervisor makes the change on a branch, and another merges it, until there are as many as the policy asks for."),
    Code("CK853", "rights-without-supervisor", _FAIL,
         "A commit gives somebody a role or a key, and its signer is no supervisor.",
         f"{_UNDO} If the change is right, the supervisor makes it in their own name."),
    Code("CK854", "break-glass-without-reason", _FAIL,
         "A commit writes to a case in an emergency and does not say why.",
         "Tell a supervisor the reason; they take the change over in a commit of their own, with the reason in it."),
    Code("CK855", "own-work-approved", _FAIL,
         "Somebody approved what they wrote themselves.",
         "Another person with the right role looks at it and writes an approval of their own."),
    Code("CK856", "approval-of-other-bytes", _FAIL,
         "An approval does not fit the record that it names: it is about another one, or about other text.",
         "Whoever approves looks at the record as it is now, and writes a new approval."),
    Code("CK857", "approver-without-role", _FAIL,
         "Whoever approved had no role at that point that may approve.",
         "A supervisor in service looks at it and writes an approval of their own."),
    Code("CK858", "note-of-another", _FAIL,
         "A record says that one person wrote it, and another signed it.",
         "The person it names writes a record of their own, or `by:` is set right in a new record with `amends:`."),
    Code("CK859", "amendment-leads-nowhere", _FAIL,
         "A record amends one that is not there, or whose text is not what it says.",
         "Write the amendment anew: `casekit new … --amends-record` takes the SHA-256 of the record as it is."),
)  # fmt: skip

_TIME = (
    Code("CK860", "older-than-parent", _FAIL,
         "A commit says that it is older than the one it builds on.",
         "Set the clock of the computer that made it, and ask why it was wrong. A new commit says what really happened when."),
    Code("CK861", "future", _FAIL,
         "A commit says that it was made at a time that has not come yet.",
         "Set the clock of the computer that made it, or of this one, and audit again."),
    Code("CK862", "recorded-differs", _SUSPECT,
         "A record says that it was written down on another day than its commit.",
         "Ask whoever wrote it. If the day is wrong, a new record with `amends:` says the right one."),
    Code("CK863", "late-unmarked", _SUSPECT,
         "A record was written down long after the day it tells of, and does not say so.",
         "A late note beats none: add one with `amends:` and `late_entry` that says when it was written."),
    Code("CK864", "outside-anchors", _FAIL,
         "A commit claims a day that the anchors before and after it rule out.",
         _ASK),
)  # fmt: skip

_CONTENT = (
    Code("CK870", "odd-mode", _FAIL,
         "Something in records/ is no plain file: a link, a program, or another repository.",
         "Take it out. If a record was meant, write it as a file."),
    Code("CK871", "git-file", _FAIL,
         "A file that changes what Git shows or does is not as `casekit init` wrote it.",
         "A supervisor puts the file back: `casekit init --upgrade` writes it, and others of its kind are removed."),
    Code("CK872", "odd-path", _FAIL,
         "A path cannot be written on every computer, or does not look like what it is.",
         "Rename the file with letters, digits, hyphens and dots."),
    Code("CK873", "twins", _FAIL,
         "Two paths look alike, and some computers take them for one.",
         "Find out which is right, and give the other a name of its own."),
    Code("CK874", "id-not-path", _FAIL,
         "A record's id is not the one in its path.",
         "Set right whichever is wrong."),
    Code("CK875", "unreadable", _FAIL,
         "A record cannot be read: different programs would read different things out of it.",
         "Write it anew in plain YAML. `casekit lint` names the line."),
    Code("CK880", "personal-in-path", _BESIDE,
         "A path seems to hold something personal, and paths are shown in many places.",
         "Give the file an id from `casekit new`. The old path stays in the history: tell a supervisor."),
    Code("CK881", "personal-in-ref", _BESIDE,
         "The name of a branch or tag seems to hold something personal.",
         "Rename it after the case's id, and delete the old name wherever it was pushed."),
    Code("CK882", "personal-in-subject", _BESIDE,
         "The first line of a commit seems to hold something personal, and it is shown in many places.",
         "It stays in the history: tell a supervisor. `--commit` writes first lines that hold only ids."),
)  # fmt: skip

CODES: dict[str, Code] = {
    code.code: code
    for family in (_WHOLE, _CONTINUITY, _SIGNATURES, _RECORDS, _AUTHORITY, _TIME, _CONTENT)
    for code in family
}
"""Every code of an audit, in order. A judgement's verdict is the one of its code."""
