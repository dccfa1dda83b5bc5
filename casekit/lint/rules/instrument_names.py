"""Names of instruments: under its own name one is counted, under a near miss it is not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.instruments.forms import instrument, instrument_names
from casekit.words import only_candidate


@rule("CK592", Severity.INFO, on="case")
def misspelt_instrument(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """An instrument has the name under which it can be counted.

    Checks:
        Whether the name of an instrument is close to one that casekit can count, and not it. Any other name is the
        agency's own business, and nothing is checked.
    Why:
        Under another name neither its arithmetic nor its red flags are looked at.
    Bad:
        # assessments/2026-01-20-m4.yaml
        instruments:
          - {instrument: phq9, total: 4}
    Good:
        # assessments/2026-01-20-m4.yaml
        instruments:
          - {instrument: phq-9, total: 4}
    Fix:
        Write the name as it is shown.
    Leave it:
        Where it is another instrument that only sounds alike. An agency's own instruments are nobody else's business.
    Source:
        House rule.
    """
    del caseload
    for assessment in case.assessments:
        for place, result in enumerate(assessment.instruments):
            meant = only_candidate(result.instrument, _alike(result.instrument))
            if instrument(result.instrument) is None and meant:
                says = f"nothing is checked under this name. Did you mean `{meant}`?"
                yield problem(assessment, "instruments", place, "instrument", says=says)


def _alike(name: str) -> Iterator[str]:
    """Yield the instruments with the same number in their name: a PHQ-15 is no misspelt PHQ-9."""
    yield from (known for known in instrument_names() if re.findall("[0-9]+", known) == re.findall("[0-9]+", name))
