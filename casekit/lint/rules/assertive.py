"""Assertive community treatment: a team that shares its clients, with the people, the cover and the meetings it takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.act import MODEL, TeamCase, act_programs, act_teams, team_case
from casekit.model.agency import Team
from casekit.model.caseload import Case, Caseload
from casekit.model.standing import last_day, status_on
from casekit.words import listed

_ROLES = {
    "prescriber": "a prescriber",
    "nurse": "a nurse",
    "substance_use_specialist": "a substance use specialist",
    "employment_specialist": "an employment specialist",
}


@rule("CK521", Severity.WARNING, on="case")
def act_without_team(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Assertive community treatment is given by a team.

    Checks:
        That an open case of that model is assigned to a team on the newest day it tells of.
    Why:
        One worker alone is not the service that was promised; when they are away, nobody else knows the client.
    Bad:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: assertive_community_treatment}
        # case.yaml
        model: assertive_community_treatment
        populations: [serious_mental_illness]
    Good:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: assertive_community_treatment}
        # case.yaml
        model: assertive_community_treatment
        populations: [serious_mental_illness]
        assignments: [{worker: s-ruiz, role: primary, from: 2026-01-12}, {team: north, role: team, from: 2026-01-12}]
    Fix:
        Assign the team beside the worker whom the client calls first.
    Leave it:
        Where the case is moving into the team this week and the client has not met it yet: a waiver says from when.
    Source:
        DACTS and SAMHSA's ACT toolkit: shared caseload; SAMHSA TIP 27, models of case management.
    """
    del caseload
    file = case.file
    newest = last_day(case)
    status = status_on(case, newest)
    if file is None or file.model != MODEL or status is None or status.status != "open":
        return
    if not any(a.team and a.from_ <= newest and (a.to is None or newest <= a.to) for a in file.assignments):
        yield problem(file, "assignments", says="no team is assigned. Which team shares this case?")


@rule("CK522", Severity.INFO, on="shared")
def leader_outside_team(caseload: Caseload) -> Iterator[Problem]:
    """The leader of an ACT team works in it.

    Checks:
        Whether the leader of a team of an assertive community treatment program is among its members, or was until it changed.
    Why:
        A leader who sees clients knows what the team is talking about, and can step in.
    Bad:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: assertive_community_treatment}
        # teams/north.yaml
        members:
          - {staff: s-ruiz, fte: 1, from: 2024-01-08}
          - {staff: n-hale, fte: 1, from: 2024-01-08}
          - {staff: p-odum, fte: 0.3, from: 2024-01-08}
          - {staff: u-sato, fte: 1, from: 2024-01-08}
          - {staff: e-kerr, fte: 1, from: 2024-01-08}
    Good:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: assertive_community_treatment}
    Fix:
        Add the leader to `members` with their share of time.
    Leave it:
        Where someone leads the team for a short while only.
    Source:
        DACTS H4, practising team leader.
    """
    for team in _teams(caseload):
        if team.leader not in {member.staff for member in team.members}:
            yield problem(team, "leader", says=f"`{team.leader}` leads the team and is not among its members.")


@rule("CK523", Severity.INFO, on="shared")
def team_without_role(caseload: Caseload) -> Iterator[Problem]:
    """An ACT team has the people that its clients need.

    Checks:
        Whether the members of a team of an assertive community treatment program include a prescriber, a nurse, a substance use
        specialist and an employment specialist. Members who have left do not count, nor does a team with a member whose
        file cannot be read.
    Why:
        What the team cannot do itself, the client has to find elsewhere, and ACT is for people whom elsewhere has lost.
    Bad:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: assertive_community_treatment}
        # teams/north.yaml
        members:
          - {staff: m-lee, fte: 0.5, from: 2024-01-08}
          - {staff: s-ruiz, fte: 1, from: 2024-01-08}
          - {staff: p-odum, fte: 0.3, from: 2024-01-08}
          - {staff: u-sato, fte: 1, from: 2024-01-08}
          - {staff: e-kerr, fte: 1, from: 2024-01-08}
    Good:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: assertive_community_treatment}
    Fix:
        Add the member, or correct their role.
    Leave it:
        Where the post is open and being filled: a waiver says until when, and who does that part meanwhile.
    Source:
        DACTS H7 to H10 and O3: psychiatry, nursing, substance use and employment on the team.
    """
    for team in _teams(caseload):
        now = [m.staff for m in team.members if m.to is None]
        roles = {caseload.staff[name].role for name in now if name in caseload.staff}
        missing = [called for role, called in _ROLES.items() if role not in roles]
        if missing and all(name in caseload.staff for name in now):
            yield problem(team, "members", says=f"the team is without {listed(missing)}. Who does that part?")


@rule("CK524", Severity.INFO, on="caseload", gather=team_case)
def not_talked_through(caseload: Caseload, cases: Sequence[TeamCase]) -> Iterator[Problem]:
    """A team meeting goes through every client.

    Checks:
        Whether the newest meeting of an ACT team talked through each case that is open with it.
    Why:
        A client whom nobody mentions is the one who slips. A glance at the board is enough.
    Bad:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: assertive_community_treatment}
        # case.yaml
        model: assertive_community_treatment
        populations: [serious_mental_illness]
        assignments: [{worker: s-ruiz, role: primary, from: 2026-01-12}, {team: north, role: team, from: 2026-01-12}]
        # teams/north/meetings/2026-03-02.yaml
        date: 2026-03-02
        by: m-lee
        present: [m-lee, s-ruiz]
        reviewed: []
    Good:
        # agency.yaml
        programs:
          - {id: housing-links, name: Housing Links, model: assertive_community_treatment}
        # case.yaml
        model: assertive_community_treatment
        populations: [serious_mental_illness]
        assignments: [{worker: s-ruiz, role: primary, from: 2026-01-12}, {team: north, role: team, from: 2026-01-12}]
        # teams/north/meetings/2026-03-02.yaml
        date: 2026-03-02
        by: m-lee
        present: [m-lee, s-ruiz]
        reviewed:
          - {case: C-7K3QFMXN}
    Fix:
        Add the cases that were talked through.
    Leave it:
        Where the meeting was cut short for a client in danger; the next one is soon.
    Source:
        DACTS H3, program meeting: every client is reviewed each time.
    """
    for found in act_teams(caseload, cases):
        newest = max(found.meetings, key=lambda meeting: meeting.date, default=None)
        if newest is None:
            continue
        talked = {each.case for each in newest.reviewed}
        left = sorted(c.sketch.id for c, since in found.cases if since <= newest.date and c.sketch.id not in talked)
        if left:
            which = left[0] if len(left) == 1 else f"{left[0]} first of all"
            says = f"not talked through: {len(left)} of the team's {len(found.cases)} open cases ({which})."
            yield problem(newest, "reviewed", says=says)


def _teams(caseload: Caseload) -> Iterator[Team]:
    programs = act_programs(caseload)
    yield from (team for team in caseload.teams.values() if team.program in programs)
