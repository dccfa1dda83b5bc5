"""A seed and a size in, the outline of every case out: who comes when, into which program, with which story."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from casekit.demo.chance import Dice, dice, record_id
from casekit.demo.days import END, working_day


class Program(NamedTuple):
    """A program's share of a hundred cases, the days its cases last, and the cases one worker carries at most."""

    share: float
    shortest: int
    longest: int
    load: int


PROGRAMS = {
    "housing-links": Program(87, 24, 70, 16),
    "strengths": Program(6, 125, 230, 9),
    "recovery-path": Program(3, 125, 220, 9),
    "reentry-bridge": Program(2.5, 130, 220, 9),
    "act": Program(1.5, 0, 0, 14),
}
TEAM_SIZE = 14
"""Cases of one ACT team: fewer than ten for each of its members, and admitted slowly."""

ACT_BEGAN = working_day(END - dt.timedelta(weeks=17))
"""The ACT teams are young: their density of contacts would otherwise be most of the repository."""

_CLOSING = {
    "goals_met": 46, "needs_met_elsewhere": 14, "moved": 8, "transferred": 4, "withdrew": 7, "lost_contact": 9,
    "died": 2, "no_longer_eligible": 4, "incarcerated": 3, "other": 3,
}  # fmt: skip

# Every program's twists, each with its share of a hundred cases.
_TRAITS = {
    "housing-links": {"denial": 10, "unmet": 10, "missed": 18, "late": 4, "unsafe_phone": 7, "interpreter": 8},
    "strengths": {
        "high_risk": 14, "eviction": 12, "admission": 14, "on_hold": 8, "grievance": 6, "report": 5, "denial": 15,
        "missed": 35, "unsafe_phone": 8, "interpreter": 10, "step_down": 25, "unmet": 12, "support": 40,
    },
    "recovery-path": {
        "high_risk": 25, "return_to_use": 35, "revoked": 25, "overdose": 12, "missed": 45, "unmet": 8,
        "step_down": 20, "support": 25, "interpreter": 5,
    },
    "reentry-bridge": {"advocacy": 45, "missed": 35, "arrest": 10, "funds": 40, "support": 25, "unmet": 10, "income": 20},
    "act": {"interpreter": 8},
}  # fmt: skip

# The first cases of every agency: from twelve on, each kind of record and every turn a case can take is there.
_FIRST: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("strengths", "goals_met", frozenset({"eviction", "grievance", "interpreter", "support", "missed"})),
    ("act", "", frozenset()),
    ("recovery-path", "goals_met", frozenset({"high_risk", "return_to_use", "revoked", "overdose", "step_down"})),
    ("reentry-bridge", "goals_met", frozenset({"advocacy", "funds", "support", "income"})),
    ("strengths", "needs_met_elsewhere", frozenset({"admission", "on_hold", "report", "denial", "step_down"})),
    ("housing-links", "goals_met", frozenset({"denial"})),
    ("housing-links", "other", frozenset({"unmet"})),
    ("housing-links", "goals_met", frozenset({"late"})),
    ("housing-links", "goals_met", frozenset({"second"})),
    ("housing-links", "lost_contact", frozenset({"missed", "unsafe_phone"})),
    ("housing-links", "died", frozenset()),
    ("housing-links", "moved", frozenset({"interpreter"})),
)


class Outline(Struct, frozen=True, kw_only=True):
    """What is known of a case before it is told. ``first`` is the earlier case of someone who comes back."""

    index: int
    program: str
    case: str
    person: str
    opens: dt.date
    closes: dt.date
    reason: str
    traits: frozenset[str]
    first: str | None = None
    returns: bool = False


def outlines(cases: int, years: int, seed: int) -> list[Outline]:
    """Return the outlines of all cases, in the order in which they open."""
    start = END - dt.timedelta(days=365 * years)
    drawn = [_draw(index, start, seed) for index in range(cases)]
    for place, outline in enumerate([outline for outline in drawn if outline.program == "act"]):
        # One admission in six days: no month of a team has more than six.
        drawn[outline.index] = replace(
            outline, opens=working_day(ACT_BEGAN + dt.timedelta(days=7 + 6 * (place % TEAM_SIZE)))
        )
    drawn.sort(key=lambda outline: (outline.opens, outline.index))
    return _with_returns(drawn, dice(seed, "returns"))


def _draw(index: int, start: dt.date, seed: int) -> Outline:
    chance = dice(seed, "outline", index)
    name, reason, traits = _FIRST[index] if index < len(_FIRST) else _any(chance)
    program = PROGRAMS[name]
    if name == "act":
        opens = ACT_BEGAN
    elif index < len(_FIRST):
        late = 190 if "second" in traits else 14 + chance.randint(0, 40)
        opens = working_day(start + dt.timedelta(days=late))
    else:
        opens = working_day(start + dt.timedelta(days=14 + chance.randrange((END - start).days - 20)))
    length = chance.randint(program.shortest, program.longest) + 25 * len(traits & {"eviction", "on_hold", "denial"})
    return Outline(
        index=index,
        program=name,
        case=record_id(dice(seed, "case", index), "C"),
        person=record_id(dice(seed, "person", index), "P"),
        opens=opens,
        closes=opens + dt.timedelta(days=length),
        reason=reason,
        traits=traits,
    )


def _any(chance: Dice) -> tuple[str, str, frozenset[str]]:
    name = chance.choices(list(PROGRAMS), [p.share for p in PROGRAMS.values()])[0]
    reason = chance.choices(list(_CLOSING), list(_CLOSING.values()))[0]
    traits = {trait for trait, share in _TRAITS[name].items() if chance.random() * 100 < share}
    if name == "housing-links" and chance.random() < 0.07:  # noqa: PLR2004 - seven in a hundred come back
        traits.add("second")
    if "unmet" in traits and name == "housing-links" and reason in {"goals_met", "needs_met_elsewhere"}:
        reason = "other"
    return name, reason, frozenset(traits)


def _with_returns(drawn: list[Outline], chance: Dice) -> list[Outline]:
    """Give those who come back the person of a case that ended a month or more before."""
    month = dt.timedelta(days=30)
    done: list[Outline] = []
    back: dict[str, Outline] = {}
    for outline in drawn:
        if "second" in outline.traits:
            open_again = [o for o in done if o.closes + month < outline.opens and o.case not in back]
            if open_again:
                earlier = chance.choice(open_again)
                back[earlier.case] = outline
        elif outline.program == "housing-links" and outline.reason not in {"died", "incarcerated", "moved"}:
            done.append(outline)
    seconds = {later.case: earlier for earlier, later in ((e, back[e.case]) for e in done if e.case in back)}
    return [_linked(outline, seconds.get(outline.case), outline.case in back) for outline in drawn]


def _linked(outline: Outline, earlier: Outline | None, returns: bool) -> Outline:
    if earlier is not None:
        return replace(outline, person=earlier.person, first=earlier.case)
    return replace(outline, returns=returns)
