"""A schema validator's errors in, faults in plain words out: what was expected, and the near miss."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from casekit.finding import DataPath
from casekit.records.fault import MAX_FAULTS, Fault
from casekit.words import did_you_mean, is_word, listed, only_candidate, repeatable, visible

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

JsonSchema = dict[str, Any]


def explain_shape(
    errors: Iterable[ValidationError], schema: JsonSchema, common: JsonSchema, called: str
) -> list[Fault]:
    """Return the faults behind ``errors``, each cause once, and no more than anyone would read.

    ``schema`` is the record's schema, ``common`` what its references point into, and ``called`` how a person
    calls such a record (``a contact``).
    """
    explainer = _Explainer(schema, common, called)
    seen: dict[tuple[str, DataPath, bool, str], Fault] = {}
    wrong: set[DataPath] = set()
    for error in errors:
        for fault in explainer.explain(error):
            # A value of the wrong type also misses every pattern and format: only the first is said.
            if fault.at in wrong and not fault.on_key and fault.name != "missing-field":
                continue
            if fault.name in {"wrong-type", "not-one-of", "wrong-format"}:
                wrong.add(fault.at)
            seen.setdefault((fault.name, fault.at, fault.on_key, fault.message), fault)
            if len(seen) == MAX_FAULTS:
                return list(seen.values())
    return list(seen.values())


class _Explainer:
    """Explains one record's errors one at a time."""

    def __init__(self, schema: JsonSchema, common: JsonSchema, called: str) -> None:
        self._schema, self._common, self._called = schema, common, called

    def explain(self, error: ValidationError) -> Iterator[Fault]:
        """Return the fault or faults of one error."""
        at: DataPath = tuple(error.instance_path)
        kind = error.kind.name
        if kind == "format" and error.kind.as_dict()["format"] != "date":
            kind = "pattern"  # no shipped schema asks for another format; an agency's own may
        if kind in {"unevaluatedProperties", "additionalProperties"}:
            unknown = [str(p) for p in error.kind.as_dict()["unexpected"]]
            yield from (self._unknown(at, name, error) for name in unknown)
        elif kind == "required":
            yield self._missing(at, error)
        elif kind in {"pattern", "format"} and isinstance(error.instance, str) and not error.instance.strip(" \n"):
            yield Fault("wrong-format", f"{self._name(at)} is empty{self._instead(at, self._at(error))}", at=at)
        elif kind in _EXPLAINED:
            name, words = _EXPLAINED[kind]
            yield Fault(name, f"{self._name(at)} {words(error, self._at(error))}{self._because(error)}", at=at)
        else:
            # Only an agency's own schema can ask this; the validator's words would repeat what stands in the record.
            asked = f"({'.'.join(map(str, error.evaluation_path))})"
            yield Fault("wrong-format", f"{self._name(at)} is not as its schema asks {asked}.", at=at)

    def _unknown(self, at: DataPath, name: str, error: ValidationError) -> Fault:
        known = sorted(self._at(error).get("properties", {}))
        what = self._called if not at else self._name(at)
        message = f"{repeatable(name)} is not a field of {what}.{did_you_mean(name, known)}"
        return Fault("unknown-field", message, at=(*at, name), on_key=True, suggestion=only_candidate(name, known))

    def _missing(self, at: DataPath, error: ValidationError) -> Fault:
        name = str(error.kind.as_dict()["property"])
        because = self._because(error)
        return Fault(
            "missing-field", f"{self._name(at)} needs `{name}`{because or '.'}{self._meaning(at, name)}", at=at
        )

    def _instead(self, at: DataPath, schema: JsonSchema) -> str:
        """Return the end of a sentence on a text with nothing in it: what to do, which depends on whether it is needed."""
        above, last = at[:-1], at[-1] if at else ""
        holder = self._holder(above)
        if last in holder.get("required", ()):
            left_open = _LEFT_OPEN if "none_because" in schema.get("properties", {}) else ""
            return f", and {self._name(above)} needs it.{left_open}{self._meaning(above, str(last))}"
        asked = any(last in _step(each.get("then"), "required") or () for each in holder.get("allOf", ()))
        what = "item" if isinstance(last, int) else "field"
        return f". Write something, or leave the {what} out{' where nothing asks for it' if asked else ''}."

    def _meaning(self, at: DataPath, name: str) -> str:
        """Return what a field of the object at a place means, as a sentence behind another; nothing where it is not said."""
        meaning = self._resolve(_step(self._holder(at).get("properties"), name)).get("description", "")
        return f" {meaning}" if meaning else ""

    def _holder(self, at: DataPath) -> JsonSchema:
        """Return the schema of the object at a place in the data, where its properties are listed."""
        here = self._resolve(self._schema)
        for piece in at:
            here = _step(here, "items") if isinstance(piece, int) else _step(_step(here, "properties"), piece)
            here = self._resolve(here)
        return here

    def _because(self, error: ValidationError) -> str:
        """Return the reason that the innermost condition on the error's way gives, as the end of a sentence."""
        reason = ""
        path = list(error.evaluation_path)
        for i, piece in enumerate(path):
            if piece == "then":
                reason = self._walk(path[: i + 1]).get("description", reason)
        return f": {reason.rstrip('.')}." if reason else ""

    def _at(self, error: ValidationError) -> JsonSchema:
        """Return the schema object that holds the keyword which was not met."""
        return self._walk(list(error.evaluation_path)[:-1])

    def _walk(self, path: list[str | int]) -> JsonSchema:
        here: Any = self._schema
        for piece in path:
            here = self._resolve(here) if piece == "$ref" else _step(here, piece)
        return here if isinstance(here, dict) else {}

    def _resolve(self, schema: Any, hops: int = 20) -> JsonSchema:  # noqa: ANN401 (a schema of an agency's own may be true)
        """Return a schema with its references followed; what cannot be followed says nothing."""
        if not isinstance(schema, dict):
            return {}
        reference = schema.get("$ref")
        if reference is None or not hops:
            return schema
        return self._resolve(self._target(reference), hops - 1) | {k: v for k, v in schema.items() if k != "$ref"}

    def _target(self, reference: str) -> Any:  # noqa: ANN401 (likewise)
        file, _, pointer = reference.partition("#")
        pieces = [piece.replace("~1", "/").replace("~0", "~") for piece in unquote(pointer).split("/")[1:]]
        # A schema of an agency's own may define shapes itself; the shipped ones all share the common ones.
        for root in (self._common,) if file else (self._schema, self._common):
            here: Any = root if pieces else None
            for piece in pieces:
                here = _step(here, piece)
            if here is not None:
                return here
        return None

    def _name(self, at: DataPath) -> str:
        """Return how a message names a place: ``status[0].from`` (items are counted from 1 in words only)."""
        text = "".join(
            f"[{piece}]" if isinstance(piece, int) else f".{piece if is_word(piece) else '…'}" for piece in at
        ).removeprefix(".")
        return f"`{visible(text)}`" if text else self._called


