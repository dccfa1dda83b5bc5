"""A Review in, what every format writes out: plain words, with or without what the records say. Redaction is here alone."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from casekit.finding import Finding
from casekit.history.compare import FieldChange
from casekit.history.labels import bare_label, both_in_words, label
from casekit.lint.rule import rules
from casekit.records import paths
from casekit.review.build import Review, by_case, counts
from casekit.review.checks import CHECKS
from casekit.review.judge import Observation

_CASE_FOLDER = 4  # records/cases/<year>/<case>


class Fact(Struct, frozen=True):
    """One field that changed; a side is None where nothing was there, and both where values are not shown."""

    field: str
    before: str | None = None
    after: str | None = None


class Item(Struct, frozen=True, kw_only=True):
    """One observation in words. ``severity`` is first, look or note."""

    check: str
    severity: str
    says: str
    path: str
    facts: tuple[Fact, ...] = ()
    because: str = ""
    problem: str = ""


class Group(Struct, frozen=True):
    """What is told of one case; ``case`` is empty for what belongs to none."""

    case: str
    items: tuple[Item, ...]


class FindingLine(Struct, frozen=True):
    """One finding of the linter that came or went."""

    code: str
    name: str
    severity: str
    path: str
    says: str


class Page(Struct, frozen=True, kw_only=True):
    """A review as it is written. ``values`` tells whether it holds what the records say."""

    base: str
    head: str
    files: int
    values: bool
    readable: bool
    counts: dict[str, int]
    groups: tuple[Group, ...]
    appeared: tuple[FindingLine, ...]
    gone: tuple[FindingLine, ...]


def page(review: Review, *, values: bool) -> Page:
    """Put a review into words. Without ``values`` nothing is in it that anyone wrote into a record."""
    grouped = by_case(review.observations)
    return Page(
        base=review.base,
        head=review.head,
        files=review.files,
        values=values,
        readable=not review.unreadable,
        counts={each.word: count for each, count in counts(review.observations).items()},
        groups=tuple(Group(case, tuple(_items(told, values=values))) for case, told in grouped.items()),
        appeared=_findings(review.appeared, values=values),
        gone=_findings(review.gone, values=values),
    )


def _items(told: list[Observation], *, values: bool) -> Iterator[Item]:
    for each in told:
        hidden = each.restricted and not values
        yield Item(
            check=each.check.id if not hidden else "restricted-record",
            severity=each.check.attention.word if not hidden else "first",
            says=_restricted() if hidden else _says(each),
            path=_case_folder(each.pair.path) if hidden else shown_path(each.pair.path, values=values),
            facts=() if hidden else tuple(_facts(each, values=values)),
            because=each.because if values else "",
            problem=each.pair.problem if values else "",
        )


def _says(told: Observation) -> str:
    called = paths.KINDS[told.pair.place.kind].called if told.pair.place else "a record"
    return told.check.says.format(record=f"{called[0].upper()}{called[1:]}")


def _restricted() -> str:
    return CHECKS["restricted-record"].says


def _facts(told: Observation, *, values: bool) -> Iterator[Fact]:
    place = told.pair.place
    yield from (Fact(_link(link, values=values)) for link in told.links)
    if place is None:
        return
    if values:
        yield from (_fact(place.kind, field, told) for field in told.fields)
    elif told.pair.existed:
        # Without values, two lines of one list read the same: each is said once.
        yield from (Fact(name) for name in dict.fromkeys(bare_label(place.kind, field.at) for field in told.fields))


def _link(link: tuple[str, str], *, values: bool) -> str:
    """Say a link of the thread; what a need is about is the client's."""
    one = "a need" if link[0].startswith("need ") and not values else link[0]
    return f"{one} → {link[1]}"


def _fact(kind: str, field: FieldChange, told: Observation) -> Fact:
    before, after = both_in_words(kind, field)
    return Fact(label(kind, field.at, told.pair.before, told.pair.after) or "the whole record", before, after)


def shown_path(path: str, *, values: bool = False) -> str:
    """Return a file's path, or as much of it as is made of ids alone: a stray file may be named after anyone."""
    if not path:
        return "the history"
    if values or (paths.place(path) is not None and "/reports/" not in path):
        return path
    return _case_folder(path)


def _case_folder(path: str) -> str:
    """Return the folder of the case that a path leads into, by ids of the usual form, else its first part."""
    parts = path.split("/")
    return "/".join(parts[:_CASE_FOLDER]) + "/" if _in_case(parts) else parts[0]


def _in_case(parts: list[str]) -> bool:
    return paths.place("/".join([*parts[:_CASE_FOLDER], "case.yaml"])) is not None


def _findings(found: tuple[Finding, ...], *, values: bool) -> tuple[FindingLine, ...]:
    return tuple(dict.fromkeys(_finding(finding, values=values) for finding in found))


def _finding(finding: Finding, *, values: bool) -> FindingLine:
    says = finding.message if values else rules()[finding.code].doc["Summary"]
    # Which disclosures tell of a mandated report only their text says, and here is none.
    hidden = not values and "/disclosures/" in finding.path
    where = _case_folder(finding.path) if hidden else shown_path(finding.path, values=values)
    return FindingLine(finding.code, finding.name, finding.severity.word, where, says)
