"""A typed record in, every nested part of it out, with its place in the data."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from msgspec import inspect

from casekit.finding import DataPath
from casekit.model.common import Part


def parts(part: Part, at: DataPath = ()) -> Iterator[tuple[Part, DataPath]]:
    """Yield ``part`` itself and every part within it, outermost first."""
    yield part, at
    for name, key in _holders(type(part)):
        value = getattr(part, name)
        if value is None:
            continue
        if isinstance(value, Part):
            yield from parts(value, (*at, key))
        elif isinstance(value, tuple):
            for i, item in enumerate(value):
                if isinstance(item, Part):
                    yield from parts(item, (*at, key, i))


@cache
def _holders(struct: type[Part]) -> tuple[tuple[str, str], ...]:
    """Return the fields of a Struct that can hold parts, by attribute and key: most fields of most records cannot."""
    info = inspect.type_info(struct)
    fields = info.fields if isinstance(info, inspect.StructType) else ()
    return tuple((f.name, f.encode_name) for f in fields if _holds_parts(f.type))


def _holds_parts(info: inspect.Type) -> bool:
    if isinstance(info, inspect.Metadata):
        return _holds_parts(info.type)
    if isinstance(info, inspect.UnionType):
        return any(map(_holds_parts, info.types))
    if isinstance(info, inspect.VarTupleType):
        return _holds_parts(info.item_type)
    return isinstance(info, inspect.StructType)
