"""A start folder and a case's id in, the view of the case that commands show out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from casekit.cli.context import Problem, find_case, read_caseload

if TYPE_CHECKING:
    from casekit.summary.shapes import CaseView


def view_of(start: Path, identifier: str, at: str | None) -> CaseView:
    """Return the view of a case, now or as it was."""
    from casekit.summary.lookup import look_up
    from casekit.summary.view import case_view

    caseload = read_caseload(start, at)
    case = find_case(caseload, identifier)
    view = case_view(case, look_up(caseload), at)
    if view is None:
        raise Problem(f"the case.yaml of {case.id} cannot be read. Run casekit lint: it says what is wrong, and where.")
    return view
