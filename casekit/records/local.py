"""An agency's own schemas in ``schemas/local/`` in, the faults of ``local:`` fields out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import jsonschema_rs
import msgspec
from msgspec import Struct

from casekit.finding import Span
from casekit.records.fault import Fault
from casekit.records.listing import LOCAL_SCHEMAS
from casekit.records.paths import KINDS
from casekit.records.schemas import SchemaValidator
from casekit.records.text import MAX_BYTES
from casekit.records.tree import Entry, ReadFailure, Tree
from casekit.words import did_you_mean, visible

_SUFFIX = ".schema.json"
_LONGEST = 300  # of a validator's complaint, which may repeat the whole schema


class LocalSchemas(Struct, frozen=True):
    """The schema of each kind's ``local:`` fields, and what is wrong with the schemas themselves (by file)."""

    validators: dict[str, SchemaValidator]
    broken: frozenset[str] = frozenset()
    faults: tuple[tuple[str, Fault], ...] = ()

    def check(self, kind: str, data: dict[str, Any]) -> Iterator[Fault]:
        """Check the ``local:`` fields of one record; a kind whose schema is broken is not blamed for it."""
        local = data.get("local")
        if not isinstance(local, dict) or kind in self.broken:
            return
        if kind not in self.validators:
            yield Fault(
                "undescribed-local-fields",
                f"`local` is not described. Describe its fields in {LOCAL_SCHEMAS}/{kind}{_SUFFIX}, so that a slip is found.",
                at=("local",),
                on_key=True,
            )
            return
        for fault in self.validators[kind].faults(local):
            yield msgspec.structs.replace(fault, at=("local", *fault.at))


def load_local_schemas(tree: Tree, entries: Iterable[Entry]) -> LocalSchemas:
    """Read the agency's schemas, as they were listed: ``schemas/local/<kind>.schema.json`` describes what stands below ``local:``."""
    validators: dict[str, SchemaValidator] = {}
    faults: dict[str, tuple[str, Fault]] = {}
    for entry in entries:
        kind = entry.path.removeprefix(f"{LOCAL_SCHEMAS}/").removesuffix(_SUFFIX)
        try:
            validators[kind] = _validator(kind, _read(tree, entry))
        except (ValueError, ReadFailure, RecursionError, jsonschema_rs.ReferencingError) as error:
            faults[kind] = (entry.path, Fault("broken-local-schema", _words(error), Span()))
    return LocalSchemas(validators, frozenset(faults), tuple(faults.values()))


def _read(tree: Tree, entry: Entry) -> bytes:
    if entry.kind != "file":
        raise ReadFailure("it is not a plain file")
    return tree.read(entry, MAX_BYTES)


def _validator(kind: str, raw: bytes) -> SchemaValidator:
    """Build the validator of a kind's local fields; ValueError says in words why that is not possible."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError

    if kind not in KINDS:
        raise ValueError(f"no record is of the kind `{visible(kind)}`.{did_you_mean(kind, KINDS)}")
    if len(raw) > MAX_BYTES:
        raise ValueError(f"the file has more than {MAX_BYTES:,} bytes")
    schema = json.loads(raw.decode())
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        raise ValueError(f"`{'.'.join(map(str, error.path)) or 'the schema'}`: {error.message}") from error
    if not isinstance(schema, dict):
        raise ValueError("the schema describes nothing; begin with {")  # noqa: TRY004 (one exception for all of these)
    return SchemaValidator(schema, "`local`")


def _words(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        text = f"line {error.lineno}: {error.msg}"
    elif isinstance(error, UnicodeDecodeError):
        text = "the file is not UTF-8"
    elif isinstance(error, ReadFailure):
        text = error.reason
    elif isinstance(error, RecursionError):
        text = "it is nested too deep"
    else:
        text = visible(str(error).partition("\n")[0])
        text = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return f"this schema cannot be used, so `local:` fields of its kind are not checked: {text}"
