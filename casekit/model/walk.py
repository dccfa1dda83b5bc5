"""A typed record in, every nested part of it out, with its place in the data."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from msgspec import inspect

from casekit.finding import DataPath
from casekit.model.common import Part


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
