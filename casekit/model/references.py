"""A typed record in, every reference and agency word in it out, found by the types of its fields."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from casekit.finding import DataPath
from casekit.model.common import Part, Record
from casekit.model.hints import bare, extra, fields, is_part, item, members


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
    found = [(field.name, field.key, _compile(field.hint)) for field in fields(struct)]
    kept = tuple((name, key, spec) for name, key, spec in found if spec)
    return _Spec(fields=kept) if kept else None


def _compile(hint: Any) -> _Spec | None:  # noqa: ANN401 (a type, as it is written)
    """Return what to look for in values of a type, or None where nothing in it names anything."""
    specs = [spec for spec in map(_compile_one, members(hint)) if spec]
    if len(specs) <= 1:
        return specs[0] if specs else None
    return _Spec(
        next((s.leaf for s in specs if s.leaf), None),
        next((s.item for s in specs if s.item), None),
        tuple(f for s in specs for f in s.fields),
    )


def _compile_one(hint: Any) -> _Spec | None:  # noqa: ANN401 (likewise)
    """Do that for a type that is no union."""
    meant, plain = extra(hint), bare(hint)
    if sort := next((s for s in ("ref", "vocabulary") if s in meant), None):
        return _Spec(leaf=(sort, meant[sort]))
    if plain is not hint:
        return _compile(plain)
    if is_part(plain):
        return _spec_of(plain)
    inner = _compile(item(plain)) if item(plain) is not None else None
    return _Spec(item=inner) if inner else None


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
