"""The resource directory: whoever is sent somewhere finds an open door, and one meant for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.policy import limit
from casekit.model.provider import ProviderService
from casekit.model.service import Service
from casekit.model.standing import age_on, ended_on
from casekit.model.upkeep import asked_on, is_live
from casekit.words import counted

_FOR_OTHERS = ("child_care", "family")
_TAKEN = {"accepted", "in_progress", "completed"}
_SHUT = {"inactive": "is not active", "defunct": "no longer exists", "temporarily_closed": "is closed for a time"}


@rule("CK463", Severity.WARNING, on="case")
def provider_is_shut(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Nobody is sent to a closed door.

    Checks:
        That a service which goes on, or was asked for after the directory knew, has a provider whose entry is
        `active`. What ended before is history and is not asked, nor is a service on hold.
    Why:
        A wasted trip costs a day's wage, and the will to try again.
    Bad:
        # providers/harbor-clinic.yaml
        status: temporarily_closed
    Good:
        # providers/harbor-clinic.yaml
        status: temporarily_closed
        # services/sv-k7q2.yaml
        status:
          - {status: accepted, from: 2025-11-03}
          - {status: on_hold, from: 2025-12-20, because: Closed until spring}
    Fix:
        Tell the client and look for another together, or correct the directory.
    Leave it:
        Where the client goes to see someone who still works there, and knows that the door is shut. On hold, nothing is
        asked.
    Source:
        Open Referral (HSDS) 3.0: organisation and service status.
    """
    for service in case.services:
        provider = caseload.providers.get(service.provider or "")
        if provider is None or provider.status == "active" or service.unmet is not None:
            continue
        running = is_live(service) and service.status[-1].status != "on_hold" and ended_on(case) is None
        if running or asked_on(service) > provider.assured.date:
            says = f"{provider.id} {_SHUT[provider.status]}, by the directory on {provider.assured.date}."
            yield problem(service, "provider", says=says)


