"""The pace of an assertive community treatment team: how often it meets, and how many it takes on at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.act import TeamCase, act_teams, asked_of, team_case
from casekit.model.caseload import Caseload
from casekit.words import counted


@rule("CK529", Severity.INFO, on="caseload", gather=team_case)
def team_admissions_monthly(caseload: Caseload, cases: Sequence[TeamCase]) -> Iterator[Problem]:
    """An ACT team takes on few clients at a time.

    Checks:
        Whether the most clients taken on in one of the last six months is more than policy's `act_admissions_monthly_most`.
    Why:
        A team that takes on many at once has time for none of them, the old ones included.
    Bad:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: assertive_community_treatment}
        # case.yaml
        model: assertive_community_treatment
        populations: [serious_mental_illness]
        assignments: [{worker: s-ruiz, role: primary, from: 2026-01-12}, {team: north, role: team, from: 2026-01-12}]
        # contacts/2026-03-02-k7.yaml
        kind: visit
        place: office
        # policy.yaml
        values: [{setting: act_admissions_monthly_most, value: 0, from: 2026-01-01, source: agency practice}]
    Good:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: assertive_community_treatment}
        # case.yaml
        model: assertive_community_treatment
        populations: [serious_mental_illness]
        assignments: [{worker: s-ruiz, role: primary, from: 2026-01-12}, {team: north, role: team, from: 2026-01-12}]
        # contacts/2026-03-02-k7.yaml
        kind: visit
        place: office
        # policy.yaml
        values: [{setting: act_admissions_monthly_most, value: 6, from: 2026-01-01, source: agency practice}]
    Fix:
        Spread the next admissions over months.
    Leave it:
        Where another program closed and its clients had nowhere else to go.
    Source:
        DACTS O2, intake rate.
    """
    for found in act_teams(caseload, cases):
        allowed, figure = asked_of(found, caseload, "act_admissions_monthly_most"), found.admissions_monthly()
        if allowed is not None and figure is not None and figure > allowed:
            joined = counted(figure, "client")
            says = f"{joined} joined in the fullest of the last six months; your policy asks when above {allowed}."
            yield problem(found.team, "members", says=says)


@rule("CK530", Severity.INFO, on="caseload", gather=team_case)
def team_meetings_weekly(caseload: Caseload, cases: Sequence[TeamCase]) -> Iterator[Problem]:
    """An ACT team meets most days.

    Checks:
        Whether the days a week with a meeting on record, over the four weeks up to the newest contact of its clients,
        are at least policy's `act_meetings_weekly`.
    Why:
        A shared caseload lives on what is told each morning.
    Bad:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: assertive_community_treatment}
        # case.yaml
        model: assertive_community_treatment
        populations: [serious_mental_illness]
        assignments: [{worker: s-ruiz, role: primary, from: 2026-01-12}, {team: north, role: team, from: 2026-01-12}]
        # contacts/2026-03-02-k7.yaml
        kind: visit
        place: office
        # policy.yaml
        values: [{setting: act_meetings_weekly, value: 4, from: 2026-01-01, source: agency practice}]
    Good:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: assertive_community_treatment}
        # case.yaml
        model: assertive_community_treatment
        populations: [serious_mental_illness]
        assignments: [{worker: s-ruiz, role: primary, from: 2026-01-12}, {team: north, role: team, from: 2026-01-12}]
        # contacts/2026-03-02-k7.yaml
        kind: visit
        place: office
        # policy.yaml
        values: [{setting: act_meetings_weekly, value: 0, from: 2026-01-01, source: agency practice}]
    Fix:
        Write the meetings down, short.
    Leave it:
        Where the team chose fewer meetings and knows its clients all the same; or where they were held, and nobody
        wrote them down.
    Source:
        DACTS H3, program meeting.
    """
    for found in act_teams(caseload, cases):
        allowed, figure = asked_of(found, caseload, "act_meetings_weekly"), found.meetings_weekly()
        if allowed is not None and figure is not None and figure < allowed:
            says = f"meetings on {figure:g} days a week are on record; your policy asks for {allowed}."
            yield problem(found.team, "members", says=says)
