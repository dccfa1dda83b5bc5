"""References: people, places and plans that records point at exist."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from casekit.finding import Severity
from casekit.lint.resolve import unknown
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Caseload
from casekit.model.sketch import Sketch, sketch


@rule("CK209", Severity.ERROR, on="shared")
def meeting_without_team(caseload: Caseload) -> Iterator[Problem]:
    """A meeting is one of a team's.

    Checks:
        That the folder in which a meeting is kept is that of a team in teams/.
    Why:
        Which team met, and whose clients it spoke of, follows from the folder.
    Bad:
        # teams/nort/meetings/2026-03-02.yaml
        date: 2026-03-02
        by: s-ruiz
        present: [s-ruiz]
        reviewed: []
    Good:
        # teams/north/meetings/2026-03-02.yaml
        date: 2026-03-02
        by: s-ruiz
        present: [s-ruiz]
        reviewed: []
    Fix:
        Rename the folder, or write the team's file.
    Source:
        House rule.
    """
    teams = caseload.names.get("team", frozenset())
    reported = {p.reference.value for p in caseload.dangling.get("team", ())}  # unknown-team says it of these
    for meeting in caseload.meetings:
        team = meeting.path.split("/")[2]
        if team not in teams and team not in reported:
            reported.add(team)
            yield problem(meeting, says=f"teams/{team}.yaml does not exist, so this is no team's meeting.")


@rule("CK211", Severity.ERROR, on="caseload", gather=sketch)
def unknown_person(caseload: Caseload, cases: Sequence[Sketch]) -> Iterator[Problem]:
    """A case is of someone in people/.

    Checks:
        That the person of a case has a file in people/.
    Why:
        The name to use, the safe way to reach someone and who must not know are in that file alone.
    Bad:
        # case.yaml
        person: P-7K3QFMZ3
    Good:
        # case.yaml
        person: P-7K3QFMXN
    Fix:
        Correct the id, or write the person's file.
    Source:
        House rule: what is pointed at exists.
    """
    return unknown(caseload, cases, "person")


@rule("CK212", Severity.ERROR, on="caseload", gather=sketch)
def unknown_case(caseload: Caseload, cases: Sequence[Sketch]) -> Iterator[Problem]:
    """A case that is named exists.

    Checks:
        That a linked case, one a team reviewed or one a waiver is for is in cases/.
    Why:
        What was meant for one case would be looked for in none.
    Bad:
        # case.yaml
        linked_cases:
          - {case: C-7K3QFMZ3, relation: sister}
    Good:
        # case.yaml
        linked_cases: []
    Fix:
        Correct the id.
    Source:
        House rule: what is pointed at exists.
    """
    return unknown(caseload, cases, "case")


@rule("CK213", Severity.ERROR, on="caseload", gather=sketch)
def unknown_staff(caseload: Caseload, cases: Sequence[Sketch]) -> Iterator[Problem]:
    """Whoever did it works here.

    Checks:
        That every staff id has a file in staff/.
    Why:
        Nobody can be asked about a note by someone who is not there, and licences cannot be looked up.
    Bad:
        # contacts/2026-03-02-k7.yaml
        by: s-ruis
    Good:
        # contacts/2026-03-02-k7.yaml
        by: s-ruiz
    Fix:
        Correct the id, or write the staff member's file. Files of people who left stay, with their last day.
    Source:
        House rule: what is pointed at exists.
    """
    return unknown(caseload, cases, "staff")


@rule("CK214", Severity.ERROR, on="caseload", gather=sketch)
def unknown_team(caseload: Caseload, cases: Sequence[Sketch]) -> Iterator[Problem]:
    """A team that is named exists.

    Checks:
        That every team id has a file in teams/.
    Why:
        A case assigned to a team that is not there is nobody's case.
    Bad:
        # case.yaml
        assignments:
          - {team: south, role: team, from: 2026-01-12}
    Good:
        # case.yaml
        assignments:
          - {team: north, role: team, from: 2026-01-12}
    Fix:
        Correct the id, or write the team's file.
    Source:
        House rule: what is pointed at exists.
    """
    return unknown(caseload, cases, "team")


@rule("CK215", Severity.ERROR, on="caseload", gather=sketch)
def unknown_provider(caseload: Caseload, cases: Sequence[Sketch]) -> Iterator[Problem]:
    """A provider that is named is in the directory.

    Checks:
        That every provider id has a file in providers/.
    Why:
        Address, hours, cost and how earlier referrals went are in that file: without it the next worker starts anew.
    Bad:
        # services/sv-k7q2.yaml
        provider: harbor-clinik
    Good:
        # services/sv-k7q2.yaml
        provider: harbor-clinic
    Fix:
        Correct the id, or write the provider's file; a name and one service are enough to begin.
    Source:
        House rule: what is pointed at exists.
    """
    return unknown(caseload, cases, "provider")


@rule("CK216", Severity.ERROR, on="caseload", gather=sketch)
def unknown_program(caseload: Caseload, cases: Sequence[Sketch]) -> Iterator[Problem]:
    """A program that is named is in agency.yaml.

    Checks:
        That every program id is one of the programs in agency.yaml.
    Why:
        Capacity, funding and whether 42 CFR Part 2 applies go by program.
    Bad:
        # case.yaml
        program: housing-link
    Good:
        # case.yaml
        program: housing-links
    Fix:
        Correct the id, or add the program to agency.yaml.
    Source:
        House rule: what is pointed at exists.
    """
    return unknown(caseload, cases, "program")


@rule("CK217", Severity.ERROR, on="caseload", gather=sketch)
def unknown_goal(caseload: Caseload, cases: Sequence[Sketch]) -> Iterator[Problem]:
    """A goal that is named is in the plan.

    Checks:
        That every goal id is in this case's plan.yaml.
    Why:
        Work for a goal that is not there counts for none, and the goal it was meant for looks forgotten.
    Bad:
        # contacts/2026-03-02-k7.yaml
        goals: [g9]
    Good:
        # contacts/2026-03-02-k7.yaml
        goals: [g1]
    Fix:
        Correct the id, or leave `goals` out: not every contact serves a goal.
    Source:
        House rule: what is pointed at exists.
    """
    return unknown(caseload, cases, "goal")


@rule("CK218", Severity.ERROR, on="caseload", gather=sketch)
def unknown_service(caseload: Caseload, cases: Sequence[Sketch]) -> Iterator[Problem]:
    """A service that is named is in the case.

    Checks:
        That every service id is in this case's services/.
    Why:
        A step that waits for a referral nobody made waits for ever.
    Bad:
        # contacts/2026-03-02-k7.yaml
        services: [sv-9999]
    Good:
        # contacts/2026-03-02-k7.yaml
        services: [sv-k7q2]
    Fix:
        Correct the id, or write the service.
    Source:
        House rule: what is pointed at exists.
    """
    return unknown(caseload, cases, "service")


@rule("CK219", Severity.ERROR, on="caseload", gather=sketch)
def unknown_consent(caseload: Caseload, cases: Sequence[Sketch]) -> Iterator[Problem]:
    """A consent that is named is in the case.

    Checks:
        That every consent id is in this case's consents/.
    Why:
        Something was shared on the strength of a consent that nobody can show.
    Bad:
        # services/sv-k7q2.yaml
        consent: cn-9999
    Good:
        # services/sv-k7q2.yaml
        consent: cn-8h3m
    Fix:
        Correct the id. If the consent is on paper, write its record. Never write one that was not given.
    Source:
        House rule: what is pointed at exists.
    """
    return unknown(caseload, cases, "consent")


@rule("CK220", Severity.ERROR, on="caseload", gather=sketch)
def unknown_support(caseload: Caseload, cases: Sequence[Sketch]) -> Iterator[Problem]:
    """A support that is named is in the person's file.

    Checks:
        That every support id (u1, u2 …) is among `supports` in the person's file.
    Why:
        Who signed, and with what authority, is said there and nowhere else.
    Bad:
        # contacts/2026-03-02-k7.yaml
        supports: [u9]
    Good:
        # contacts/2026-03-02-k7.yaml
        supports: [u1]
    Fix:
        Correct the id, or add the support to the person's file.
    Source:
        House rule: what is pointed at exists.
    """
    return unknown(caseload, cases, "support")
