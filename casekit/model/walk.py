"""A typed record in, every nested part or text of it out, with its place in the data; or the record with other texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, TypeVar, get_origin

import msgspec

from casekit.finding import DataPath
from casekit.model.common import Part
from casekit.model.hints import bare, extra, fields, is_part, item, members

AnyPart = TypeVar("AnyPart", bound=Part)


def parts(part: Part, at: DataPath = (), *, having: tuple[str, ...] = ()) -> Iterator[tuple[Part, DataPath]]:
    """Yield ``part`` itself and every part within it, outermost first.

    With ``having``, parts are passed over that neither have one of these attributes nor hold a part that does.
    """
    if having and not _reaches(type(part), having):
        return
    yield part, at
    for name, key in _holders(type(part), having):
        value = getattr(part, name)
        if value is None:
            continue
        if isinstance(value, Part):
            yield from parts(value, (*at, key), having=having)
        elif isinstance(value, tuple):
            for i, item in enumerate(value):
                if isinstance(item, Part):
                    yield from parts(item, (*at, key, i), having=having)


def texts(part: Part) -> Iterator[tuple[str, DataPath]]:
    """Yield every text within ``part`` with its place in the data; paths and local fields are none of them."""
    for inner, at in parts(part):
        for name, key in zip(inner.__struct_fields__, inner.__struct_encode_fields__, strict=True):
            value = getattr(inner, name)
            if isinstance(value, str) and name != "path":
                yield value, (*at, key)
            elif isinstance(value, tuple):
                yield from ((item, (*at, key, i)) for i, item in enumerate(value) if isinstance(item, str))


def with_texts(part: AnyPart, change: Callable[[str], str]) -> AnyPart:
    """Return ``part`` with every text changed that is free to be anything, ids included.

    Paths, words that the schema lists and words of a vocabulary stay. What holds nothing that changed is the same object.
    """
    changed = {}
    for name in _with_text(type(part)):
        value = getattr(part, name)
        if value is not None and (now := _changed(value, change)) is not value:
            changed[name] = now
    return msgspec.structs.replace(part, **changed) if changed else part


def _changed(value: Any, change: Callable[[str], str]) -> Any:  # noqa: ANN401 (`local` may hold anything)
    if isinstance(value, str):
        now = change(value)
        return value if now == value else now
    if isinstance(value, Part):
        return with_texts(value, change)
    if isinstance(value, tuple | list):
        items = [_changed(item, change) for item in value]
        return value if all(a is b for a, b in zip(items, value, strict=True)) else type(value)(items)
    if isinstance(value, dict):
        return {change(key): _changed(item, change) for key, item in value.items()}
    return value


@cache
def _with_text(struct: type[Part]) -> tuple[str, ...]:
    """Return the attributes of a Struct that can hold text free to be anything, or parts."""
    return tuple(field.name for field in fields(struct) if field.name != "path" and _is_free(field.hint))


def _is_free(hint: Any) -> bool:  # noqa: ANN401 (a type, as it is written)
    for member in members(hint):
        plain = bare(member)
        if "vocabulary" in extra(member):
            continue
        if plain is not member or item(plain) is not None:
            if _is_free(plain if plain is not member else item(plain)):
                return True
        elif plain is str or is_part(plain) or (get_origin(plain) or plain) is dict:
            return True
    return False


@cache
def _holders(struct: type[Part], having: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the fields of a Struct that can hold such parts, by attribute and key: most fields cannot."""
    kept = (f for f in fields(struct) if any(not having or _reaches(held, having) for held in _held(f.hint)))
    return tuple((f.name, f.key) for f in kept)


@cache
def _reaches(struct: type[Part], having: tuple[str, ...]) -> bool:
    """Tell whether a Struct has one of the attributes, or can hold a part that does."""
    return any(hasattr(struct, name) for name in having) or bool(_holders(struct, having))


def _held(hint: Any) -> Iterator[type[Part]]:  # noqa: ANN401 (likewise)
    """Yield the Structs of which a value of a type can be or hold one."""
    for member in members(hint):
        plain = bare(member)
        if is_part(plain):
            yield plain
        elif plain is not member:
            yield from _held(plain)
        elif item(plain) is not None:
            yield from _held(item(plain))
