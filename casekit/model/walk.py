"""A typed record in, every nested part or text of it out, with its place in the data; or the record with other texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from casekit.finding import DataPath
from casekit.model.common import Part

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
    info = inspect.type_info(struct)
    fields = info.fields if isinstance(info, inspect.StructType) else ()
    return tuple(f.name for f in fields if f.name != "path" and _is_free(f.type))


def _is_free(info: inspect.Type) -> bool:
    if isinstance(info, inspect.Metadata):
        return "vocabulary" not in (info.extra or {}) and _is_free(info.type)
    if isinstance(info, inspect.UnionType):
        return any(map(_is_free, info.types))
    if isinstance(info, inspect.VarTupleType):
        return _is_free(info.item_type)
    return isinstance(info, inspect.StrType | inspect.StructType | inspect.DictType)


@cache
def _holders(struct: type[Part], having: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the fields of a Struct that can hold such parts, by attribute and key: most fields cannot."""
    info = inspect.type_info(struct)
    fields = info.fields if isinstance(info, inspect.StructType) else ()
    kept = (f for f in fields if any(not having or _reaches(held, having) for held in _held(f.type)))
    return tuple((f.name, f.encode_name) for f in kept)


@cache
def _reaches(struct: type[Part], having: tuple[str, ...]) -> bool:
    """Tell whether a Struct has one of the attributes, or can hold a part that does."""
    return any(hasattr(struct, name) for name in having) or bool(_holders(struct, having))


def _held(info: inspect.Type) -> Iterator[type[Part]]:
    """Yield the Structs of which a value of a type can be or hold one."""
    if isinstance(info, inspect.Metadata):
        yield from _held(info.type)
    elif isinstance(info, inspect.UnionType):
        for member in info.types:
            yield from _held(member)
    elif isinstance(info, inspect.VarTupleType):
        yield from _held(info.item_type)
    elif isinstance(info, inspect.StructType) and issubclass(info.cls, Part):
        yield info.cls
