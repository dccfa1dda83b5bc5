"""Decorated functions in, a registry of rules out. A rule's docstring is its whole documentation, and is tested."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Literal, NamedTuple, Protocol, TypeVar

from msgspec import Struct

from casekit.finding import DataPath, Severity
from casekit.lint import rules as families
from casekit.model.caseload import Case, Caseload

HEADINGS = ("Checks", "Why", "Bad", "Good", "Fix", "Leave it", "Source")
"""``Leave it`` says when a finding of practice is rightly left alone or does not arise; rules of form have none."""

FAMILIES = {
    "CK0": "reading",
    "CK1": "shape",
    "CK2": "identity, references and dates",
    "CK3": "the seven steps",
    "CK4": "the golden thread",
    "CK45": "day-to-day coherence",
    "CK5": "models and populations",
    "CK6": "consent, disclosure and safe contact",
    "CK7": "people",
    "CK75": "ethics and stewardship",
    "CK9": "waivers",
}
"""How the codes of a family begin, and its name. A longer beginning holds from there on: CK450 to CK499 are day to day."""


class Problem(NamedTuple):
    """What a rule yields: a place in a file, and what is wrong there. ``on_key`` points at the key, not its value."""

    path: str
    at: DataPath
    message: str
    on_key: bool = False


class Placed(Protocol):
    """What knows the path of its file: a record, or a sketch of a case."""

    @property
    def path(self) -> str:
        """That path, relative to the agency's folder."""
        ...


def problem(record: Placed, *at: str | int, says: str, on_key: bool = False) -> Problem:
    """Return a problem at a place in a record."""
    return Problem(record.path, at, says, on_key)


On = Literal["file", "record", "case", "shared", "caseload", "day"]
Check = Callable[..., Iterable[Problem]]
Gather = Callable[[Case], Any] | Callable[[Case, Caseload], Any]
"""What a rule about many cases takes from one of them. The type it is said to return is what is kept: see ``Rule``."""

_AnyCheck = TypeVar("_AnyCheck", bound=Callable[..., Any])


class Rule(Struct, frozen=True, kw_only=True):
    """One rule.

    ``on`` tells what ``check`` is given: ``file`` rules adopt the faults that reading found under the rule's
    name, and have no check of their own; ``record`` rules get one record; ``case`` rules one case and a caseload of
    what cases share; ``shared`` rules that caseload alone; ``caseload`` rules it and what ``gather`` took from each
    case; and ``day`` rules, which run only under ``--as-of``, the whole caseload and that day. ``default`` is False for
    a rule that runs only under ``--strict`` or when selected by name. A rule of ``form`` may be passed over by a
    comment; all others take a waiver.

    ``gather`` is given one case, and what cases share if it has a place for that, and returns something plain and small
    (None: nothing), as its annotation says; several rules can share one. It is asked once for each case and its answer is kept, so that a
    change in one case costs no look at the others. With the caseload of ``shared`` and ``caseload`` rules come the
    references of all records that lead nowhere, but no cases.
    """

    code: str
    name: str
    severity: Severity
    on: On
    check: Check
    default: bool
    form: bool
    gather: Gather | None = None

    @property
    def doc(self) -> dict[str, str]:
        """The rule's documentation by its headings (see ``sections``)."""
        return sections(inspect.getdoc(self.check) or "")

    @property
    def family(self) -> str:
        """The name of the rule's family."""
        begun = max(first for first in FAMILIES if first <= self.code and first[:3] == self.code[:3])
        return FAMILIES[begun]


_registry: dict[str, Rule] = {}
_names: set[str] = set()


def rule(  # noqa: PLR0913 (each says one thing where a rule is written)
    code: str, severity: Severity, *, on: On, gather: Gather | None = None, default: bool = True, form: bool = False
) -> Callable[[_AnyCheck], _AnyCheck]:
    """Register a function as a rule; its name, with hyphens, is the rule's name."""

    def register(check: _AnyCheck) -> _AnyCheck:
        name = check.__name__.replace("_", "-")
        if code in _registry or name in _names:
            raise ValueError(f"{code} {name}: the code or the name is taken")
        if (gather is None) is (on == "caseload"):
            raise ValueError(f"{code} {name}: rules on a caseload gather something from each case, and no others do")
        _names.add(name)
        _registry[code] = Rule(
            code=code, name=name, severity=severity, on=on, check=check, default=default, form=form, gather=gather
        )
        return check

    return register


@cache
def rules() -> dict[str, Rule]:
    """Return every rule by its code, in the order of the codes: those of every module in ``casekit/lint/rules/``."""
    for module in iter_modules(families.__path__):
        import_module(f"{families.__name__}.{module.name}")
    return dict(sorted(_registry.items()))


def sections(docstring: str) -> dict[str, str]:
    """Split a rule's docstring at its headings; text before the first is under ``Summary``."""
    found: dict[str, list[str]] = {"Summary": []}
    current = "Summary"
    for line in docstring.split("\n"):
        if line.rstrip(":") in HEADINGS and line.endswith(":"):
            current = line[:-1]
            found[current] = []
        else:
            found[current].append(line)
    return {heading: inspect.cleandoc("\n".join(lines)) for heading, lines in found.items()}


def headings(rule: Rule) -> tuple[str, ...]:
    """Return the headings that a rule's documentation has, in their order."""
    return tuple(heading for heading in HEADINGS if heading in rule.doc)


def chosen(selectors: Iterable[str]) -> Iterator[Rule]:
    """Yield the rules that a code, a name or the beginning of a code (``CK2``) stands for.

    Raises KeyError with the first selector that stands for none.
    """
    for selector in selectors:
        found = _named(selector)
        if not found or not selector:
            raise KeyError(selector)
        yield from found


@cache
def _named(selector: str) -> tuple[Rule, ...]:
    """Return the rules that a selector stands for; a run asks for each waiver, and waivers name the same few."""
    name, beginning = selector.lower(), selector.upper()
    return tuple(r for r in rules().values() if r.name == name or r.code.startswith(beginning))
