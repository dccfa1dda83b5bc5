"""A Struct in, its fields with their types out; a type in, what a value of it can be."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from types import UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from msgspec import Meta

from casekit.model.common import Part


class Field(NamedTuple):
    """A field: its attribute, its key in a file, and its type as it is written."""

    name: str
    key: str
    hint: Any


@cache
def fields(struct: type[Part]) -> tuple[Field, ...]:
    """Return the fields of a Struct. Its annotations are looked at once: that is what takes time."""
    hints = get_type_hints(struct, include_extras=True)
    keys = zip(struct.__struct_fields__, struct.__struct_encode_fields__, strict=True)
    return tuple(Field(name, key, hints[name]) for name, key in keys)


def members(hint: Any) -> Iterator[Any]:  # noqa: ANN401 (a type, as it is written)
    """Yield what a union consists of, or a type itself; never a union."""
    if get_origin(hint) in {Union, UnionType}:
        for member in get_args(hint):
            yield from members(member)
    else:
        yield hint


def bare(hint: Any) -> Any:  # noqa: ANN401 (likewise)
    """Return a type without what it is annotated with."""
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def extra(hint: Any) -> dict[str, Any]:  # noqa: ANN401 (likewise)
    """Return what a type is annotated with for us (see ``common``)."""
    found: dict[str, Any] = {}
    for each in hint.__metadata__ if get_origin(hint) is Annotated else ():
        found |= (each.extra or {}) if isinstance(each, Meta) else {}
    return found


def item(hint: Any) -> Any | None:  # noqa: ANN401 (likewise)
    """Return the type of what is in a tuple of any length, or None for another type."""
    return get_args(hint)[0] if get_origin(hint) is tuple else None


def is_part(hint: object) -> bool:
    """Tell whether a type is a Struct of ours."""
    return isinstance(hint, type) and issubclass(hint, Part)
