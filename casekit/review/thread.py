"""A record's data in, its links of the thread from need to outcome out; two versions in, which links were made and which are gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from casekit.review.files import Pair

Link = tuple[str, str]
"""Two places of the thread, by ids that name nobody. What a need is about is not said: that is the client's."""


def links_of(pair: Pair) -> tuple[list[Link], list[Link]]:
    """Return the links that a change makes, and those that it takes away."""
    if pair.place is None or pair.problem:
        return [], []
    kind, name = pair.place.kind, pair.place.name
    before, after = (list(dict.fromkeys(_links(kind, name, side or {}))) for side in (pair.before, pair.after))
    return [link for link in after if link not in before], [link for link in before if link not in after]


def _links(kind: str, name: str, data: Mapping[str, Any]) -> Iterator[Link]:
    if kind == "plan":
        for goal in _entries(data, "goals"):
            yield from _of_goal(goal)
    elif kind == "service":
        yield from ((f"goal {goal}", f"service {name}") for goal in _words(data.get("goals")))
        yield from ((f"need {_need(data)}", f"service {name}") for _ in filter(None, [data.get("need")]))
    elif kind == "contact":
        yield from ((f"goal {goal}", f"contact {name}") for goal in _words(data.get("goals")))
    elif kind in {"review", "outcome"}:
        called = f"review {name}" if kind == "review" else "outcome"
        yield from ((f"goal {entry.get('goal')}", called) for entry in _entries(data, "goals"))


def _of_goal(goal: Mapping[str, Any]) -> Iterator[Link]:
    called = f"goal {goal.get('id')}"
    if goal.get("need"):
        yield f"need {_need(goal)}", called
    for step in _entries(goal, "steps"):
        yield called, f"step {step.get('id')}"
        if step.get("service"):
            yield f"step {step.get('id')}", f"service {step['service']}"
    yield from ((called, f"service {service}") for service in _words(goal.get("services")))


def _need(data: Mapping[str, Any]) -> str:
    return str(data.get("need"))


def _entries(data: Mapping[str, Any], field: str) -> list[Mapping[str, Any]]:
    found = data.get(field)
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def _words(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []
