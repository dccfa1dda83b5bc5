"""A folder in, the example agency in it out as people write records: with comments, and s-ruiz known to Git."""

from __future__ import annotations

from pathlib import Path

from support.edits import write

ID = "C-7K3QFMXN"

CASE_FILE = """\
id: C-7K3QFMXN # as on the folder
person: P-7K3QFMXN
program: housing-links
model: strengths_based
populations: [homeless]
opened: 2026-01-12
status:
  - {status: open, from: 2026-01-12}
# The seven steps.
phases:
  - phase: screening
    from: 2026-01-12 # a walk-in
  - phase: assessment
    from: 2026-01-20
    # it took one visit
assignments:
  # since the beginning
  - worker: s-ruiz
    role: primary
    from: 2026-01-12
    accepted: 2026-01-12
# the end
"""

PLAN = """\
# Written at her kitchen table.
started: 2026-01-20
goals:
  - id: g1
    need: housing # hers first
    aim: A door of my own
    status:
      - status: active
        from: 2026-01-20
    steps:
      # the long one
      - id: g1s1
        what: Apply for the voucher
        who: together
        due: 2026-02-15
        service: sv-k7q2
      - {id: g1s2, what: Ask about the deposit, who: client} # by herself
"""

STAFF = """\
id: s-ruiz
name: Sam Ruiz
role: case_manager
from: 2024-01-08
supervisor: m-lee
git:
  - email: s.ruiz@example.org
    from: 2024-01-08
"""


def desk(folder: Path) -> Path:
    """Write the agency into a folder, and return the folder."""
    return write(folder, {"case.yaml": CASE_FILE, "plan.yaml": PLAN, "staff/s-ruiz.yaml": STAFF})
