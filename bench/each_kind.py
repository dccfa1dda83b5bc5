"""An agency and a folder of schemas in, how many files check-jsonschema found valid out: one run for each kind."""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from casekit.records.paths import place


def main(agency: Path, schemas: Path) -> None:
    """Group the records by their schema, as the tool's own hooks would, and check each group."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for file in (agency / "records").rglob("*.yaml"):
        where = place(file.relative_to(agency).as_posix())
        if where is None:
            raise SystemExit(f"{file} is no record")
        by_kind[where.kind].append(str(file))
    checker = Path(sys.executable).with_name("check-jsonschema")
    for kind, files in by_kind.items():
        for i in range(0, len(files), 5000):
            schema = str(schemas / f"{kind}.schema.json")
            subprocess.run([checker, "--schemafile", schema, *files[i : i + 5000]], check=True, stdout=sys.stderr)
    print(sum(map(len, by_kind.values())))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
