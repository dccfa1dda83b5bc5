"""A file's path in, the kind of its record and the ids it carries out: the kind follows from the path."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from msgspec import Struct

from casekit.words import did_you_mean, visible

ROOT = "records"

_PIECES = {
    "year": ("(?P<year>[12][0-9]{3})", "the year, such as 2026"),
    "case": ("(?P<case>C-[0-9A-HJKMNP-TV-Z]{8})", "a case id, such as C-7K3QFMXN"),
    "person": ("(?P<person>P-[0-9A-HJKMNP-TV-Z]{8})", "a person's id, such as P-7K3QFMXN"),
    "two": ("(?P<two>[0-9A-HJKMNP-TV-Z]{2})", "the first two characters of the person's id, such as 7K"),
    "slug": ("(?P<slug>[a-z][a-z0-9]*(?:-[a-z0-9]+)*)", "small letters, digits and hyphens, such as s-ruiz"),
    "team": ("(?P<team>[a-z][a-z0-9]*(?:-[a-z0-9]+)*)", "a team's id, such as north"),
    "date": ("(?P<date>[12][0-9]{3}-[0-9]{2}-[0-9]{2})", "a date, such as 2026-03-02"),
    "event": (
        "(?P<event>[12][0-9]{3}-[0-9]{2}-[0-9]{2}-[0-9a-hjkmnp-tv-z]{2})",
        "the date and two random characters (digits and small letters, but not i, l, o or u), such as 2026-03-02-k7",
    ),
    **{
        f"{prefix}-id": (
            f"(?P<id>{prefix}-[0-9a-hjkmnp-tv-z]{{4}})",
            f"{prefix}- and four random characters (digits and small letters, but not i, l, o or u)",
        )
        for prefix in ("sv", "cn", "lg", "ad", "ap", "wv")
    },
}


class Kind(Struct, frozen=True):
    """A kind of record: its name, how people call one, and the shape of its path below ``records/``."""

    name: str
    called: str
    shape: str
    append_only: bool = False


_CASE = "cases/<year>/<case>"

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("agency", "the agency", "agency.yaml"),
        Kind("policy", "the policy", "policy.yaml"),
        Kind("waiver", "a waiver", "waivers/<wv-id>.yaml"),
        Kind("staff", "a staff member", "staff/<slug>.yaml"),
        Kind("team", "a team", "teams/<slug>.yaml"),
        Kind("meeting", "a team meeting", "teams/<team>/meetings/<date>.yaml"),
        Kind("provider", "a provider", "providers/<slug>.yaml"),
        Kind("person", "a person", "people/<two>/<person>.yaml"),
        Kind("case", "a case", f"{_CASE}/case.yaml"),
        Kind("screening", "a screening", f"{_CASE}/screening.yaml"),
        Kind("assessment", "an assessment", f"{_CASE}/assessments/<event>.yaml"),
        Kind("circumstances", "a record of circumstances", f"{_CASE}/circumstances/<event>.yaml"),
        Kind("risk", "a risk evaluation", f"{_CASE}/risks/<event>.yaml"),
        Kind("safety_plan", "a safety plan", f"{_CASE}/safety_plans/<event>.yaml"),
        Kind("plan", "a plan", f"{_CASE}/plan.yaml"),
        Kind("agreement", "an agreement", f"{_CASE}/agreements/<event>.yaml", append_only=True),
        Kind("service", "a service", f"{_CASE}/services/<sv-id>.yaml"),
        Kind("appointment", "an appointment", f"{_CASE}/appointments/<event>.yaml"),
        Kind("legal", "a legal matter", f"{_CASE}/legal/<lg-id>.yaml"),
        Kind("contact", "a contact", f"{_CASE}/contacts/<event>.yaml", append_only=True),
        Kind("advocacy", "an advocacy record", f"{_CASE}/advocacy/<ad-id>.yaml"),
        Kind("incident", "an incident", f"{_CASE}/incidents/<event>.yaml", append_only=True),
        Kind("report", "a mandated report", f"{_CASE}/reports/<event>.yaml", append_only=True),
        Kind("consent", "a consent", f"{_CASE}/consents/<cn-id>.yaml"),
        Kind("disclosure", "a disclosure", f"{_CASE}/disclosures/<event>.yaml", append_only=True),
        Kind("approval", "an approval", f"{_CASE}/approvals/<ap-id>.yaml", append_only=True),
        Kind("grievance", "a grievance", f"{_CASE}/grievances/<event>.yaml"),
        Kind("review", "a review", f"{_CASE}/reviews/<event>.yaml", append_only=True),
        Kind("outcome", "an outcome evaluation", f"{_CASE}/outcome.yaml", append_only=True),
    )
}


class Place(Struct, frozen=True):
    """What a path says: the record's kind, the id or name it carries, and the case it belongs to, if any."""

    kind: str
    name: str
    case: str | None = None
    year: str | None = None

    @property
    def record(self) -> str:
        """The record as findings name it: its id, or for a record without one its name after its case and kind."""
        return f"{self.case}/{self.kind}/{self.name}" if self.case and self.kind != "case" else self.name


