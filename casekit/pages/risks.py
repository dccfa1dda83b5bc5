"""A site in, its risk board out: every open case by level of risk, with what moved it, what protects and who saw them."""

from __future__ import annotations

from msgspec import Struct

from casekit.pages.home import HIGH, Seen, seen
from casekit.pages.site import Row, Site
from casekit.summary.wording import flowing, said, said_each

LEVELS = ("imminent", "high", "moderate", "low")


class Card(Struct, frozen=True, kw_only=True):
    """A case on the board. ``plan`` is the day of its newest safety plan, or nothing."""

    row: Row
    since: str
    because: str
    factors: tuple[str, ...]
    protective: tuple[str, ...]
    view: str
    review_by: str
    plan: str
    seen: Seen


def values(site: Site) -> dict[str, object]:
    """Return the cards of the two highest levels, how many cases each level has, and who was not evaluated yet."""
    rows = site.known()
    cards = [_card(row, site) for row in rows if row.risk in HIGH]
    counts = {level: sum(row.risk == level for row in rows) for level in LEVELS}
    return {
        "cards": sorted(cards, key=lambda c: (LEVELS.index(c.row.risk), -(c.seen.days or 0), c.row.called)),
        "counts": counts,
        "moderate": tuple(row for row in rows if row.risk == "moderate"),
        "unknown": tuple(row for row in rows if not row.risk),
    }


def _card(row: Row, site: Site) -> Card:
    risk = max(row.case.risks, key=lambda r: r.date)
    plan = max((p.date for p in row.case.safety_plans), default=None)
    return Card(
        row=row,
        since=str(risk.date),
        because=flowing(risk.because),
        factors=tuple(flowing(factor.what) for factor in risk.factors),
        protective=said_each(risk.protective),
        view=said(risk.client_view),
        review_by=str(risk.review_by or ""),
        plan=str(plan or ""),
        seen=seen(row, site),
    )
