"""A caseload, a setting and a day in, the limit in force out: the agency's own, or that of the pack it builds on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

import msgspec

from casekit.model.agency import NO_LIMIT, Policy, PolicyLine, PolicyValue
from casekit.model.caseload import Caseload
from casekit.model.common import Part, Setting, Slug
from casekit.model.standing import Rated, newest_until
from casekit.records.packs import read_pack

DEFAULT_PACK = "default"


class Pack(Part, frozen=True, kw_only=True):
    """A set of limits that casekit ships. ``extends`` is the pack it builds on in its turn."""

    name: Slug
    title: str
    description: str
    extends: Slug | None = None
    values: tuple[PolicyLine, ...] = ()


class Scope(NamedTuple):
    """Whom a value is asked for; a line for a model, a risk or a program counts only where they agree."""

    model: str | None = None
    risk: str | None = None
    program: str | None = None


EVERYONE = Scope()


class Layered(NamedTuple):
    """A line and where it stands: ``pack`` is None for the agency's own, ``depth`` how many layers are above it.

    ``scope`` are its conditions. ``limit`` is the line as a number, or None where it says that there is no limit.
    """

    line: PolicyLine
    pack: str | None
    depth: int
    scope: Scope
    limit: PolicyValue | None


@cache
def pack(name: str) -> Pack | None:
    """Return a shipped pack, or None where none is called so."""
    data = read_pack(name)
    return None if data is None else msgspec.convert(data, Pack)


def packs_below(policy: Policy | None) -> Iterator[Pack]:
    """Yield the packs that a policy builds on, the nearest first; without a policy the default."""
    found, seen = pack(policy.extends if policy else DEFAULT_PACK), set[str]()
    while found is not None and found.name not in seen:
        yield found
        seen.add(found.name)
        found = pack(found.extends) if found.extends else None


def limit(caseload: Caseload, setting: Setting, day: date, case: Rated | None = None) -> PolicyValue | None:
    """Return the value of ``setting`` in force on ``day``, or None where there is none or a line says there is no limit.

    A value for a model, a program or a risk counts only for a ``case`` where they agree. Of several that fit, the
    one with the most such conditions counts, then the nearest (the agency's own before its pack's), then the newest.
    """
    for each in _by_setting(caseload.policy).get(setting, ()):
        if _holds(each.line, day) and (
            each.scope is EVERYONE or _fits(each, scope_of(case, day, with_risk=each.scope.risk is not None))
        ):
            return each.limit
    return None


def scope_of(case: Rated | None, day: date, *, with_risk: bool = True) -> Scope:
    """Return the model, program and risk of a case on a day."""
    if case is None or case.file is None:
        return Scope()
    risk = newest_until(case.risks, day) if with_risk else None
    return Scope(case.file.model, risk.level if risk else None, case.file.program)


def for_scope(policy: Policy | None, day: date, scope: Scope) -> list[Layered]:
    """Return for each setting the one line that counts for ``scope`` on a day, lifted limits included."""
    found = (
        next((each for each in lines if _holds(each.line, day) and _fits(each, scope)), None)
        for lines in _by_setting(policy).values()
    )
    return [each for each in found if each is not None]


def in_force(policy: Policy | None, day: date) -> list[Layered]:
    """Return every line that counts for somebody on a day: of lines for the same ones, the strongest."""
    found: list[Layered] = []
    for lines in _by_setting(policy).values():
        strongest: dict[Scope, Layered] = {}
        for each in lines:
            if _holds(each.line, day):
                strongest.setdefault(each.scope, each)
        found += sorted(strongest.values(), key=lambda each: [wanted or "" for wanted in each.scope])
    return found


def newest_day(policy: Policy | None) -> date:
    """Return the newest first day in a policy, of itself or of one of its values; without one, in the default pack."""
    if policy is None:
        return max((line.from_ for below in packs_below(None) for line in below.values), default=date.min)
    return max([policy.from_, *(line.from_ for line in policy.values)])


def layers_of(below: Pack, depth: int = 1) -> Iterator[Layered]:
    """Yield the lines of one pack, which stands ``depth`` layers below a policy."""
    yield from (_layered(line, below.name, depth) for line in below.values)


_latest: list[tuple[Policy | None, Mapping[Setting, tuple[Layered, ...]]]] = []


def _by_setting(policy: Policy | None) -> Mapping[Setting, tuple[Layered, ...]]:
    """Return the lines of a policy and of its packs by setting, of each the strongest first.

    A run asks some hundred thousand times, always of one policy, so the last answer is kept.
    """
    if not _latest or _latest[0][0] is not policy:
        found: dict[Setting, list[Layered]] = defaultdict(list)
        for each in sorted(_layers(policy), key=_rank):
            found[each.line.setting].append(each)
        _latest[:] = [(policy, {setting: tuple(lines) for setting, lines in found.items()})]
    return _latest[0][1]


def _layers(policy: Policy | None) -> Iterator[Layered]:
    yield from (_layered(line, None, 0) for line in (policy.values if policy else ()))
    for depth, below in enumerate(packs_below(policy), 1):
        yield from layers_of(below, depth)


def _layered(line: PolicyLine, pack_name: str | None, depth: int) -> Layered:
    scope = Scope(line.model, line.risk, line.program)
    number = None if line.value == NO_LIMIT else msgspec.convert(line, PolicyValue, from_attributes=True)
    return Layered(line, pack_name, depth, EVERYONE if scope == EVERYONE else scope, number)


def _holds(line: PolicyLine, day: date) -> bool:
    return line.from_ <= day and (line.to is None or day <= line.to)


def _fits(each: Layered, scope: Scope) -> bool:
    model, risk, program = each.scope
    return (
        (model is None or model == scope.model)
        and (risk is None or risk == scope.risk)
        and (program is None or program == scope.program)
    )


def _rank(each: Layered) -> tuple[int, int, int]:
    """Order lines by strength, the strongest first: most conditions, nearest, newest."""
    conditions = sum(wanted is not None for wanted in each.scope)
    return -conditions, each.depth, -each.line.from_.toordinal()
