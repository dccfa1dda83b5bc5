"""A case, its history and a span of days in, an account of it out: what was changed, shared, approved and amended.

It is what an auditor or a client may ask for (45 CFR 164.528 asks of what was shared the day, to whom, what and why).
It tells what is on record. Who read something is on no record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from casekit.history.changes import Change
from casekit.history.labels import bare_label
from casekit.history.report import heading
from casekit.model.caseload import Case
from casekit.model.consent import Approval, Disclosure
from casekit.records.paths import place
from casekit.review.page import shown_path
from casekit.words import human

LIMITS = (
    "This tells what is on record. Who read something is on no record, and what was shared and not written down is not "
    "here. Whether the history can be relied on says casekit audit verify."
)


class Part(Struct, frozen=True):
    """One list of an account: its title, the names of its columns, and a row of words for each thing."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Account(Struct, frozen=True, kw_only=True):
    """An account of one case from ``since`` to ``until`` (YYYY-MM-DD, both inside), as the commit ``tip`` has it.

    ``unread`` are the files of the case that cannot be read, so that the account is not whole.
    """

    case: str
    since: str
    until: str
    tip: str
    unread: tuple[str, ...]
    parts: tuple[Part, ...]


def account(  # noqa: PLR0913 - a case, what is known of it, and of which days
    case: Case, changes: Iterable[Change], since: str, until: str, tip: str, *, unread: Iterable[str], reports: bool
) -> Account:
    """Give an account of a case. Without ``reports`` nothing in it tells of a mandated report."""
    told = [change for change in changes if since <= change.committed <= until and (reports or not change.restricted)]
    parts = (
        Part("What was shared", ("Day", "With whom", "What", "Why", "On which basis", "By", "Record"), _within(_shared(case, reports=reports), since, until)),
        Part("What was approved, or not", ("Day", "Record", "Decision", "For", "By"), _within(_approved(case, reports=reports), since, until)),
        Part("What was corrected or added to", ("Day", "Record", "How", "Why", "By", "Corrects"), _within(_amended(case, reports=reports), since, until)),
        Part("What was changed", ("Day", "By", "Why", "What", "Fields", "Commit"), tuple(_changed(change) for change in reversed(told))),
    )  # fmt: skip
    seen = tuple(path if reports else shown_path(path) for path in unread)
    return Account(case=case.id, since=since, until=until, tip=tip, unread=seen, parts=parts)


def _within(rows: Iterable[tuple[str, ...]], since: str, until: str) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted(row for row in rows if since <= row[0] <= until))


def _shared(case: Case, *, reports: bool) -> Iterator[tuple[str, ...]]:
    for told in case.disclosures:
        if reports or not _of_report(told):
            whom = " ".join(filter(None, (told.to.name, told.to.provider)))
            yield str(told.date), whom, told.what, told.purpose, human(told.basis), told.by, told.path
    for contact in case.contacts:
        if contact.shared is not None:
            yield str(contact.date), contact.spoke_with or "", contact.shared, "", "consent", contact.by, contact.path
    for service in case.services:
        for line in service.status:
            if line.shared is not None:
                whom = " ".join(filter(None, (line.spoke_with, service.provider)))
                yield str(line.from_), whom, line.shared, service.what, "consent", line.by or "", service.path


def _of_report(told: Disclosure) -> bool:
    return told.basis == "mandated_report" or told.report is not None


def _approved(case: Case, *, reports: bool) -> Iterator[tuple[str, ...]]:
    for each in case.approvals:
        if reports or "reports/" not in each.of:
            yield str(each.date), each.of, human(each.decision), _what_for(each), each.by


def _what_for(approval: Approval) -> str:
    return human(approval.for_) + ("" if approval.amount is None else f", {approval.amount:g}")


def _amended(case: Case, *, reports: bool) -> Iterator[tuple[str, ...]]:
    for record in case.records():
        amends = getattr(record, "amends", None)
        where = place(record.path)
        hidden = where is None or where.kind == "report" or (isinstance(record, Disclosure) and _of_report(record))
        if amends is not None and (reports or not hidden):
            day, by = (str(getattr(record, name, "") or "") for name in ("date", "by"))
            yield day, record.path, human(amends.kind), amends.why, by, amends.record


def _changed(change: Change) -> tuple[str, ...]:
    """Return a change without what the records say: which fields, not what stood there."""
    edited = change.fields if change.event == "changed" else ()
    fields = dict.fromkeys(bare_label(change.place.kind, field.at) for field in edited)
    return change.committed, change.author, change.why.subject, heading(change), "; ".join(fields), change.commit.oid
