"""The people of an agency and a path, a ref or a commit's first line in, whether it seems to hold something personal out.

Such names are shown in many places, mailed, and stay in the history for good. A word can be a name and no name (Rose,
Will): so this is a suspicion, and people look.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from casekit.records.paths import Place

_WORD = re.compile(r"[^\W\d_]+")
_PHONE = re.compile(r"(?<![0-9])(?:[0-9]{3}[-. ])?[0-9]{3}[-. ][0-9]{4}(?![0-9])")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NAME_AT_LEAST = 3  # letters; shorter ones are in too many words
_IN_PATHS = 4  # where capitals say nothing
_AFTER_A_WORD = frozenset({"provider", "team"})


class Known(Struct, frozen=True):
    """Words of the names of the people whom an agency serves, as they are written and in small letters, and birthdays."""

    names: frozenset[str]
    folded: frozenset[str]
    birthdays: frozenset[str]


def known_people(people: Iterable[Mapping[str, Any]]) -> Known:
    """Return what is known of people by the data of their records."""
    names: set[str] = set()
    birthdays: set[str] = set()
    for person in people:
        called = person.get("names")
        for value in called.values() if isinstance(called, dict) else ():
            for name in value if isinstance(value, list) else [value]:
                names.update(word for word in _WORD.findall(str(name)) if len(word) >= _NAME_AT_LEAST)
        if isinstance(person.get("birth_date"), str):
            birthdays.add(person["birth_date"])
    folded = frozenset(name.casefold() for name in names if len(name) >= _IN_PATHS)
    return Known(frozenset(names), folded, frozenset(birthdays))


def in_subject(subject: str, known: Known) -> bool:
    """Tell whether a commit's first line seems to hold a name, a telephone number or a birthday."""
    return not known.names.isdisjoint(_WORD.findall(subject)) or _numbers(subject, known)


def in_path(path: str, known: Known) -> bool:
    """Tell whether a path or the name of a ref does."""
    return not known.folded.isdisjoint(word.casefold() for word in _WORD.findall(path)) or _numbers(path, known)


def chosen(path: str, place: Place | None, data: Mapping[str, Any] | None) -> str:
    """Return what of a path somebody chose: all of it where no record is kept, and otherwise nothing.

    Of a record that is named after a word, it is what its own name does not say: a house may be called Grace's.
    """
    if place is None:
        return path
    if place.kind not in _AFTER_A_WORD:
        return ""
    own = {word.casefold() for word in _WORD.findall(str(data.get("name")))} if data else set[str]()
    return "-".join(word for word in _WORD.findall(place.name) if word.casefold() not in own)


def without_names(path: str, known: Known) -> str:
    """Return a path or the name of a ref with a mark in the place of what seems personal."""
    for pattern, personal in ((_PHONE, None), (_DAY, known.birthdays)):
        path = pattern.sub(lambda found, p=personal: _MARK if p is None or found[0] in p else found[0], path)  # type: ignore[misc]
    return _WORD.sub(lambda found: _MARK if found[0].casefold() in known.folded else found[0], path)


_MARK = "…"


def _numbers(text: str, known: Known) -> bool:
    return _PHONE.search(text) is not None or not known.birthdays.isdisjoint(_DAY.findall(text))
