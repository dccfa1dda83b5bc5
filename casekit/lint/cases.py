"""All cases of a run in, as they were judged or as they are kept; what is told of them, and each Case, out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, get_type_hints

import msgspec

from casekit.lint.ask import Judged
from casekit.lint.earlier import KeptCase, Rest
from casekit.lint.rule import Gather
from casekit.model.build import assemble
from casekit.model.caseload import Case, Caseload, Dangling

decode_case = msgspec.msgpack.Decoder(Case).decode
"""Makes a Case of what is kept of it."""

_MANY = 0xDD  # of msgpack: an array whose length stands in the next four bytes


class Cases:
    """The cases of a run in the order of their folders. A Case is made of what is kept only where it is asked for.

    ``rests`` has one for each folder; ``gathered`` is what each gatherer took from those with a record, without Nones.
    """

    def __init__(
        self,
        rests: Sequence[Rest],
        columns: Sequence[Sequence[Any]],
        gather: Sequence[Gather],
        case: Callable[[int], Case],
    ) -> None:
        self.rests = rests
        self.gathered: dict[Gather, list[Any]] = {
            gatherer: [each for rest, each in zip(rests, column, strict=True) if rest.named and each is not None]
            for gatherer, column in zip(gather, columns, strict=True)
        }
        self.case = cache(case)

    @property
    def count(self) -> int:
        """How many cases there are."""
        return sum(rest.named for rest in self.rests)

    def dangling(self) -> Iterator[Dangling]:
        """Yield the references that lead nowhere, with the cases that hold them."""
        for index, rest in enumerate(self.rests):
            yield from (Dangling(self.case(index), path, reference) for path, reference in rest.dangling)

    def beside(self, shared: Caseload, rest: Rest) -> Caseload:
        """Return what cases share with what is told of all records, but without the cases."""
        dangling = (*(Dangling(None, path, reference) for path, reference in rest.dangling), *self.dangling())
        notes = (*shared.notes, *(note for each in self.rests for note in each.notes))
        return assemble(shared, dangling, notes, shared.files + sum(each.files for each in self.rests))

    def whole(self) -> tuple[Case, ...]:
        """Return all cases."""
        return tuple(self.case(index) for index, rest in enumerate(self.rests) if rest.named)


def judged_cases(judged: Sequence[Judged], gather: Sequence[Gather]) -> Cases:
    """Return the cases that this process judged."""
    columns = [[each.gathered[place] for each in judged] for place in range(len(gather))]
    return Cases([each.rest for each in judged], columns, gather, lambda index: judged[index].case)


def kept_cases(kept: Sequence[KeptCase], gather: Sequence[Gather], case: Callable[[int], Case]) -> Cases:
    """Return cases that are there as bytes. Columns are decoded whole: thousands of small texts one by one take longer."""
    rests: list[Rest] = _column([each.rest for each in kept], Rest)
    columns = [
        _column([each.gathered[place] for each in kept], get_type_hints(gatherer)["return"])
        for place, gatherer in enumerate(gather)
    ]
    return Cases(rests, columns, gather, case)


def _column(parts: Sequence[bytes | msgspec.Raw], kind: Any) -> list[Any]:  # noqa: ANN401 (a type, or a union of some)
    whole = b"".join((bytes([_MANY]), len(parts).to_bytes(4, "big"), *parts))
    return msgspec.msgpack.Decoder(list[kind]).decode(whole)


def decode_rest(kept: KeptCase) -> Rest:
    """Return the rest of one case."""
    return msgspec.msgpack.decode(kept.rest, type=Rest)
