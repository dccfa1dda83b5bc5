"""A folder of records and one of schemas in, how many files were valid out: PyYAML's fast loader and jsonschema."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import ClassVar

import jsonschema
import yaml
from referencing import Registry, Resource

from casekit.records.paths import KINDS, place


def main(agency: Path, schemas: Path) -> None:
    """Validate every record below a folder, one after the other, as a script of an afternoon would."""
    common = json.loads((schemas / "common.schema.json").read_bytes())
    registry: Registry[object] = Registry().with_resource("common.schema.json", Resource.from_contents(common))
    checkers = {
        kind: jsonschema.Draft202012Validator(
            json.loads((schemas / f"{kind}.schema.json").read_bytes()), registry=registry
        )
        for kind in KINDS
    }
    count = 0
    for file in (agency / "records").rglob("*.yaml"):
        where = place(file.relative_to(agency).as_posix())
        if where is None:
            raise SystemExit(f"{file} is no record")
        # The loader makes days of what our schemas call text.
        data = yaml.load(file.read_bytes(), Loader=_Loader)  # noqa: S506 (a safe loader)
        checkers[where.kind].validate(data)
        count += 1
    print(count)


class _Loader(yaml.CSafeLoader):
    """PyYAML's fast loader, with days and times left as text: it would make 750 of half past twelve."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, object]]]] = {
        first: [(tag, pattern) for tag, pattern in known if tag.rpartition(":")[2] not in {"timestamp", "int"}]
        for first, known in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile("^-?(?:0|[1-9][0-9]*)$"), list("-0123456789"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
