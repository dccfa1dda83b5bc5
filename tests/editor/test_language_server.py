"""Records in the YAML language server that editors run: slips are flagged, fields completed and explained, offline."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.lsp import Client, Message
from support.node import node_file

from casekit.records.editor import schema_globs
from casekit.records.paths import KINDS, place
from casekit.records.schemas import load_schema, schemas_folder
from casekit.records.yaml import read

ROOT = Path(__file__).parents[2]
EVERY_KIND = pytest.mark.parametrize("kind", list(KINDS))
SERVER = "yaml-language-server/bin/yaml-language-server"


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A server in an agency's folder, with the settings that an agency would have."""
    server = node_file(SERVER)
    agency = tmp_path_factory.mktemp("agency")
    shutil.copytree(schemas_folder(), agency / "schemas")
    settings = {"yaml": {"schemas": schema_globs(), "schemaStore": {"enable": False}}}
    with Client(["node", str(server), "--stdio"], agency, settings) as client:
        yield client


def record_of(kind: str) -> tuple[str, str]:
    """Return path and text of the demonstration agency's first record of a kind."""
    for file in sorted((ROOT / "records").rglob("*.yaml")):
        path = file.relative_to(ROOT).as_posix()
        where = place(path)
        if where and where.kind == kind:
            return path, file.read_text()
    raise AssertionError(kind)


def absent_field(kind: str, text: str) -> str:
    """Return a field that a record of this kind may have and this one has not."""
    present = read(text.encode()).data or {}
    return next(name for name in reversed(load_schema(kind)["properties"]) if name not in present)


def flagged(diagnostics: list[Message], line: int) -> list[str]:
    return [d["message"] for d in diagnostics if d and d["range"]["start"]["line"] == line]


@EVERY_KIND
def test_a_wrong_field_is_flagged_at_its_line_until_it_is_mended(kind: str, editor: Client) -> None:
    path, text = record_of(kind)
    uri = editor.open(path, f"{text}no_such_field: x\n")
    line = text.count("\n")
    told = editor.diagnostics(uri, lambda found: bool(flagged(found, line)))
    assert len(told) == 1
    assert "no_such_field" in flagged(told, line)[0]
    editor.change(uri, text)
    assert editor.diagnostics(uri, lambda found: not found) == []
    editor.close(uri)


@EVERY_KIND
def test_a_field_is_completed(kind: str, editor: Client) -> None:
    path, text = record_of(kind)
    name = absent_field(kind, text)
    uri = editor.open(path, text + name[:2] + "\n")
    found = editor.at("completion", uri, text.count("\n"), 2)
    items: list[dict[str, Any]] = found["items"] if isinstance(found, dict) else found
    assert name in [item["label"] for item in items]
    editor.close(uri)


@EVERY_KIND
def test_a_field_is_explained_in_the_words_of_the_schema(kind: str, editor: Client) -> None:
    path, text = record_of(kind)
    lines = text.split("\n")
    properties = load_schema(kind)["properties"]
    uri = editor.open(path, text)
    for name in list(read(text.encode()).data or {})[:2]:
        line = next(number for number, content in enumerate(lines) if content.startswith(f"{name}:"))
        hover = json.dumps(editor.at("hover", uri, line, 1), ensure_ascii=False)
        assert json.dumps(properties[name]["description"], ensure_ascii=False)[1:-1] in hover
    editor.close(uri)


def test_every_kind_has_a_schema_and_a_glob_and_no_record_two() -> None:
    globs = schema_globs()
    assert sorted(globs) == [f"schemas/{kind}.schema.json" for kind in sorted(KINDS)]
    assert all((ROOT / schema).is_file() for schema in globs)
    assert globs["schemas/contact.schema.json"] == "records/cases/*/*/contacts/*.yaml"
    for file in (ROOT / "records").rglob("*.yaml"):
        path = file.relative_to(ROOT)
        fitting = [schema for schema, glob in globs.items() if path.match(glob)]
        where = place(path.as_posix())
        assert where
        assert fitting == [f"schemas/{where.kind}.schema.json"]
