"""The data of a record before and after in, changes by field out; and back: the data before and changes in, after out.

Items of a list that carry an ``id`` are matched by it, wherever they stand. Lines of a log are matched by what they
say, else by their day, else by their place. Replaying the changes gives the data after: a property test holds that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

import msgspec
from msgspec import UNSET, Struct

_KEYS = ("from", "date", "domain", "goal", "setting", "what", "name", "word", "who")
"""By what a line without an id is known again, the first that it has."""

At = tuple[str | int, ...]


class FieldChange(Struct, frozen=True, omit_defaults=True):
    """One value that is new, gone (UNSET on that side) or another.

    ``at`` leads to it: fields by name, items by their id, or by their position, counted from 0: in the list before,
    for a line that is new in the list after. With ``order`` the values are the ids of a list in their order.
    """

    at: At
    before: Any = UNSET
    after: Any = UNSET
    order: bool = False


def compare(before: Any, after: Any, at: At = ()) -> tuple[FieldChange, ...]:  # noqa: ANN401 (any YAML value)
    """Return what differs, in the order of ``after``; what is gone follows."""
    return tuple(_compare(before, after, at))


def expanded(change: FieldChange) -> Iterator[FieldChange]:
    """Yield a new or removed value as that of each field and item in it; nothing where it holds none."""
    if not change.order and UNSET in (change.before, change.after):
        value = change.after if change.before is UNSET else change.before
        if isinstance(value, dict | list):
            empty: Any = {} if isinstance(value, dict) else []
            before, after = (empty, value) if change.before is UNSET else (value, empty)
            yield from _compare(before, after, change.at)


def same(one: Any, other: Any) -> bool:  # noqa: ANN401 (any YAML value)
    """Tell whether two values are the same to a reader: 1, 1.0 and true are not, the order of fields is nothing."""
    return _plain(one) == _plain(other)


def _plain(value: Any) -> bytes:  # noqa: ANN401 (any YAML value)
    return msgspec.json.encode(value, order="sorted")


def _compare(before: Any, after: Any, at: At) -> Iterator[FieldChange]:  # noqa: ANN401 (any YAML value)
    if type(before) is str and type(after) is str:
        if before != after:
            yield FieldChange(at, before, after)
    elif same(before, after):
        return
    elif isinstance(before, dict) and isinstance(after, dict):
        for key in [*after, *(key for key in before if key not in after)]:
            yield from _side(before.get(key, UNSET), after.get(key, UNSET), (*at, key))
    elif isinstance(before, list) and isinstance(after, list):
        by_id = _by_id(before), _by_id(after)
        if by_id[0] is not None and by_id[1] is not None:
            yield from _identified(by_id[0], by_id[1], at)
        else:
            yield from _lines(before, after, at)
    else:
        yield FieldChange(at, before, after)


def _side(before: Any, after: Any, at: At) -> Iterator[FieldChange]:  # noqa: ANN401 (any YAML value)
    if before is UNSET or after is UNSET:
        yield FieldChange(at, before, after)
    else:
        yield from _compare(before, after, at)


def _by_id(items: list[Any]) -> dict[str, Any] | None:
    """Return the items by id; None where one has none, or two have the same."""
    found = {item["id"]: item for item in items if isinstance(item, dict) and isinstance(item.get("id"), str)}
    return found if len(found) == len(items) else None


def _identified(before: dict[str, Any], after: dict[str, Any], at: At) -> Iterator[FieldChange]:
    for key in [*after, *(key for key in before if key not in after)]:
        yield from _side(before.get(key, UNSET), after.get(key, UNSET), (*at, key))
    if _merged_order(before, after) != list(after):
        yield FieldChange(at, list(before), list(after), order=True)


def _merged_order(before: Iterable[str], after: Iterable[str]) -> list[str]:
    """Return the ids as they stand if what is gone is left out and what is new comes last."""
    wanted = list(after)
    kept = [key for key in before if key in set(wanted)]
    return [*kept, *(key for key in wanted if key not in set(kept))]


def _lines(before: list[Any], after: list[Any], at: At) -> Iterator[FieldChange]:
    """Compare lists whose items carry no ids: first equal lines, then lines of the same day, then by place."""
    for old, new in _replaced(list(map(_plain, before)), list(map(_plain, after))):
        for some, others in _pairs([_key(before[i]) for i in old], [_key(after[j]) for j in new]):
            yield from _block([old[i] for i in some], [new[j] for j in others], before, after, at)


def _replaced(before: list[bytes], after: list[bytes]) -> Iterator[tuple[range, range]]:
    """Yield the stretches of two lists that differ: what was replaced, and by what. Either may be empty."""
    most = min(len(before), len(after))
    start = next((i for i in range(most) if before[i] != after[i]), most)
    if start == len(before):  # as most lists change: they grow at their end
        yield range(start, start), range(start, len(after))
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before[start:], after[start:], autojunk=False).get_opcodes():
        if tag != "equal":
            yield range(start + i1, start + i2), range(start + j1, start + j2)


def _pairs(before: list[bytes], after: list[bytes]) -> Iterator[tuple[range, range]]:
    """Yield stretches of two lists that belong together: an equal item with its match, else what replaced what."""
    if not before or not after:
        yield range(len(before)), range(len(after))
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from ((range(i1 + n, i1 + n + 1), range(j1 + n, j1 + n + 1)) for n in range(i2 - i1))
        else:
            yield range(i1, i2), range(j1, j2)


def _block(old: list[int], new: list[int], before: list[Any], after: list[Any], at: At) -> Iterator[FieldChange]:
    for i, j in zip(old, new, strict=False) if len(old) == len(new) else ():
        yield from _compare(before[i], after[j], (*at, i))
    if len(old) != len(new):
        yield from (FieldChange((*at, j), UNSET, after[j]) for j in new)
        yield from (FieldChange((*at, i), before[i], UNSET) for i in old)


def _key(item: Any) -> bytes:  # noqa: ANN401 (any YAML value)
    if isinstance(item, dict):
        return next((_plain([key, item[key]]) for key in _KEYS if key in item), b"")
    return b""


# Replaying


def applied(data: Any, changes: Iterable[FieldChange]) -> Any:  # noqa: ANN401 (any YAML value)
    """Return the data after the changes, which ``compare`` found; the data before is left as it is."""
    below: dict[str | int, list[FieldChange]] = {}
    new: dict[str | int, Any] = {}
    order: list[str] | None = None
    for change in changes:
        if not change.at:
            if not change.order:
                return change.after
            order = change.after
        elif len(change.at) == 1 and change.before is UNSET:
            new[change.at[0]] = change.after
        else:
            inner = msgspec.structs.replace(change, at=change.at[1:])
            below.setdefault(change.at[0], []).append(inner)
    if isinstance(data, dict):
        kept = {key: _changed(value, below.get(key)) for key, value in data.items()}
        return {key: value for key, value in (kept | new).items() if value is not UNSET}
    return _applied_to_list(data, below, new, order)


def _changed(value: Any, changes: list[FieldChange] | None) -> Any:  # noqa: ANN401 (any YAML value)
    return value if changes is None else applied(value, changes)


def _applied_to_list(
    data: list[Any], below: dict[str | int, list[FieldChange]], new: dict[str | int, Any], order: list[str] | None
) -> list[Any]:
    known = _by_id(data) or {}
    kept = []
    for i, (key, item) in enumerate(zip_longest(known, data)):
        value = _changed(item, below.get(i, below.get(key) if key is not None else None))
        if value is not UNSET:
            kept.append(value)
    for place, value in new.items():
        if isinstance(place, int):
            kept.insert(place, value)
        else:
            kept.append(value)
    if order is not None:
        by_id = {item["id"]: item for item in kept}
        kept = [by_id[key] for key in order]
    return kept