@rule("CK464", Severity.ERROR, on="case")
def unknown_provider_service(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A provider's service that is named is in its entry.

    Checks:
        That `provider_service` is the id of one of the services in the provider's entry.
    Why:
        Ages, papers, cost and hours are looked up there; under another name nobody sees that a door is not for them.
    Bad:
        # services/sv-k7q2.yaml
        provider_service: dental
    Good:
        # services/sv-k7q2.yaml
        provider_service: primary-care
    Fix:
        Correct the id, or add the service to the directory.
    Leave it:
        Where the provider's services are not in the directory: leave `provider_service` out; the provider alone will
        do.
    Source:
        House rule: what is pointed at exists.
    """
    for service in case.services:
        provider = caseload.providers.get(service.provider or "")
        wanted = service.provider_service
        if provider is not None and wanted is not None and wanted not in {s.id for s in provider.services}:
            known = ", ".join(s.id for s in provider.services) or "none"
            yield problem(
                service, "provider_service", says=f"{provider.id} lists no service `{wanted}`; it lists {known}."
            )


@rule("CK465", Severity.WARNING, on="case")
def outside_the_ages(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """A service is for people of the client's age.

    Checks:
        That on the day a service was asked for the client's age lies within `minimum_age` and `maximum_age` of the
        provider's service; without `provider_service`, of the only one that serves the need. Whom the provider has
        accepted is not asked. A service for a child or a family is not judged by the client's age: its need is
        `child_care` or `family`.
    Why:
        They are turned away at the desk for something we could have read.
    Bad:
        # providers/harbor-clinic.yaml
        services:
          - {id: primary-care, name: Primary care, domains: [physical_health], minimum_age: 60}
        # services/sv-k7q2.yaml
        status: [{status: requested, from: 2026-04-06}]
    Good:
        # providers/harbor-clinic.yaml
        services:
          - {id: primary-care, name: Primary care, domains: [physical_health], minimum_age: 60}
        # services/sv-k7q2.yaml
        status: [{status: requested, from: 2026-04-06}, {status: accepted, from: 2026-04-09}]
    Fix:
        Call and ask: limits bend. Correct the directory if they have changed.
    Leave it:
        Where the provider takes them all the same: once the log says `accepted` or later, nothing is asked.
    Source:
        Open Referral (HSDS) 3.0: service.minimum_age and maximum_age.
    """
    person = caseload.person_of(case)
    for service in case.services if person is not None else ():
        offer, age = _offer(caseload, service), age_on(person, asked_on(service)) if person else None
        taken = any(line.status in _TAKEN for line in service.status)
        if offer is None or age is None or taken or service.need in _FOR_OTHERS:
            continue
        low, high = offer.minimum_age, offer.maximum_age
        if (low is not None and age < low) or (high is not None and age > high):
            ages = f"from {low}" if high is None else f"up to {high}" if low is None else f"from {low} to {high}"
            yield problem(
                service, "provider", says=f"{offer.id} at {service.provider} is for ages {ages}; the client was {age}."
            )


@rule("CK466", Severity.INFO, on="case")
def papers_disagree(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """What papers a client holds is said once.

    Checks:
        Whether a paper that a service notes as `held` is `lost`, `none` or `expired` in the person's record, or one it
        notes as `missing` is `held` there, where both call it by the same name.
    Why:
        At the counter it turns out which is true.
    Bad:
        # people/7K/P-7K3QFMXN.yaml
        documents: [{kind: State ID, status: lost}]
        # services/sv-k7q2.yaml
        documents: [{what: State ID, status: held}]
    Good:
        # people/7K/P-7K3QFMXN.yaml
        documents: [{kind: State ID, status: held}]
        # services/sv-k7q2.yaml
        documents: [{what: State ID, status: held}]
    Fix:
        Look at the paper together, and correct the one that is behind.
    Leave it:
        Where both are true: the old paper is lost and a new one is held, or a copy will do for this counter.
    Source:
        House practice: documents asked and held.
    """
    person = caseload.person_of(case)
    has = {d.kind.casefold(): d.status for d in person.documents} if person else {}
    for service in case.services if ended_on(case) is None else ():
        for i, paper in enumerate(service.documents if is_live(service) else ()):
            known = has.get(paper.what.casefold())
            contrary = {"held": ("lost", "none", "expired"), "missing": ("held",)}.get(paper.status, ())
            if known in contrary:
                says = f"`{paper.status}` here, and `{known}` in the person's record."
                yield problem(service, "documents", i, "status", says=says)


@rule("CK467", Severity.INFO, on="day")
def entry_not_assured(caseload: Caseload, day: date) -> Iterator[Problem]:
    """A directory entry was checked not long ago.

    Checks:
        Whether on the day of `--as-of` an active entry was last assured longer ago than policy's
        `directory_assured_every_days`.
    Why:
        Hours, lists and rules change quietly; the client finds out at the door.
    Bad:
        # providers/harbor-clinic.yaml
        assured: {date: 2025-09-01, by: s-ruiz}
    Good:
        # providers/harbor-clinic.yaml
        assured: {date: 2026-09-01, by: s-ruiz}
    Fix:
        Call, correct what changed, and enter the day.
    Leave it:
        Where nobody is sent there at present: an entry may wait until somebody needs it.
    Source:
        Open Referral (HSDS): assured_date.
    """
    allowed = limit(caseload, "directory_assured_every_days", day)
    for provider in caseload.providers.values() if allowed else ():
        days = (day - provider.assured.date).days
        if allowed and provider.status == "active" and days > allowed.value:
            yield problem(
                provider,
                "assured",
                "date",
                says=f"last checked {counted(days, 'day')} ago; your policy says every {allowed.value}.",
            )


def _offer(caseload: Caseload, service: Service) -> ProviderService | None:
    """Return the provider's service that is meant: the one named, or the only one that serves the need."""
    provider = caseload.providers.get(service.provider or "")
    offers = provider.services if provider else ()
    if service.provider_service is not None:
        return next((o for o in offers if o.id == service.provider_service), None)
    fitting = [o for o in offers if service.need in o.domains]
    return fitting[0] if len(fitting) == 1 else None
