"""A commit's signature and the keys in force in, who signed it out, or why nobody can be said to have, or to have alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from casekit.audit.commit import Commit
from casekit.audit.facts import CommitFact
from casekit.audit.state import KeyLine
from casekit.audit.verdict import Judgement, judged


def signer(fact: CommitFact, keys: Mapping[str, Sequence[KeyLine]], day: str) -> str | Judgement:
    """Return the id of whoever signed a commit, by the keys in force on the day it was integrated, or what is wrong."""
    commit = fact.commit
    if commit is None or fact.odd:
        return judged("CK826", f"{fact.odd}.", fact.oid)
    if not commit.armour:
        return judged("CK820", "it carries no signature.", fact.oid)
    if fact.wrong:
        return judged("CK825", f"its signature does not count: {fact.wrong}.", fact.oid)
    if not fact.touched:
        return judged("CK829", "the security key was not touched for this signature.", fact.oid)
    return _owner(commit, keys.get(fact.key, ()), day)


def _owner(commit: Commit, lines: Sequence[KeyLine], day: str) -> str | Judgement:
    """Return whose key it is, where the commit is in that person's name alone and the key is in force."""
    people = {line.person for line in lines}
    if not people:
        return judged("CK821", "no staff record names the key that signed it.", commit.oid)
    if len(people) > 1:
        return judged("CK824", f"its key stands in the records of {' and '.join(sorted(people))}.", commit.oid)
    person = people.pop()
    own = [line for line in lines if line.email == commit.committer.lower()]
    if not own:
        return judged("CK822", f"it was signed with the key of {person}, and its committer is another.", commit.oid)
    if not any(line.begins <= day and (not line.ends or day <= line.ends) for line in own):
        return judged(
            "CK827", f"the key of {person} that signed it was not in force on {day}, when it came in.", commit.oid
        )
    if commit.author.lower() not in {line.email for line in lines}:
        return judged("CK823", f"{person} signed it, and it names another author.", commit.oid)
    return person


class Suspicions:
    """Since when whose key may have been in other hands.

    The newest word counts, and looks back: it marks what was signed before it was said. It counts where nothing is held
    against the commit that brought it. A key that is no longer listed stays under suspicion, and nobody clears their own:
    whoever has the key could do so too.
    """

    def __init__(self) -> None:
        self._lines: dict[str, KeyLine] = {}

    def note(self, keys: Mapping[str, Sequence[KeyLine]], signers: Collection[str | None]) -> None:
        """Take in what staff records say now; ``signers`` are the people behind the change."""
        for key, lines in keys.items():
            said = min((line for line in lines if line.suspect), key=lambda line: line.suspect, default=None)
            known = self._lines.get(key)
            clears = known is not None and (said is None or said.suspect > known.suspect)
            if known is not None and clears and known.person in signers:
                continue
            if said is not None:
                self._lines[key] = said
            else:
                self._lines.pop(key, None)

    def judge(self, signed: Iterable[tuple[str, str, str]]) -> Iterator[Judgement]:
        """Yield the commits that are in doubt; ``signed`` has of each its id, its key, and the day it came in."""
        for oid, key, day in signed:
            line = self._lines.get(key)
            if line is not None and line.suspect <= day:
                yield judged("CK828", f"since {line.suspect} somebody else may have had the key of {line.person}.", oid)
