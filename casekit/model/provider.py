"""The resource directory: providers and their services, in Open Referral (HSDS) terms."""

from __future__ import annotations

from typing import Literal

from msgspec import field

from casekit.model.common import Date, Domain, Email, OwnId, Part, Phone, Record, Slug, StaffId, Url


class ProviderPhone(Part, frozen=True, kw_only=True):
    """A number of the provider's, what it is for and the languages spoken on it."""

    number: Phone
    for_: str | None = field(default=None, name="for")
    languages: tuple[str, ...] = ()


class Address(Part, frozen=True, kw_only=True):
    """Where the provider is."""

    address_1: str | None = None
    city: str | None = None
    state_province: str | None = None
    postal_code: str | None = None
    country: str | None = None


class WaitingList(Part, frozen=True, kw_only=True):
    """How many wait and for how many weeks, as learned on a day."""

    people: int | None = None
    weeks: int | None = None
    as_of: Date


class ProviderService(Part, frozen=True, kw_only=True):
    """Something a provider offers: for which needs, for whom, at what cost and how to get in."""

    id: Slug
    name: str
    domains: tuple[Domain, ...]
    description: str | None = None
    minimum_age: int | None = None
    maximum_age: int | None = None
    eligibility: str | None = None
    cost: str | None = None
    fee: float | None = None
    languages: tuple[str, ...] = ()
    accessibility: tuple[str, ...] = ()
    access: str | None = None
    hours: str | None = None
    capacity: Literal["open", "limited", "waitlist", "closed"] | None = None
    waitlist: WaitingList | None = None
    documents: tuple[str, ...] = ()


class Helper(Part, frozen=True, kw_only=True):
    """What was checked of an informal helper, and what they do not do."""

    background_check: Date | None = None
    licence_checked: Date | None = None
    insurance_checked: Date | None = None
    vehicle: str | None = None
    limits: str | None = None


class Assured(Part, frozen=True, kw_only=True):
    """When an entry was last checked with the provider, and by whom."""

    date: Date
    by: StaffId


class ServiceAgreement(Part, frozen=True, kw_only=True):
    """The agreement under which a provider works for a program as a qualified service organisation."""

    from_: Date = field(name="from")
    to: Date | None = None
    for_: str | None = field(default=None, name="for")


class Provider(Record, frozen=True, kw_only=True):
    """An entry in the resource directory; landlords and informal helpers are providers too."""

    id: OwnId
    name: str
    description: str
    kind: Literal["organization", "government", "landlord", "informal_helper", "clinic", "court"]
    part2: bool | None = None
    status: Literal["active", "inactive", "defunct", "temporarily_closed"]
    phones: tuple[ProviderPhone, ...] = ()
    email: Email | None = None
    url: Url | None = None
    address: Address | None = None
    service_areas: tuple[str, ...] = ()
    services: tuple[ProviderService, ...]
    helper: Helper | None = None
    assured: Assured
    service_agreement: ServiceAgreement | None = None
    note: str | None = None