def place(path: str) -> Place | None:
    """Return what ``path`` (relative to the agency's folder) says, or None where no record is kept there."""
    parts = path.split("/")
    if parts[0] != ROOT or len(parts) == 1:
        return None
    for kind, pattern in _by_folder().get(_folder(parts[1:]), ()):
        if found := pattern.fullmatch(path):
            pieces = found.groupdict()
            name = next((pieces[p] for p in _NAMES if pieces.get(p)), parts[-1].removesuffix(".yaml"))
            return Place(kind, name, pieces.get("case"), pieces.get("year"))
    return None


def agencies_below(files: Iterable[str]) -> list[str]:
    """Return the folders, other than the top, in which an agency seems to keep its records, by the paths of all files."""
    ends = tuple(f"/{ROOT}/{name}" for name in ("agency.yaml", "policy.yaml"))
    return sorted({path.rpartition(f"/{ROOT}/")[0] for path in files if path.endswith(ends)})


_NAMES = ("event", "id", "person", "slug", "date")


def explain(path: str) -> str:
    """Say in a sentence or two why no record is kept at ``path`` and what its path could be."""
    parts = path.split("/")[1:]
    if path.endswith(".yml"):
        return "the file's name ends in .yml; records end in .yaml. Rename it."
    if not path.endswith(".yaml"):
        return "only records (.yaml) are kept here. Move the file out of records/, and say in the record where it is."
    folder = _folder(parts)
    kinds = _by_folder().get(folder)
    if kinds:
        kind = KINDS[kinds[0][0]]
        return f"{kind.called} is kept at {ROOT}/{kind.shape}{_hint(parts, kind.shape.split('/'))}. Rename it."
    case_level = parts[0] == "cases"
    known = sorted({f.rpartition(":")[2] for f in _by_folder() if f.startswith("cases:") == case_level})
    return f"no kind of record is kept in `{visible(folder.rpartition(':')[2])}`.{did_you_mean(folder.rpartition(':')[2], known)}"


def _folder(parts: list[str]) -> str:
    """Return the part of a path that decides the kind: the top folder, or the one below the case."""
    in_case = parts[0] == "cases" and len(parts) > 3  # noqa: PLR2004 (cases/<year>/<case>/…)
    return f"cases:{parts[3]}" if in_case else parts[0]


@cache
def _by_folder() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    table: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for kind in KINDS.values():
        pattern = re.compile(_pattern(f"{ROOT}/{kind.shape}"))
        table.setdefault(_folder(kind.shape.split("/")), []).append((kind.name, pattern))
    return table


def _hint(parts: list[str], shape: list[str]) -> str:
    """Say which piece of a path is not as the shape asks, and how it is written."""
    if len(parts) != len(shape):
        return ", and nowhere deeper" if len(parts) > len(shape) else ""
    for part, piece in zip(parts, shape, strict=True):
        if not re.fullmatch(_pattern(piece), part):
            name = re.sub("^.*<|>.*$", "", piece)
            return f", where <{name}> is {_PIECES[name][1]}" if name in _PIECES else ""
    return ""


def _pattern(piece: str) -> str:
    return re.sub("<([a-z-]+)>", lambda m: _PIECES[m[1]][0], piece.replace(".", "[.]"))