def _step(here: Any, piece: str | int) -> Any:  # noqa: ANN401 (any part of a schema)
    """Return what a schema, or a list in one, holds under a name or number; None where nothing does."""
    if isinstance(here, dict):
        return here.get(piece)
    if isinstance(here, list) and str(piece).isdecimal() and int(piece) < len(here):
        return here[int(piece)]
    return None


_TYPES = {
    "string": "text", "integer": "a whole number", "number": "a number", "boolean": "true or false",
    "array": "a list", "object": "fields of its own", "null": "nothing",
}  # fmt: skip
_MOST_NAMED = 3
_LEFT_OPEN = " Where there is no answer, say why: {none_because: not_asked}."
_YES_NO = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}


def _found(value: object) -> str:
    """Return what stands there, as a person would call it."""
    if isinstance(value, bool):
        return f"it is {str(value).lower()}"
    if isinstance(value, str):
        return f"it is the text {_quoted(value)}" if is_word(value) else "it is text"
    if isinstance(value, int | float):
        return f"it is the number {value}"
    return "it is a list" if isinstance(value, list) else "it has fields of its own"


def _quoted(value: object) -> str:
    return repeatable(str(value))


def _type(error: ValidationError, schema: JsonSchema) -> str:
    wanted = error.kind.as_dict()["types"]
    if error.instance is None:
        return _fill_in(wanted, schema)
    words = " or ".join(_TYPES[t] for t in wanted)
    message = f"should be {words}; {_found(error.instance)}."
    if wanted == ["boolean"] and str(error.instance).lower() in _YES_NO:
        return f"{message} Write `{_YES_NO[str(error.instance).lower()]}`."
    if wanted == ["string"] and isinstance(error.instance, int | float):
        return f"{message} Put it in quotes."
    return message + _example(schema)


