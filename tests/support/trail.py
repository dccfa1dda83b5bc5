"""Nothing in, the files of a small agency out: what the tests of history and review change, and nobody else does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from support.desk import CASE_FILE, ID, PLAN, STAFF
from support.edits import Edit, full, replaced

FOLDER = f"records/cases/2026/{ID}"
FILES = {
    "records/agency.yaml": """\
name: Example Agency
timezone: America/Chicago
programs:
  - id: housing-links
    name: Housing Links
    model: strengths_based
    populations: [homeless]
""",
    "records/policy.yaml": """\
version: 1
extends: default
from: 2026-01-01
approved_by: m-lee
values:
  - {setting: late_entry_days, value: 3, from: 2026-01-01, source: agency practice}
""",
    "records/staff/m-lee.yaml": """\
id: m-lee
name: Mina Lee
role: supervisor
from: 2020-06-01
""",
    "records/staff/s-ruiz.yaml": """\
id: s-ruiz
name: Sam Ruiz
role: case_manager
from: 2024-01-08
supervisor: m-lee
""",
    "records/people/7K/P-7K3QFMXN.yaml": """\
id: P-7K3QFMXN
names: {legal: Rosa Example, used: Rosa}
birth_date: 1988-07-14
languages: {preferred: English, interpreter: false}
safe_contact: {use_name: Rosa}
supports:
  - {id: u1, name: Ana Example, relation: sister, authority: none, may_contact: true}
""",
    f"{FOLDER}/case.yaml": """\
id: C-7K3QFMXN
person: P-7K3QFMXN
program: housing-links
model: strengths_based
populations: [homeless]
opened: 2026-01-12
status:
  - {status: open, from: 2026-01-12}
phases:
  - {phase: screening, from: 2026-01-12}
  - {phase: assessment, from: 2026-01-20}
assignments:
  - {worker: s-ruiz, role: primary, from: 2026-01-12}
""",
    f"{FOLDER}/plan.yaml": """\
started: 2026-01-20
goals:
  - id: g1
    need: housing
    aim: A door of my own
    status: [{status: active, from: 2026-01-20}]
    steps:
      - {id: g1s1, what: Apply for the voucher, who: together, due: 2026-02-15, service: sv-k7q2}
""",
    f"{FOLDER}/services/sv-k7q2.yaml": """\
id: sv-k7q2
kind: referral
what: A doctor of her own
need: physical_health
urgent: false
provider: harbor-clinic
consent: cn-8h3m
status:
  - {status: requested, from: 2026-02-01}
""",
    f"{FOLDER}/consents/cn-8h3m.yaml": """\
id: cn-8h3m
kind: release
status: given
offered: 2026-01-20
by: s-ruiz
recipient: {provider: harbor-clinic}
purpose: To make the first appointment
information: [name and phone number]
signed: 2026-01-20
signer: {who: client}
how: in_writing
expires: 2027-01-20
""",
    f"{FOLDER}/contacts/2026-03-02-k7.yaml": """\
date: 2026-03-02
by: s-ruiz
kind: phone
minutes: 15
reached: true
note: She has the bus map and knows the way.
""",
    f"{FOLDER}/disclosures/2026-03-03-d8.yaml": """\
date: 2026-03-03
by: s-ruiz
to: {name: Adult Protection}
what: What she told us about the bank card
purpose: The mandated report
basis: mandated_report
report: 2026-03-03-p2
""",
    f"{FOLDER}/reports/2026-03-03-p2.yaml": """\
date: 2026-03-03
by: s-ruiz
kind: adult_protection
time: 16:20
agency: Adult Protection, example county
how: phone
concern: A neighbour holds her bank card.
not_shown_to: [the neighbour]
""",
}


def edited(edits: Mapping[str, Edit]) -> dict[str, bytes]:
    """Return the files with ``edits`` made; each piece to replace stands in its file exactly once."""
    files = {path: text.encode() for path, text in FILES.items()}
    for short, edit in edits.items():
        path = full(short)
        if edit is None:
            del files[path]
        elif isinstance(edit, str):
            files[path] = edit.encode()
        else:
            files[path] = replaced(files[path].decode(), [edit] if isinstance(edit, tuple) else edit).encode()
    return files


def small(folder: Path) -> Path:
    """Write the agency into a folder as people write, with comments, and return the folder."""
    own = {f"{FOLDER}/case.yaml": CASE_FILE, f"{FOLDER}/plan.yaml": PLAN, "records/staff/s-ruiz.yaml": STAFF}
    for path, text in {**FILES, **own}.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return folder
