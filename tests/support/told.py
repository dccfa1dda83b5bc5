"""A folder with records in, the same folder out with a Git history as if they had been written day by day by their authors."""

from __future__ import annotations

import re
import subprocess
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

from casekit.records.paths import KINDS, place
from casekit.words import listed

_EVENT = re.compile(r"(?P<day>[12]\d{3}-\d\d-\d\d)(?:-[0-9a-z]{2})?\.yaml")
_DONE = re.compile(r"^ +done: (?P<day>\d{4}-\d\d-\d\d).*\n", re.MULTILINE)
_FIRST, _LAST = "2025-01-02", "2026-10-12"  # of what nobody dated, and of what is planned for later
_LINE = re.MULTILINE


def with_past(folder: Path) -> Path:
    """Commit the records of a folder, each on its day and by whom it names; return the folder."""
    commits: dict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)
    for file in sorted((folder / "records").rglob("*.yaml")):
        path, text = file.relative_to(folder).as_posix(), file.read_text(encoding="utf-8")
        day, case = _day(file), path.split("/")[3] if path.startswith("records/cases/") else ""
        by = re.search(r"^by: (\S+)", text, re.MULTILINE) or re.search(r"^ +- worker: (\S+)", text, _LINE)
        who = by[1] if by else "m-halvorsen"
        for later in [day, *sorted({found["day"] for found in _DONE.finditer(text)} - {day})]:
            commits[max(day, later), who, case][path] = _DONE.sub(
                lambda m, d=later: m[0] if m["day"] <= d else "", text
            )
    addresses = {file.stem: _address(file) for file in (folder / "records/staff").glob("*.yaml")}
    stream = "".join(_commit(day, addresses[who], files) for (day, who, _), files in sorted(commits.items())) + "done\n"
    for command in (["init", "-q", "-b", "main"], ["fast-import", "--quiet", "--done"], ["reset", "-q", "--mixed"]):
        given = stream.encode() if command[0] == "fast-import" else b""
        subprocess.run(["git", *command], cwd=folder, check=True, input=given)
    return folder


def _day(file: Path) -> str:
    if found := _EVENT.fullmatch(file.name):
        return min(found["day"], _LAST) if file.parent.name == "appointments" else found["day"]
    case = next((up / "case.yaml" for up in file.parents if (up / "case.yaml").is_file()), None)
    opened = re.search(r"^opened: (\S+)", case.read_text(encoding="utf-8"), re.MULTILINE) if case else None
    return opened[1] if opened else _FIRST


def _address(file: Path) -> str:
    found = re.search(r"^ +- email: (\S+)", file.read_text(encoding="utf-8"), re.MULTILINE)
    return f"{file.stem} <{found[1] if found else f'{file.stem}@example.org'}>"


def _commit(day: str, who: str, files: dict[str, str]) -> str:
    seconds = int(datetime.fromisoformat(f"{day}T16:00:00").replace(tzinfo=UTC).timestamp())
    kinds = dict.fromkeys(KINDS[where.kind].called for path in sorted(files) if (where := place(path)))
    said = f"Write down {listed(kinds)}" if len(kinds) < 4 else "Write down the first of it"
    changed = "".join(
        f"M 100644 inline {path}\ndata {len(text.encode())}\n{text}\n" for path, text in sorted(files.items())
    )
    person = f"{who} {seconds} +0000"
    head = f"commit refs/heads/main\nauthor {person}\ncommitter {person}\n"
    return f"{head}data {len(said)}\n{said}\n{changed}"
