"""What is known of a record in, a file to finish out: empty fields with help above them; and the help taken out again.

Help is a comment that begins with ``#:``. It says what belongs into an empty field and what else the record can
say. Once nothing is empty any more it has done its work and goes, after `casekit new` and with `casekit lint --fix`;
every other comment is somebody's, and stays.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import jsonschema_rs

from casekit.finding import DataPath
from casekit.records.fields import meaning, resolved
from casekit.records.nodes import comment_spans
from casekit.records.write import write
from casekit.records.yaml import read

_SELF_EVIDENT = {"id", "date", "by", "from", "opened", "started", "offered", "recorded"}


def filled(schema: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    """Return ``data`` in the order of its schema, with None in each field that the record needs and does not have."""
    schema = resolved(schema)
    needed = {*schema.get("required", ()), *_needed_by_condition(schema, data)}
    whole: dict[str, Any] = {}
    for key, part in schema.get("properties", {}).items():
        if key in data:
            whole[key] = _filled_value(resolved(part), data[key])
        elif key in needed:
            whole[key] = _empty(resolved(part))
    return whole


def gaps(data: Any, at: DataPath = ()) -> Iterator[DataPath]:  # noqa: ANN401 (any record's data)
    """Yield the places where nothing stands yet."""
    if data is None:
        yield at
    elif isinstance(data, dict | list):
        for key, inner in data.items() if isinstance(data, dict) else enumerate(data):
            yield from gaps(inner, (*at, key))


def draft(schema: dict[str, Any], called: str, data: dict[str, Any], given: Collection[DataPath] = ()) -> str:
    """Return the text of a record that is not finished. ``given`` are the places that need no help any more."""
    head = [
        f"{called[:1].upper()}{called[1:]}. {schema['description']}",
        "Fill in what is empty. Help like this (#:) then goes: after the editor, or with `casekit lint --fix`. Your own comments stay.",
    ]
    lines = [f"#: {line}" for line in head]
    lines += _mapping(schema, data, (), set(given))
    more = _offers(schema, data)
    if more:
        lines += [f"#: What {called} can say besides. Take the #: away in front of what you use:"]
        lines += [f"#: {line}" for line in more]
    return "".join(f"{line}\n" for line in lines)


def without_help(text: str) -> str:
    """Return the text of a finished record without the help in it."""
    for start, end in reversed(comment_spans(text)):
        if text.startswith("#:", start):
            before = text[:start].rstrip(" ")
            whole_line = not before or before.endswith("\n")
            text = before + text[min(end + whole_line, len(text)) :]
    return text


def tidied(raw: bytes) -> bytes:
    """Return a record without the help in it where nothing is empty any more; any other file as it is."""
    if b"#:" not in raw:
        return raw
    data = read(raw).data
    if data is None or any(True for _ in gaps(data)):
        return raw
    tidy = without_help(raw.decode()).encode()
    return tidy if read(tidy).data == data else raw


def _needed_by_condition(schema: dict[str, Any], data: dict[str, Any]) -> Iterator[str]:
    known = {key: value for key, value in data.items() if value is not None}
    for rule in schema.get("allOf", ()):
        if jsonschema_rs.is_valid(rule["if"], known):
            yield from rule["then"].get("required", ())


def _filled_value(schema: dict[str, Any], value: Any) -> Any:  # noqa: ANN401 (any record's data)
    if isinstance(value, dict):
        return filled(schema, value)
    if isinstance(value, list):
        return [_filled_value(resolved(schema["items"]), item) for item in value]
    return value


def _empty(schema: dict[str, Any]) -> Any:  # noqa: ANN401 (any record's data)
    """Return what stands in a field of which nothing is known: its own fields where it must have some, else None."""
    if schema["type"] == "object" and schema.get("required"):
        return filled(schema, {})
    if "array" in schema["type"] and resolved(schema["items"])["type"] == "object":
        return [filled(schema["items"], {}) for _ in range(schema.get("minItems", 1))]
    return None


def _mapping(schema: dict[str, Any], data: dict[str, Any], at: DataPath, given: set[DataPath]) -> list[str]:
    lines: list[str] = []
    for key, value in data.items():
        part = resolved(schema["properties"][key])
        here = (*at, key)
        if not given & {here, (*here, 0)} and not (value is not None and key in _SELF_EVIDENT):
            lines.append(f"#: {part['title']}: {meaning(part)}")
        lines += _field(part, key, value, here, given)
    # Of a whole record that is said once, at the end.
    return lines + [f"#: {line}" for line in _offers(schema, data)] if at else lines


def _field(part: dict[str, Any], key: str, value: Any, at: DataPath, given: set[DataPath]) -> list[str]:  # noqa: ANN401
    if value is None:
        below = _offers(part, {}) if part["type"] == "object" else []
        return [f"{key}:", *(f"#:   {line}" for line in below)]
    if isinstance(value, dict) and value and any(True for _ in gaps(value)):
        return [f"{key}:", *_indented(_mapping(part, value, at, given), 2)]
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        items = [_item(resolved(part["items"]), item, (*at, i), given) for i, item in enumerate(value)]
        return [f"{key}:", *_indented([line for item in items for line in item], 2)]
    return write({key: value}).removesuffix("\n").split("\n")


def _item(schema: dict[str, Any], item: dict[str, Any], at: DataPath, given: set[DataPath]) -> list[str]:
    lines = _mapping(schema, item, at, given)
    first = next(i for i, line in enumerate(lines) if not line.startswith("#:"))
    return [*lines[:first], f"- {lines[first]}", *_indented(lines[first + 1 :], 2)]


def _indented(lines: list[str], by: int) -> list[str]:
    return [f"{' ' * by}{line}" if line else "" for line in lines]


def _offers(schema: dict[str, Any], data: dict[str, Any]) -> list[str]:
    """Return the lines of all fields that a record or a part of one can have besides those in ``data``."""
    return [line for key, part in schema.get("properties", {}).items() if key not in data for line in _offer(key, part)]


def _offer(key: str, part: dict[str, Any]) -> list[str]:
    """Return the lines that a field which may be left out would take, with what it means behind it."""
    schema = resolved(part)
    about = f"  #: {schema['title']}: {meaning(schema)}"
    if key in {"local", "amends"}:
        return []
    if schema["type"] == "object":
        inner = [line for name in _worth_showing(schema) for line in _offer(name, schema["properties"][name])]
        return [f"{key}:{about}", *_indented(inner, 2)]
    if schema["type"] == "array" and resolved(schema["items"])["type"] == "object":
        items = resolved(schema["items"])
        inner = [line for name in _worth_showing(items) for line in _offer(name, items["properties"][name])]
        return [f"{key}:{about}", f"  - {inner[0]}", *_indented(inner[1:], 4)]
    return [f"{key}:{about}"]


def _worth_showing(schema: dict[str, Any]) -> list[str]:
    return list(schema.get("required", ()) or schema.get("properties", ()))