def _fill_in(wanted: list[str], schema: JsonSchema) -> str:
    """Return what belongs into a field in which nothing stands yet."""
    if options := [str(o) for o in schema.get("enum", [])]:
        return f"is empty.{did_you_mean('', options)}"
    if wanted == ["object"]:
        return f"is empty. What is known stands below it, indented{_some_fields(schema)}."
    plain = [_TYPES[t] for t in wanted if t != "object"]
    may_stay_open = "none_because" in schema.get("properties", {})
    return f"is empty; {' or '.join(plain)} belongs there.{_LEFT_OPEN if may_stay_open else ''}{_example(schema)}"


def _some_fields(schema: JsonSchema) -> str:
    """Return the end of a sentence that names the first fields an object can have, those it needs before others."""
    names = dict.fromkeys([*schema.get("required", ()), *schema.get("properties", {})])
    some = [f"`{name}`" for name in names if is_word(name)][:_MOST_NAMED]
    none_needed = not schema.keys() & {"required", "minProperties", "anyOf", "oneOf", "allOf", "if"}
    way_out = ". Where nothing is known yet, write {} behind it" if none_needed else ""
    return f", such as {listed(some)}{way_out}" if some else ""


def _enum(error: ValidationError, schema: JsonSchema) -> str:
    options = [str(o) for o in schema.get("enum", [])]
    return f"cannot be {_quoted(error.instance)}.{did_you_mean(str(error.instance), options)}"


def _pattern(error: ValidationError, schema: JsonSchema) -> str:
    del error
    expected = schema.get("description", "").rstrip(".") or "another form"
    return f"is not written as it should be. Expected: {expected[:1].lower()}{expected[1:]}.{_example(schema)}"


def _format(error: ValidationError, schema: JsonSchema) -> str:
    text = str(error.instance)
    day = re.fullmatch("([0-9]{4})-([0-9]{2})-([0-9]{2})", text)
    month = int(day[2]) if day else 0
    if day and 1 <= month <= 12:  # noqa: PLR2004 (the months)
        days = calendar.monthrange(int(day[1]), month)[1]
        return f"is {_quoted(text)}, and {calendar.month_name[month]} {day[1]} has {days} days."
    return _pattern(error, schema)


def _example(schema: JsonSchema) -> str:
    examples = schema.get("examples") or []
    plain = [str(e).lower() if isinstance(e, bool) else str(e) for e in examples if isinstance(e, str | int | float)]
    return f" For example: {plain[0]}" if plain else ""


def _limit(words: str) -> Callable[[ValidationError, JsonSchema], str]:
    def say(error: ValidationError, schema: JsonSchema) -> str:
        del schema
        return words.format(limit=error.kind.as_dict().get("limit"), value=_quoted(error.instance))

    return say


def _names(error: ValidationError, schema: JsonSchema) -> str:
    inner: ValidationError = error.kind.as_dict()["error"]
    return f"cannot have a field called {_quoted(inner.instance)}.{_example(schema)}"


def _either(error: ValidationError, schema: JsonSchema) -> str:
    del error
    known = sorted(schema.get("properties", {}))
    return f"needs at least one of its fields: {listed(f'`{k}`' for k in known)}." if known else "is empty."


_EXPLAINED: dict[str, tuple[str, Callable[[ValidationError, JsonSchema], str]]] = {
    "type": ("wrong-type", _type),
    "enum": ("not-one-of", _enum),
    "const": ("not-one-of", _limit("cannot be {value} here.")),
    "pattern": ("wrong-format", _pattern),
    "format": ("impossible-date", _format),
    "minimum": ("out-of-range", _limit("is {value}; the least is {limit}.")),
    "maximum": ("out-of-range", _limit("is {value}; the most is {limit}.")),
    "minLength": ("out-of-range", _limit("is too short.")),
    "maxLength": ("out-of-range", _limit("is longer than {limit} characters.")),
    "minItems": ("out-of-range", _limit("needs at least {limit} item(s).")),
    "maxItems": ("out-of-range", _limit("has more than {limit} items.")),
    "minProperties": ("out-of-range", _either),
    "uniqueItems": ("repeated-item", _limit("holds the same item twice.")),
    "propertyNames": ("unknown-field", _names),
}
