"""What site is wanted and an agency's folder in, the reading out that the site is made of: for its readers, and as of a day."""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from casekit.model.caseload import Caseload
from casekit.pages.audience import audience_of, kept_back, seen_by
from casekit.pages.clock import build_day, built_at
from casekit.pages.files import Doors, doors
from casekit.pages.read import Reading, commit_and_day, read_agency, zone_of
from casekit.pages.redact import NOTICE, redacted
from casekit.pages.site import About, Site, lay_out
from casekit.pages.small import LEAST, USUAL
from casekit.words import did_you_mean, visible

FOR, REDACT, CASE, AS_OF, AT = (f"CASEKIT_SITE_{name}" for name in ("FOR", "REDACT", "CASE", "AS_OF", "AT"))
"""The environment's variables: `casekit site` sets them for MkDocs, and they go before ``mkdocs.yml``."""

_LOG = logging.getLogger("mkdocs.plugins.casekit")  # MkDocs shows what is told there

MARK = "audience.json"
"""The file in a built folder that says whose it is."""


class Options(Struct, frozen=True):
    """casekit's options in ``mkdocs.yml``, which `CasekitConfig` explains. ``records`` is seen from that file."""

    records: str = "."
    as_of: dt.date | None = None
    views: dict[str, str] = {}
    audience: str = "all"
    redact: bool = False
    editor: str = ""
    forge: str = ""
    small_counts: int = 0


class Wanted(Struct, frozen=True, kw_only=True):
    """What site is wanted: for whom, of which one case if only one, as of which day, and whether masked.

    ``at`` is a revision or a day in whose last commit the records are read; without it, they are read on the disk.
    """

    audience: str = "all"
    redact: bool = False
    case: str = ""
    as_of: dt.date | None = None
    at: str = ""

    @property
    def mark(self) -> str:
        """The text of the file that says whose a folder is; a masked one names nobody."""
        who = "demonstrations" if self.redact else self.audience.strip()
        return json.dumps({"for": who, "redacted": self.redact}) + "\n"

    def readers(self, caseload: Caseload) -> str:
        """Say whom the site is for, where that is not everybody."""
        who = "" if self.redact else self.audience.strip()
        if who.startswith("team:"):
            return f"the team {caseload.teams[who.removeprefix('team:')].name}"
        return {"all": "", "": "", "supervisor": "all supervisors"}.get(who) or (
            caseload.staff[who].name if who in caseload.staff else ""
        )


def wanted(audience: str, as_of: dt.date | None, environ: Mapping[str, str], *, redact: bool) -> Wanted:
    """Return what the options of ``mkdocs.yml`` and the environment ask for. ValueError for what cannot be had."""
    day, at, who = environ.get(AS_OF), environ.get(AT, ""), environ.get(FOR) or audience
    if at and who.strip() != "all":
        raise ValueError(
            "the site of an earlier day is for all who may read the records, and for nobody else: that something must be "
            "kept from one of them may have been written down since. Leave --for out."
        )
    try:
        return Wanted(
            audience=who,
            redact=redact or bool(environ.get(REDACT)),
            case=environ.get(CASE, ""),
            as_of=dt.date.fromisoformat(day) if day else as_of,
            at=at,
        )
    except ValueError as error:
        raise ValueError(f"{AS_OF} is a day such as 2026-03-02, and this one is not.") from error


def site_of(folder: Path, what: Wanted, options: Options, environ: Mapping[str, str]) -> Site:
    """Return the site of an agency's folder for its readers. ValueError says what to mend."""
    if what.at:  # found once: a branch may move on while the site is made
        commit, day = commit_and_day(folder, what.at)
        what = msgspec.structs.replace(what, at=commit, as_of=what.as_of or day)
    read = read_wanted(folder, what, environ)
    caseload, views = read.caseload, {} if what.redact else options.views  # their names are the agency's own words
    # How files and commits open is not told where the agency is not to be known by its site, or they are others by now.
    ways = (
        Doors()
        if what.redact or what.at
        else doors(caseload, folder=str(folder), editor=options.editor, forge=options.forge)
    )
    about = About(
        commit=read.commit,
        built=built_at(what.as_of, environ, zone_of(caseload)),
        views={name: query.lstrip("#") for name, query in views.items()},
        readers=what.readers(caseload),
        notice=" ".join(_notices(read, what)),
        doors=ways,
        small_counts=_limit(options.small_counts, what),
    )
    return lay_out(caseload, read.day, read.findings, about=about, trail=read.trail)


def _notices(read: Reading, what: Wanted) -> Iterator[str]:
    """Yield what every page says of itself."""
    if what.redact:
        yield NOTICE
    if what.at:
        yield f"As the records were on {read.day}, in commit {read.commit}: nothing that was written later is in it."


def _limit(asked: int, what: Wanted) -> int:
    if asked and asked < LEAST:
        raise ValueError(
            f"small_counts: {asked} hides too little: what it leaves out could be worked out. Write {LEAST} or more, or "
            "0 to show all counts."
        )
    return asked or (USUAL if what.redact else 0)


def read_wanted(folder: Path, what: Wanted, environ: Mapping[str, str]) -> Reading:
    """Read an agency's folder for the readers of a site. ValueError says what to mend."""
    whole = read_agency(folder, lambda zone: build_day(what.as_of, environ, zone), what.at)
    case = what.case.strip().upper()
    audience, day = (
        audience_of(what.audience, whole.caseload),
        max(whole.day, build_day(None, {}, zone_of(whole.caseload))),
    )
    seen = seen_by(whole, audience, day, case)
    if case and not seen.caseload.cases:
        known = [each.id for each in seen_by(whole, audience, day).caseload.cases]
        raise ValueError(
            f"there is no case `{visible(case)}` in a site for {what.audience}.{did_you_mean(case, known)}"
        )
    if count := kept_back(whole, audience, day):
        cases = "1 case is" if count == 1 else f"{count} cases are"
        _LOG.info("%s not in it: somebody who reads it must not know of that (site/serving.md).", cases)
    return redacted(seen) if what.redact else seen


def kept_from(site_dir: Path, what: Wanted) -> str:
    """Say why a site must not be built into a folder; nothing where it may: it would be read by the wrong people."""
    try:
        mark = msgspec.json.decode((site_dir / MARK).read_bytes(), type=dict[str, object])
    except (OSError, msgspec.DecodeError):
        return ""
    if mark == json.loads(what.mark):
        return ""
    masked = " (masked)" if mark.get("redacted") else ""
    return (
        f"{site_dir} holds the site for `{visible(str(mark.get('for')))}`{masked}, and whoever may read that would read "
        "this one. Choose another folder, or remove that one first."
    )
