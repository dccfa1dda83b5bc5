"""Credentials: what is claimed holds on the days it is claimed for, and is renewed in time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.contact import Contact
from casekit.model.people import Credential, Licence, Staff
from casekit.model.policy import limit
from casekit.model.workforce import acts, is_case_manager_certificate, licensed_on, served_on

_LICENSED_ROLES = ("nurse", "prescriber", "clinician")


@rule("CK701", Severity.WARNING, on="shared")
def certificate_longer_than_it_holds(caseload: Caseload) -> Iterator[Problem]:
    """A case manager's certificate ends when its issuer says.

    Checks:
        That a certificate as case manager (CCM) does not run longer than policy's `certification_years`.
    Why:
        With a wrong day the renewal is missed, and a client is told of a certificate that no longer holds.
    Bad:
        # staff/s-ruiz.yaml
        credentials:
          - {kind: CCM, from: 2024-05-31, expires: 2030-05-31, ce_hours: 80, ethics_hours: 8}
    Good:
        # staff/s-ruiz.yaml
        credentials:
          - {kind: CCM, from: 2024-05-31, expires: 2029-05-31, ce_hours: 80, ethics_hours: 8}
    Fix:
        Correct the day from the certificate.
    Leave it:
        Where the issuer itself extended it: the policy's years stay, and a waiver names the extension. Nobody has to
        hold a certificate.
    Source:
        CCMC: renewal every 5 years.
    """
    for staff, i, credential in _certificates(caseload):
        years = limit(caseload, "certification_years", credential.from_)
        if years is None or credential.expires is None:
            continue
        last = _years_later(credential.from_, years.value)
        if credential.expires > last:
            says = f"runs to {credential.expires}, longer than {years.value} years from {credential.from_}."
            yield problem(staff, "credentials", i, "expires", says=says)


@rule("CK702", Severity.INFO, on="shared")
def renewed_on_too_few_hours(caseload: Caseload) -> Iterator[Problem]:
    """A renewed certificate rests on its hours.

    Checks:
        Whether a certificate as case manager that was renewed had the hours of continuing education, and of ethics
        among them, that policy names (`certification_ce_hours`, `certification_ethics_hours`).
    Why:
        Clients and funders rely on what a certificate says. It can also be renewed by examination: then all is well.
    Bad:
        # staff/s-ruiz.yaml
        credentials:
          - {kind: CCM, from: 2019-05-31, expires: 2024-05-31, ce_hours: 62, ethics_hours: 8}
          - {kind: CCM, from: 2024-05-31, expires: 2029-05-31}
    Good:
        # staff/s-ruiz.yaml
        credentials:
          - {kind: CCM, from: 2019-05-31, expires: 2024-05-31, ce_hours: 84, ethics_hours: 8}
          - {kind: CCM, from: 2024-05-31, expires: 2029-05-31}
    Fix:
        Add the hours that were left out.
    Leave it:
        Where it was renewed by examination: leave the hours out altogether.
    Source:
        CCMC: 80 hours in 5 years, 8 of them ethics, or the examination again.
    """
    for staff, i, credential in _certificates(caseload):
        renewed = any(s is staff and later.from_ > credential.from_ for s, _, later in _certificates(caseload, staff))
        if renewed and (short := _short_of(caseload, credential, credential.expires or credential.from_)):
            says = f"it was renewed, and {short}. By examination?"
            yield problem(staff, "credentials", i, says=says)


@rule("CK703", Severity.WARNING, on="shared")
def licensed_role_without_licence(caseload: Caseload) -> Iterator[Problem]:
    """Whoever works under a licence has one on file.

    Checks:
        That a clinician, nurse or prescriber has at least one licence in the staff record.
    Why:
        What only the licensed may do is checked against this list, so that a client gets care from those who may give it.
    Bad:
        # staff/s-ruiz.yaml
        role: nurse
    Good:
        # staff/s-ruiz.yaml
        role: nurse
        licences:
          - {kind: RN, from: 2014-06-15, expires: 2027-05-31}
    Fix:
        Add the licence.
    Leave it:
        Where someone is in training: the role is `intern`, with a supervisor who is licensed.
    Source:
        CMSA Standards of Practice 2016, I (qualifications); state licensing law.
    """
    for staff in caseload.staff.values():
        if staff.role in _LICENSED_ROLES and not staff.licences:
            yield problem(staff, "role", says=f"the role is {staff.role}, and no licence is on file.")


@rule("CK704", Severity.WARNING, on="day")
def credential_runs_out(caseload: Caseload, day: date) -> Iterator[Problem]:
    """Licences and credentials are renewed before they end.

    Checks:
        Whether on the day of `--as-of` the newest licence or credential of a kind that a present staff member
        claims has ended, or will within policy's `notice_before_expiry_days`.
    Why:
        A lapse takes a worker from their clients overnight.
    Bad:
        # staff/s-ruiz.yaml
        licences:
          - {kind: LSW, from: 2022-09-01, expires: 2026-08-31}
    Good:
        # staff/s-ruiz.yaml
        licences:
          - {kind: LSW, from: 2022-09-01, expires: 2026-08-31}
          - {kind: LSW, from: 2026-09-01, expires: 2030-08-31}
    Fix:
        Renew it and add the new one below.
    Leave it:
        Where the renewal is filed and the board is slow: a waiver says so. What is no longer claimed is taken out.
    Source:
        CMSA Standards of Practice 2016, I; CCMC renewal windows.
    """
    notice = limit(caseload, "notice_before_expiry_days", day)
    until = day + timedelta(days=notice.value if notice else 0)
    for staff in caseload.staff.values():
        if not served_on(staff, day):
            continue
        for name in ("licences", "credentials"):
            claimed: tuple[Licence | Credential, ...] = getattr(staff, name)
            for i, one in enumerate(claimed):
                later = any(o.kind == one.kind and o.from_ > one.from_ for o in claimed)
                if one.expires is None or later or one.expires > until:
                    continue
                when = f"ended on {one.expires}" if one.expires < day else f"ends on {one.expires}"
                yield problem(
                    staff,
                    name,
                    i,
                    "expires",
                    says=f"this {one.kind} {when}, and no later one is on file. Was it renewed?",
                )


@rule("CK705", Severity.INFO, on="day")
def hours_missing_before_renewal(caseload: Caseload, day: date) -> Iterator[Problem]:
    """The hours for a renewal are there before the renewal is due.

    Checks:
        Whether a certificate as case manager that ends within a year of the day of `--as-of` has the hours that
        policy names (`certification_ce_hours`, `certification_ethics_hours`).
    Why:
        Hours take time to earn, and a lapse takes a worker from their clients.
    Bad:
        # staff/s-ruiz.yaml
        credentials:
          - {kind: CCM, from: 2022-05-31, expires: 2027-05-31, ce_hours: 41, ethics_hours: 8}
    Good:
        # staff/s-ruiz.yaml
        credentials:
          - {kind: CCM, from: 2022-05-31, expires: 2027-05-31, ce_hours: 81, ethics_hours: 8}
    Fix:
        Enter hours already earned, and plan the rest.
    Leave it:
        Where the certificate is to lapse knowingly, or will be renewed by examination.
    Source:
        CCMC: 80 hours in 5 years, 8 of them ethics, or the examination again.
    """
    for staff, i, credential in _certificates(caseload):
        ends = credential.expires
        if ends is None or not day <= ends <= _years_later(day, 1) or not served_on(staff, day):
            continue
        if short := _short_of(caseload, credential, day):
            yield problem(staff, "credentials", i, says=f"to be renewed by {ends}, and {short} so far.")


def _unlicensed(case: Case, caseload: Caseload) -> dict[str, date]:
    """Return the newest day on which each of the staff worked with a client, when no licence of theirs held."""
    newest: dict[str, date] = {}
    for act in acts(case) if case.file else ():
        staff = caseload.staff.get(act.staff)
        if staff is None or staff.role not in _LICENSED_ROLES or not staff.licences:
            continue
        therapy = isinstance(act.record, Contact) and act.record.kind in {"therapy", "skills"}
        if not therapy and served_on(staff, act.on) and not licensed_on(staff, act.on):
            newest[act.staff] = max(act.on, newest.get(act.staff, act.on))
    return newest


@rule("CK725", Severity.WARNING, on="caseload", gather=_unlicensed)
def licence_lapsed_at_work(caseload: Caseload, cases: Sequence[dict[str, date]]) -> Iterator[Problem]:
    """A licence holds on the days it is worked under.

    Checks:
        That a clinician, nurse or prescriber held one of their licences on the days of what they did in a case.
        Therapy is another rule's. One finding for a person, at the newest such day.
    Why:
        What was done without it may have to be done again, and the client may not be covered.
    Bad:
        # staff/p-olsen.yaml
        id: p-olsen
        name: Pat Olsen
        role: nurse
        supervisor: m-lee
        from: 2024-01-08
        licences: [{kind: RN, from: 2020-03-01, expires: 2026-02-28}]
        # contacts/2026-03-02-k7.yaml
        by: p-olsen
    Good:
        # staff/p-olsen.yaml
        id: p-olsen
        name: Pat Olsen
        role: nurse
        supervisor: m-lee
        from: 2024-01-08
        licences: [{kind: RN, from: 2020-03-01, expires: 2028-02-29}]
        # contacts/2026-03-02-k7.yaml
        by: p-olsen
    Fix:
        Enter the renewal. If there was none, tell the supervisor today; the note itself stays.
    Leave it:
        Where somebody's life was at stake that day, nobody asks for a licence first. A licence renewed and not yet
        entered only wants entering.
    Source:
        CMSA Standards of Practice 2016, I (qualifications); state licensing law: a licence is in force on the day of
        service.
    """
    newest: dict[str, date] = {}
    for case in cases:
        for name, day in case.items():
            newest[name] = max(day, newest.get(name, day))
    for name, day in newest.items():
        yield problem(
            caseload.staff[name],
            "licences",
            says=f"worked with a client on {day}, and no licence on file covers that day.",
        )


def _certificates(caseload: Caseload, only: Staff | None = None) -> Iterator[tuple[Staff, int, Credential]]:
    """Yield the certificates as case manager that staff claim, with their places in the list."""
    for staff in [only] if only else caseload.staff.values():
        for i, credential in enumerate(staff.credentials):
            if is_case_manager_certificate(credential):
                yield staff, i, credential


def _short_of(caseload: Caseload, credential: Credential, day: date) -> str:
    """Say which hours fall short of policy's; nothing where they are enough or not written down."""
    wanted = {
        "hours of continuing education": (credential.ce_hours, limit(caseload, "certification_ce_hours", day)),
        "hours of ethics": (credential.ethics_hours, limit(caseload, "certification_ethics_hours", day)),
    }
    return " and ".join(
        f"{has:g} of {least.value} {what} are on file"
        for what, (has, least) in wanted.items()
        if has is not None and least is not None and has < least.value
    )


def _years_later(day: date, years: int) -> date:
    """Return the same day some years on; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
