"""The figures of an assertive community treatment team, against what policy asks: of the team, never of one client."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.act import TeamCase, act_teams, asked_of, team_case
from casekit.model.caseload import Caseload


@rule("CK525", Severity.INFO, on="caseload", gather=team_case)
def team_contacts_weekly(caseload: Caseload, cases: Sequence[TeamCase]) -> Iterator[Problem]:
    """An ACT team sees its clients often: the median of the team.

    Checks:
        Whether the median of contacts in person a week, over the four weeks up to the newest contact of its clients,
        is at least policy's `act_contacts_weekly`. Clients who joined within them are left out.
    Why:
        Frequent contact is what keeps people out of hospital, for those whom office visits have lost.
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
        values: [{setting: act_contacts_weekly, value: 4, from: 2026-01-01, source: agency practice}]
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
        values: [{setting: act_contacts_weekly, value: 0, from: 2026-01-01, source: agency practice}]
    Fix:
        Look at it together with who is on leave and who would want to be seen more.
    Leave it:
        Where clients are stepping down, in hospital or away: a lower figure is then right. It is never a figure of one
        client.
    Source:
        DACTS S5, frequency of contact: a median of the team.
    """
    for found in act_teams(caseload, cases):
        allowed, figure = asked_of(found, caseload, "act_contacts_weekly"), found.contacts_weekly()
        if allowed is not None and figure is not None and figure < allowed:
            says = f"the team's median is {figure:g} contacts in person a week; your policy asks for {allowed}."
            yield problem(found.team, "members", says=says)


@rule("CK526", Severity.INFO, on="caseload", gather=team_case)
def team_minutes_weekly(caseload: Caseload, cases: Sequence[TeamCase]) -> Iterator[Problem]:
    """An ACT team has time for its clients: the median of the team.

    Checks:
        Whether the median of minutes in person a week, over the four weeks up to the newest contact of its clients,
        is at least policy's `act_minutes_weekly`. Clients who joined within them are left out.
    Why:
        Much of the work is time: to shop, to wait at the counter, to sit together.
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
        values: [{setting: act_minutes_weekly, value: 120, from: 2026-01-01, source: agency practice}]
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
        values: [{setting: act_minutes_weekly, value: 1, from: 2026-01-01, source: agency practice}]
    Fix:
        Look at it together: whose visits were cut short, and by what.
    Leave it:
        Where visits are short because that is what clients want now. Nobody stays for the sake of a median.
    Source:
        DACTS S4, intensity of service: a median of the team.
    """
    for found in act_teams(caseload, cases):
        allowed, figure = asked_of(found, caseload, "act_minutes_weekly"), found.minutes_weekly()
        if allowed is not None and figure is not None and figure < allowed:
            says = f"the team's median is {figure:g} minutes in person a week; your policy asks for {allowed}."
            yield problem(found.team, "members", says=says)


@rule("CK527", Severity.INFO, on="caseload", gather=team_case)
def team_community_percent(caseload: Caseload, cases: Sequence[TeamCase]) -> Iterator[Problem]:
    """An ACT team meets people where they live.

    Checks:
        Whether the share of contacts in person that were not at the office, over the four weeks up to the newest contact of its clients,
        is at least policy's `act_community_percent`.
    Why:
        What is practised where it is needed lasts; and who will not come to an office is still seen.
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
        values: [{setting: act_community_percent, value: 80, from: 2026-01-01, source: agency practice}]
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
        values: [{setting: act_community_percent, value: 0, from: 2026-01-01, source: agency practice}]
    Fix:
        Ask clients where they would like to meet, and go there.
    Leave it:
        Where clients choose to come in, for the coffee or for the company, or home is not safe to be seen at.
    Source:
        DACTS S1, in-vivo services: a share of the team.
    """
    for found in act_teams(caseload, cases):
        allowed, figure = asked_of(found, caseload, "act_community_percent"), found.community_percent()
        if allowed is not None and figure is not None and figure < allowed:
            says = f"{figure:.0f} percent of the team's contacts in person were outside the office; your policy asks for {allowed}."
            yield problem(found.team, "members", says=says)


@rule("CK528", Severity.INFO, on="caseload", gather=team_case)
def team_two_staff_percent(caseload: Caseload, cases: Sequence[TeamCase]) -> Iterator[Problem]:
    """An ACT team shares its clients.

    Checks:
        Whether the share of clients who saw two or more of its staff in the last two weeks is at least policy's
        `act_two_staff_percent`.
    Why:
        Whoever knows only one worker loses the team when that worker leaves.
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
        values: [{setting: act_two_staff_percent, value: 90, from: 2026-01-01, source: agency practice}]
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
        values: [{setting: act_two_staff_percent, value: 0, from: 2026-01-01, source: agency practice}]
    Fix:
        Introduce a second member at a visit that is planned anyway, if the client likes the idea.
    Leave it:
        Where people who have just learned to trust one worker are given time before they meet the next.
    Source:
        DACTS H2, team approach: a share of the team.
    """
    for found in act_teams(caseload, cases):
        allowed, figure = asked_of(found, caseload, "act_two_staff_percent"), found.two_staff_percent()
        if allowed is not None and figure is not None and figure < allowed:
            says = f"{figure:.0f} percent of the team's clients saw two or more staff in two weeks; your policy asks for {allowed}."
            yield problem(found.team, "members", says=says)
