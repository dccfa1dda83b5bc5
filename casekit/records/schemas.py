"""A record's kind and plain data in, faults out: validation against the JSON Schemas, shipped and local."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from casekit.records.fault import Fault
from casekit.records.shape import explain_shape

_BASE = "json-schema:///"  # so that relative references resolve in memory; no schema carries an address of its own
_COMMON = "common.schema.json"
_MOST_VALUES = 5000  # ten times as many as in a long plan


class Validator(Protocol):
    """What finds the faults in one record's data."""

    def faults(self, data: dict[str, Any]) -> list[Fault]:
        """Return what is wrong with ``data``, in the order of the schema."""
        ...


class SchemaValidator:
    """Validates against one schema, and explains in plain words what it finds.

    ``called`` is how a message names the record: ``a contact``.
    """

    def __init__(self, schema: dict[str, Any], called: str) -> None:
        import jsonschema_rs

        self.schema = schema
        self._called = called
        self._invalid = jsonschema_rs.ValidationError
        registry = jsonschema_rs.Registry([(_BASE + _COMMON, load_schema("common"))], retriever=_refuse)
        self._validator = jsonschema_rs.Draft202012Validator(
            schema,
            registry=registry,
            retriever=_refuse,
            validate_formats=True,
            base_uri=f"{_BASE}this.schema.json",
        )

    def faults(self, data: dict[str, Any]) -> list[Fault]:
        """Return one fault for each cause: a bad value is not also called an unknown one."""
        try:
            self._validator.validate(data)
        except self._invalid as first:
            errors = [first] if _is_huge(data) else self._validator.iter_errors(data)
            return explain_shape(errors, self.schema, load_schema("common"), self._called)
        return []


def _is_huge(data: dict[str, Any]) -> bool:
    """Tell whether a record holds so much that its errors, which are all made at once, could fill the memory."""
    waiting: list[Any] = [data]
    values = 0
    while waiting and values <= _MOST_VALUES:
        inner = waiting.pop()
        values += len(inner)
        waiting += [v for v in (inner.values() if isinstance(inner, dict) else inner) if isinstance(v, dict | list)]
    return values > _MOST_VALUES


def _refuse(address: str) -> Any:  # noqa: ANN401 (the validator's signature)
    """Refuse to fetch a schema: no request leaves the building, and no file outside the agency is opened."""
    raise ValueError(f"a schema may refer to itself and to {_COMMON}, and to nothing elsewhere: {address}")


def schemas_folder() -> Path:
    """Return the folder of the shipped schemas: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "schemas"
    return installed if installed.is_dir() else package.parent / "schemas"


@cache
def load_schema(name: str) -> dict[str, Any]:
    """Return the shipped schema of a kind (or ``common``) as plain data."""
    data: dict[str, Any] = json.loads((schemas_folder() / f"{name}.schema.json").read_bytes())
    return data


@cache
def validator(kind: str, called: str) -> SchemaValidator:
    """Return the validator of a kind of record."""
    return SchemaValidator(load_schema(kind), called)
