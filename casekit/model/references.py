"""A typed record in, every reference and agency word in it out, found by the types of its fields."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from msgspec import inspect

from casekit.finding import DataPath
from casekit.model.common import Part, Record


class Reference(NamedTuple):
    """A value that names something: ``sort`` is ``ref`` or ``vocabulary``, ``target`` what is named (``staff``)."""

    sort: str
    target: str
    value: str
    at: DataPath


def references(record: Record) -> Iterator[Reference]:
    """Yield every reference in ``record`` in the order of its fields."""
    spec = _spec_of(type(record))
    if spec:
        yield from _visit(record, spec, ())


class _Spec(NamedTuple):
    """What to look for in a value: text that names something, items of a list, or fields (attribute, key, what)."""

    leaf: tuple[str, str] | None = None
    item: _Spec | None = None
    fields: tuple[tuple[str, str, _Spec], ...] = ()


@cache
def _spec_of(struct: type[Part]) -> _Spec | None:
    return _compile(inspect.type_info(struct))


def _compile(info: inspect.Type) -> _Spec | None:
    """Return what to look for in values of a type, or None where nothing in it names anything."""
    if isinstance(info, inspect.Metadata):
        extra = info.extra or {}
        sort = next((s for s in ("ref", "vocabulary") if s in extra), None)
        return _Spec(leaf=(sort, extra[sort])) if sort else _compile(info.type)
    if isinstance(info, inspect.VarTupleType):
        item = _compile(info.item_type)
        return _Spec(item=item) if item else None
    if isinstance(info, inspect.StructType):
        fields = [(f.name, f.encode_name, _compile(f.type)) for f in info.fields]
        kept = tuple((name, key, spec) for name, key, spec in fields if spec)
        return _Spec(fields=kept) if kept else None
    if isinstance(info, inspect.UnionType):
        specs = [spec for spec in map(_compile, info.types) if spec]
        return (
            _Spec(
                next((s.leaf for s in specs if s.leaf), None),
                next((s.item for s in specs if s.item), None),
                tuple(f for s in specs for f in s.fields),
            )
            if specs
            else None
        )
    return None


def _visit(value: object, spec: _Spec, at: DataPath) -> Iterator[Reference]:
    if isinstance(value, Part):
        for name, key, inner in spec.fields:
            yield from _visit(getattr(value, name, None), inner, (*at, key))
    elif isinstance(value, tuple):
        if spec.item:
            for i, item in enumerate(value):
                yield from _visit(item, spec.item, (*at, i))
    elif isinstance(value, str) and spec.leaf:
        yield Reference(*spec.leaf, value, at)
