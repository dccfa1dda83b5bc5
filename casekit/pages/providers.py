"""A site in, its resource directory out, and the gaps in it: needs that no provider could meet, to take to the county."""

from __future__ import annotations

from collections import Counter, defaultdict

from msgspec import Struct

from casekit.model.provider import Provider, ProviderService
from casekit.model.service import Service
from casekit.pages.filters import filter_of
from casekit.pages.site import Site
from casekit.pages.small import arranged, said
from casekit.summary.wording import flowing
from casekit.words import human

_GOOD = {"completed", "in_progress", "accepted"}
_AWAY = {"rejected", "failed"}


class Offer(Struct, frozen=True):
    """A service of a provider in the directory: for whom, at what cost, how to get in, and how full it is."""

    name: str
    needs: str
    what: str
    who: str
    cost: str
    access: str
    languages: str
    room: str
    papers: str


class Entry(Struct, frozen=True, kw_only=True):
    """A provider with its services, and how referrals there went. ``asked`` counts them all."""

    provider: Provider
    kind: str
    status: str
    about: str
    offers: tuple[Offer, ...]
    phones: tuple[str, ...]
    asked: int
    good: int
    away: int
    waiting: int
    keys: str


def values(site: Site) -> dict[str, object]:
    """Return what the directory shows, by name."""
    providers = sorted(site.caseload.providers.values(), key=lambda p: p.name.casefold())
    found = filter_of(map(_facets, providers), ("need", "language", "room", "kind", "status"))
    asked: dict[str, list[Service]] = defaultdict(list)
    for case in site.caseload.cases:
        for service in case.services:
            asked[service.provider or ""].append(service)
    entries = [_entry(p, asked[p.id], keys) for p, keys in zip(providers, found.keys, strict=True)]
    return {"entries": entries, "facets": found.facets, "gaps": gap_values(site)["total"]}


def _facets(provider: Provider) -> dict[str, tuple[str, ...]]:
    services = provider.services
    spoken = {word for s in services for word in s.languages} | {w for p in provider.phones for w in p.languages}
    return {
        "need": tuple(sorted({human(need) for s in services for need in s.domains})),
        "language": tuple(sorted(spoken)),
        "room": tuple(sorted({s.capacity for s in services if s.capacity})),
        "kind": (human(provider.kind),),
        "status": (human(provider.status),),
    }


def _entry(provider: Provider, asked: list[Service], keys: str) -> Entry:
    now: Counter[str] = Counter(service.status[-1].status for service in asked)
    return Entry(
        provider=provider,
        kind=human(provider.kind),
        status=human(provider.status),
        about=flowing(provider.description),
        offers=tuple(map(_offer, provider.services)),
        phones=tuple(f"{p.number}{f' ({p.for_})' if p.for_ else ''}" for p in provider.phones),
        asked=len(asked),
        good=sum(now[status] for status in _GOOD),
        away=sum(now[status] for status in _AWAY),
        waiting=now["waitlisted"],
        keys=keys,
    )


def _offer(service: ProviderService) -> Offer:
    least, most = service.minimum_age, service.maximum_age
    ages = f"{least or 0} to {most} years" if most is not None else f"from {least} years" if least else ""
    room: str = service.capacity or ""
    if wait := service.waitlist:
        people = f"{wait.people} waiting" if wait.people is not None else ""
        weeks = f"about {wait.weeks} weeks" if wait.weeks is not None else ""
        room = ", ".join(filter(None, (room, people, weeks, f"as of {wait.as_of}")))
    return Offer(
        name=flowing(service.name),
        needs=", ".join(map(human, service.domains)),
        what=flowing(service.description),
        who=". ".join(filter(None, (ages, flowing(service.eligibility)))),
        cost=flowing(service.cost) or (f"{service.fee:g}" if service.fee is not None else ""),
        access=". ".join(filter(None, (flowing(service.access), flowing(service.hours)))),
        languages=", ".join(service.languages),
        room=room,
        papers=", ".join(service.documents),
    )


def gap_values(site: Site) -> dict[str, object]:
    """Return the gap report. It holds counts and no word of a record, so that it can leave the agency."""
    under = site.about.small_counts
    counts = {(need, why, years): count for need, why, count, years in gaps(site)}
    rows = [(need, why, n, years if isinstance(n, int) else "") for (need, why, years), n in arranged(counts, under)]
    return {"gaps": rows, "total": said(sum(counts.values()), under)}


def gaps(site: Site) -> list[tuple[str, str, int, str]]:
    """Return need, reason, how often nothing fitted, and the years, the most frequent first."""
    years: dict[tuple[str, str], list[int]] = defaultdict(list)
    for case in site.caseload.cases:
        for service in case.services:
            if service.unmet:
                years[human(service.need), human(service.unmet.because)].append(service.status[-1].from_.year)
    found = [(*key, len(seen), _span(seen)) for key, seen in years.items()]
    return sorted(found, key=lambda gap: (-gap[2], gap))


def _span(years: list[int]) -> str:
    first, last = min(years), max(years)
    return str(first) if first == last else f"{first} to {last}"
