"""A site in, where the consents of its open cases stand out: ending soon, ended, taken back, and missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from msgspec import Struct

from casekit.model.consent import Consent
from casekit.model.policy import limit
from casekit.pages.site import Row, Site
from casekit.summary.lookup import Lookup
from casekit.summary.plan import recipient
from casekit.summary.wording import flowing
from casekit.words import human

_NOTICE = 60  # days, where policy sets no notice before an expiry


class Line(Struct, frozen=True):
    """A consent of a case, the day that counts for it, and a note."""

    row: Row
    kind: str
    recipient: str
    day: dt.date
    note: str


def values(site: Site) -> dict[str, object]:
    """Return what the page of consents shows."""
    found = limit(site.caseload, "notice_before_expiry_days", site.day)
    notice = found.value if found else _NOTICE
    soon = site.day + dt.timedelta(days=notice)
    return {
        "notice": notice,
        "soon": _lines(site, lambda c: _ends(c) if site.day <= _ends(c) <= soon else None),
        "ended": _lines(site, lambda c: _ends(c) if _ends(c) < site.day and not _replaced(c, site) else None)[::-1],
        "revoked": _lines(site, lambda c: c.revoked.date if c.revoked else None)[::-1],
        "missing": tuple(row for row in site.known() if not any(map(_for_services, row.case.consents))),
    }


def _ends(consent: Consent) -> dt.date:
    """Return the last day of a consent; the end of time for one that is taken back or has no date."""
    return dt.date.max if consent.revoked or consent.expires is None else consent.expires


def _replaced(consent: Consent, site: Site) -> bool:
    """Tell whether a newer consent for the same recipient is in force, so that nobody has to be asked again."""
    folder = consent.path.rpartition("/consents/")[0]
    own = next((row.case.consents for row in site.open if row.case.folder == folder), ())
    return any(
        other.status == "given" and other.kind == consent.kind and other.recipient == consent.recipient
        and site.day <= _ends(other) and not other.revoked
        for other in own
    )  # fmt: skip


def _for_services(consent: Consent) -> bool:
    return consent.kind == "services" and consent.status == "given" and consent.revoked is None


def _lines(site: Site, day_of: Callable[[Consent], dt.date | None]) -> list[Line]:
    found = [
        _line(row, consent, day, site.look)
        for row in site.known()
        for consent in row.case.consents
        if consent.status == "given" and (day := day_of(consent))
    ]
    return sorted(found, key=lambda line: (line.day, line.row.called))


def _line(row: Row, consent: Consent, day: dt.date, look: Lookup) -> Line:
    note = flowing(consent.purpose)
    if consent.revoked:
        told = ", ".join(flowing(who) for who in consent.revoked.told)
        note = f"told: {told}" if told else "nobody is written down as told"
    return Line(row, human(consent.kind), recipient(consent, look), day, note)
