"""A typed record in, every nested part of it out, with its place in the data."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.finding import DataPath
from casekit.model.common import Part


def parts(part: Part, at: DataPath = ()) -> Iterator[tuple[Part, DataPath]]:
    """Yield ``part`` itself and every part within it, outermost first."""
    yield part, at
    for name, key in zip(part.__struct_fields__, part.__struct_encode_fields__, strict=True):
        value = getattr(part, name)
        if isinstance(value, Part):
            yield from parts(value, (*at, key))
        elif isinstance(value, tuple):
            for i, item in enumerate(value):
                if isinstance(item, Part):
                    yield from parts(item, (*at, key, i))
