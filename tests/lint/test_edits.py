"""Small edits of a clean agency: each slip is found once, in its place, and what good workers write is left alone."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from support.edits import Edit, edited, findings_after, full

C, A, R = "contacts/2026-03-02-k7.yaml", "appointments/2026-03-09-a4.yaml", "reviews/2026-04-13-r2.yaml"
SERVICE, CONSENT, LEGAL = "services/sv-k7q2.yaml", "consents/cn-8h3m.yaml", "legal/lg-2b4d.yaml"
ASSESSED, INCIDENT = "assessments/2026-01-20-m4.yaml", "incidents/2026-02-17-q3.yaml"
PERSON, STAFF, CLINIC = "people/7K/P-7K3QFMXN.yaml", "staff/s-ruiz.yaml", "providers/harbor-clinic.yaml"
TEAM, MEETING, WAIVER = "teams/north.yaml", "teams/north/meetings/2026-03-02.yaml", "waivers/wv-3c5e.yaml"

EARLY_CALL = (
    "date: 2026-01-02\nby: s-ruiz\nkind: {kind}\nminutes: 10\nreached: true\nnote: He called about the apartment.\n"
)
MET = "date: {date}\n{more}by: s-ruiz\npresent: [s-ruiz]\nreviewed: []\n"
CORRECTION = (
    "amends:\n  record: {record}\n  sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n"
    "  kind: correction\n  why: The clinic called back.\n"
)
ACCEPTED_LATE = (
    "id: wv-3c5e\nrule: {rule}\nscope: {{case: C-7K3QFMXN}}\nreason: The farm has no signal.\nrequested_by: s-ruiz\n"
    "approved_by: m-lee\nfrom: 2026-01-20\nexpires: 2026-12-31\n"
)
OTHER_PERSON = (
    "id: P-2B4C6D8G\nnames: {legal: Ana Example}\nbirth_date: 1990-02-03\n"
    "languages: {preferred: English, interpreter: false}\nsafe_contact: {use_name: Ana}\n"
)
SECOND_EPISODE = (
    "id: C-2B4C6D8G\nperson: P-7K3QFMXN\nprogram: housing-links\nmodel: strengths_based\nopened: 2027-02-01\n"
    "status:\n  - {status: open, from: 2027-02-01}\nphases:\n  - {phase: screening, from: 2027-02-01}\n"
    "assignments:\n  - {worker: s-ruiz, role: primary, from: 2027-02-01}\n"
)


def log(*entries: str) -> str:
    return "".join(f"\n  - {{{entry}}}" for entry in entries)


def status(*entries: str) -> tuple[str, str]:
    return "\n  - {status: open, from: 2026-01-12}", log(*entries)


CLOSED = "status: closed, from: {day}, because: He moved to his sister's"

# What it is · the edits · the code · the file and a piece of the line that the finding is on.
SLIPS: list[tuple[str, Mapping[str, Edit], str, str, str]] = [
    # Dates
    ("a contact a day after its name", {C: ("date: 2026-03-02", "date: 2026-03-03")}, "CK251", C, "date: 2026-03-03"),
    (
        "an incident in another year",
        {INCIDENT: ("date: 2026", "date: 2025")},
        "CK251",
        INCIDENT,
        "date: 2025-02-17",
    ),
    (
        "an assessment of another month",
        {ASSESSED: ("date: 2026-01-20", "date: 2026-02-20")},
        "CK251",
        ASSESSED,
        "date: 2026-02-20",
    ),
    (
        "a meeting of another day",
        {MEETING: MET.format(date="2026-03-09", more="")},
        "CK251",
        MEETING,
        "date: 2026-03-09",
    ),
    (
        "a note from before the call",
        {C: ("by:", "recorded: 2026-03-01\nby:")},
        "CK252",
        C,
        "recorded: 2026-03-01",
    ),
    (
        "a screening written down the year before",
        {"screening.yaml": ("by: s-ruiz", "recorded: 2025-01-12\nby: s-ruiz")},
        "CK252",
        "screening.yaml",
        "recorded: 2025-01-12",
    ),
    ("a review written in advance", {R: ("by:", "recorded: 2026-04-12\nby:")}, "CK252", R, "recorded: 2026-04-12"),
    (
        "minutes from before the meeting",
        {MEETING: MET.format(date="2026-03-02", more="recorded: 2026-03-01\n")},
        "CK252",
        MEETING,
        "recorded:",
    ),
    ("born this year", {PERSON: ("1988-07-14", "2026-07-14")}, "CK253", PERSON, "birth_date: 2026-07-14"),
    ("born the day after the case began", {PERSON: ("1988-07-14", "2026-01-13")}, "CK253", PERSON, "birth_date:"),
    (
        "born after both episodes",
        {PERSON: ("1988-07-14", "2028-07-14"), "cases/2027/C-2B4C6D8G/case.yaml": SECOND_EPISODE},
        "CK253",
        PERSON,
        "birth_date:",
    ),
    (
        "opened a week before the decision",
        {"screening.yaml": ("decision: accepted", "decision: accepted\ndecided: 2026-01-19")},
        "CK254",
        "screening.yaml",
        "decided: 2026-01-19",
    ),
    (
        "opened the day before the screening",
        {"screening.yaml": ("date: 2026-01-12", "date: 2026-01-13")},
        "CK254",
        "screening.yaml",
        "date: 2026-01-13",
    ),
    (
        "a call from before the case",
        {"contacts/2026-01-02-b2.yaml": EARLY_CALL.format(kind="phone")},
        "CK255",
        "case.yaml",
        "opened: 2026-01-12",
    ),
    (
        "an appointment from before the case",
        {"appointments/2026-01-10-b2.yaml": "date: 2026-01-10\nby: s-ruiz\nkind: medical\nwhat: First visit\n"},
        "CK255",
        "case.yaml",
        "opened: 2026-01-12",
    ),
    (
        "three calls from before the case, which are one slip",
        {f"contacts/2026-01-02-b{n}.yaml": EARLY_CALL.format(kind="phone") for n in (2, 3, 4)},
        "CK255",
        "case.yaml",
        "opened: 2026-01-12",
    ),
    (
        "a visit after the closure",
        {"case.yaml": status("status: open, from: 2026-01-12", CLOSED.format(day="2026-04-01"))},
        "CK256",
        "case.yaml",
        "status: closed",
    ),
    (
        "a review after the death",
        {"case.yaml": status("status: open, from: 2026-01-12", "status: deceased, from: 2026-04-12")},
        "CK256",
        "case.yaml",
        "status: deceased",
    ),
    (
        "phases out of order",
        {"case.yaml": ("{phase: assessment, from: 2026-01-20}", "{phase: assessment, from: 2026-01-02}")},
        "CK257",
        "case.yaml",
        "phase: assessment",
    ),
    (
        "assignments out of order",
        {"case.yaml": ("role: primary, from: 2026-01-12}", "role: primary, from: 2026-01-12}\n  - {worker: m-lee, role: cover, from: 2026-01-11}")},
        "CK257",
        "case.yaml",
        "worker: m-lee",
    ),
    (
        "a status typed below the later one",
        {"case.yaml": status("status: open, from: 2026-01-12", "status: on_hold, from: 2026-03-01, because: In jail", "status: open, from: 2026-02-01")},
        "CK257",
        "case.yaml",
        "from: 2026-02-01",
    ),
    (
        "a referral accepted before it was made",
        {SERVICE: ("{status: requested, from: 2026-02-01}", "{status: requested, from: 2026-02-01}\n  - {status: accepted, from: 2026-01-30}")},
        "CK257",
        SERVICE,
        "status: accepted",
    ),
    (
        "a goal met before it began",
        {"plan.yaml": ("[{status: active, from: 2026-01-20}]", "[{status: active, from: 2026-01-20}, {status: partly_met, from: 2025-06-01}]")},
        "CK257",
        "plan.yaml",
        "status: partly_met",
    ),
    ("a consent over before it began", {CONSENT: ("2027-01-20", "2025-01-20")}, "CK258", CONSENT, "expires: 2025"),
    ("a consent signed before it was offered", {CONSENT: ("signed: 2026-01-20", "signed: 2026-01-19")}, "CK258", CONSENT, "signed: 2026-01-19"),
    ("a death before the birth", {PERSON: ("birth_date: 1988-07-14", "birth_date: 1988-07-14\ndied: 1987-07-14")}, "CK258", PERSON, "died:"),
    (
        "a licence over before it began",
        {STAFF: ("supervisor: m-lee", "supervisor: m-lee\nlicences:\n  - {kind: LCSW, from: 2025-05-01, expires: 2024-05-01}")},
        "CK258",
        STAFF,
        "expires: 2024-05-01",
    ),
    ("a worker who left before starting", {STAFF: ("from: 2024-01-08", "from: 2024-01-08\nto: 2023-12-31")}, "CK258", STAFF, "to: 2023-12-31"),
    ("an assignment that ends first", {"case.yaml": ("role: primary, from: 2026-01-12", "role: primary, from: 2026-01-12, to: 2026-01-11")}, "CK258", "case.yaml", "role: primary"),
    ("a team member who left before joining", {TEAM: ("s-ruiz, fte: 1, from: 2024-01-08", "s-ruiz, fte: 1, from: 2024-01-08, to: 2023-01-08")}, "CK258", TEAM, "to: 2023"),
    (
        "an appeal due before the denial",
        {SERVICE: ("consent: cn-8h3m", "consent: cn-8h3m\ndenial: {on: 2026-03-20, reason: Papers missing, appeal_by: 2026-03-02}")},
        "CK258",
        SERVICE,
        "appeal_by: 2026-03-02",
    ),
    (
        "an appeal decided before it was filed",
        {SERVICE: ("consent: cn-8h3m", "consent: cn-8h3m\nappeal: {filed: 2026-03-25, decision: overturned, decided: 2026-03-05}")},
        "CK258",
        SERVICE,
        "decided: 2026-03-05",
    ),
    ("an agreement between systems closed first", {"advocacy/ad-9r2t.yaml": ("result: open", "result: withdrawn\nclosed: 2026-03-03")}, "CK258", "advocacy/ad-9r2t.yaml", "closed:"),
    (
        "a stay that ends first",
        {INCIDENT: ("kind: loss_of_income", "kind: admission\nfacility: County Hospital\nplanned: false\nfrom: 2026-02-17\nto: 2026-02-07")},
        "CK258",
        INCIDENT,
        "to: 2026-02-07",
    ),
    # Identity
    ("a copied staff file", {STAFF: ("id: s-ruiz", "id: m-lee")}, "CK201", STAFF, "id: m-lee"),
    ("a copied case.yaml", {"case.yaml": ("id: C-7K3QFMXN", "id: C-2B4C6D8G")}, "CK201", "case.yaml", "id: C-2B4C6D8G"),
    ("a mistyped case id is one finding", {"case.yaml": ("id: C-7K3QFMXN", "id: C-7K3QFMX7")}, "CK201", "case.yaml", "id: C-7K3QFMX7"),
    ("a copied service", {SERVICE: ("id: sv-k7q2", "id: sv-k7q3")}, "CK201", SERVICE, "id: sv-k7q3"),
    ("a copied consent", {CONSENT: ("id: cn-8h3m", "id: cn-8h3n")}, "CK201", CONSENT, "id: cn-8h3n"),
    ("a copied provider", {CLINIC: ("id: harbor-clinic", "id: harbour-clinic")}, "CK201", CLINIC, "id: harbour-clinic"),
    (
        "two steps of one id",
        {"plan.yaml": ("service: sv-k7q2}", "service: sv-k7q2}\n      - {id: g1s1, what: Call the landlord, who: client}")},
        "CK203",
        "plan.yaml",
        "what: Call the landlord",
    ),
    (
        "two supports of one id",
        {PERSON: ("may_contact: true}", "may_contact: true}\n  - {id: u1, name: Leo, relation: son, authority: none, may_contact: true}")},
        "CK203",
        PERSON,
        "name: Leo",
    ),
    (
        "two conditions of one id",
        {LEGAL: ("since: 2026-01-05}", "since: 2026-01-05}\n  - {id: k1, text: Stay in the county, source: the court, status: ongoing, since: 2026-01-05}")},
        "CK203",
        LEGAL,
        "Stay in the county",
    ),
    (
        "two programs of one id",
        {"agency.yaml": ("populations: [homeless]", "populations: [homeless]\n  - {id: housing-links, name: Housing Links South, model: brokerage}")},
        "CK203",
        "agency.yaml",
        "Housing Links South",
    ),
    ("a person's file copied to a later folder", {"people/ZZ/P-7K3QFMXN.yaml": OTHER_PERSON.replace("P-2B4C6D8G", "P-7K3QFMXN")}, "CK203", "people/ZZ/P-7K3QFMXN.yaml", "id:"),
    ("a person's file copied to an earlier folder", {"people/2B/P-7K3QFMXN.yaml": OTHER_PERSON.replace("P-2B4C6D8G", "P-7K3QFMXN")}, "CK203", "people/2B/P-7K3QFMXN.yaml", "id:"),
    (
        "a person in the folder of another",
        {"people/2C/P-2B4C6D8G.yaml": OTHER_PERSON, "case.yaml": ("P-7K3QFMXN", "P-2B4C6D8G"), PERSON: None},
        "CK204",
        "people/2C/P-2B4C6D8G.yaml",
        "id: P-2B4C6D8G",
    ),
    ("a case in the folder of another year", {"cases/2026/C-2B4C6D8G/case.yaml": SECOND_EPISODE}, "CK204", "cases/2026/C-2B4C6D8G/case.yaml", "opened: 2027-02-01"),
    ("no agency", {"agency.yaml": None}, "CK205", "agency.yaml", ""),
    ("no policy", {"policy.yaml": None}, "CK206", "policy.yaml", ""),
    ("no case.yaml", {"case.yaml": None}, "CK207", "case.yaml", ""),
    ("a person without a case", {"people/2B/P-2B4C6D8G.yaml": OTHER_PERSON}, "CK208", "people/2B/P-2B4C6D8G.yaml", "id:"),
    (
        "two meetings of no team, which are one slip",
        {f"teams/nort/meetings/2026-03-0{n}.yaml": MET.format(date=f"2026-03-0{n}", more="") for n in (2, 9)},
        "CK209",
        "teams/nort/meetings/2026-03-02.yaml",
        "date:",
    ),
    # Vocabulary
    ("a need nobody counts", {ASSESSED: ("domain: housing", "domain: hosing")}, "CK230", ASSESSED, "hosing"),
    ("a goal's need", {"plan.yaml": ("need: housing", "need: houses")}, "CK230", "plan.yaml", "need: houses"),
    ("a provider's domain", {CLINIC: ("[physical_health]", "[physical-health]".replace("-", "_s_"))}, "CK230", CLINIC, "physical_s_health"),
    ("a population", {"case.yaml": ("populations: [homeless]", "populations: [homless]")}, "CK230", "case.yaml", "homless"),
    ("a living situation", {"circumstances/2026-01-14-c6.yaml": ("doubled_up", "doubledup")}, "CK230", "circumstances/2026-01-14-c6.yaml", "doubledup"),
    ("an income source", {"circumstances/2026-01-14-c6.yaml": ("source: wages", "source: wage")}, "CK230", "circumstances/2026-01-14-c6.yaml", "source: wage"),
    ("an urgent need", {"screening.yaml": ("need: {found", "urgent_needs: [food, shelter]\nneed: {found")}, "CK230", "screening.yaml", "shelter"),
    ("a correction of nothing", {C: ("note:", CORRECTION.format(record="contacts/2026-03-01-zz") + "note:")}, "CK229", C, "record: contacts/2026-03-01-zz"),
    (
        "two corrections of one lost record, which are one slip",
        {C: ("note:", CORRECTION.format(record="contacts/2026-03-01-zz") + "note:"), R: ("decision:", CORRECTION.format(record="contacts/2026-03-01-zz") + "decision:")},
        "CK229",
        C,
        "record: contacts/2026-03-01-zz",
    ),
    ("a waiver of no rule", {WAIVER: ACCEPTED_LATE.format(rule="late-enrty"), C: ("by:", "recorded: 2026-03-03\nby:")}, "CK231", WAIVER, "rule: late-enrty"),
    ("a waiver of a whole family", {WAIVER: ACCEPTED_LATE.format(rule="CK2")}, "CK231", WAIVER, "rule: CK2"),
]  # fmt: skip

# What good workers write, and what no rule may hold against them.
GOOD: list[tuple[str, Mapping[str, Edit]]] = [
    ("written down the same day", {C: ("by:", "recorded: 2026-03-02\nby:")}),
    ("written down the next day", {C: ("by:", "recorded: 2026-03-03\nby:")}),
    ("an appointment made a week ahead", {A: ("by:", "recorded: 2026-03-02\nby:")}),
    ("minutes of a team meeting", {MEETING: MET.format(date="2026-03-02", more="recorded: 2026-03-03\n")}),
    ("a birth date not asked yet", {PERSON: ("1988-07-14", "{none_because: not_asked, ask_again: 2026-06-01}")}),
    ("born on the day the case was opened", {PERSON: ("1988-07-14", "2026-01-12")}),
    ("outreach before the case was opened", {"contacts/2026-01-02-b2.yaml": EARLY_CALL.format(kind="outreach")}),
    ("decided on the day the case was opened", {"screening.yaml": ("decision: accepted", "decision: accepted\ndecided: 2026-01-12")}),
    (
        "an emergency served before the paperwork",
        {"screening.yaml": [("urgency: routine", "urgency: emergency"), ("decision: accepted", "decision: accepted\ndecided: 2026-01-19")]},
    ),
    (
        "a case that began with outreach",
        {
            "case.yaml": status("status: outreach, from: 2026-01-12", "status: open, from: 2026-01-19"),
            "screening.yaml": ("decision: accepted", "decision: accepted\ndecided: 2026-01-19"),
        },
    ),
    (
        "a decision that is still pending",
        {
            "screening.yaml": [("decision: accepted", "decision: pending"), ("date: 2026-01-12", "date: 2026-01-14")],
            "case.yaml": status("status: outreach, from: 2026-01-12"),
        },
    ),
    ("a call after the case was closed", {"case.yaml": status("status: open, from: 2026-01-12", CLOSED.format(day="2026-04-13")), "contacts/2026-05-02-b2.yaml": EARLY_CALL.format(kind="phone").replace("2026-01-02", "2026-05-02")}),
    ("closed on the day of the last review", {"case.yaml": status("status: open, from: 2026-01-12", CLOSED.format(day="2026-04-13"))}),
    (
        "a review corrected after the closure",
        {
            "case.yaml": status("status: open, from: 2026-01-12", CLOSED.format(day="2026-04-13")),
            "reviews/2026-05-02-b2.yaml": "date: 2026-05-02\nby: s-ruiz\nheard: []\nclient_words: Fine.\nchanges: None.\ndecision: close\n"
            + CORRECTION.format(record="reviews/2026-04-13-r2"),
        },
    ),
    (
        "closed, and opened again when he came back soon after",
        {"case.yaml": status("status: open, from: 2026-01-12", CLOSED.format(day="2026-02-01"), "status: open, from: 2026-02-10")},
    ),
    ("two entries of one day", {"case.yaml": ("{phase: assessment, from: 2026-01-20}", "{phase: assessment, from: 2026-01-12}")}),
    (
        "back to planning after losing income",
        {"case.yaml": ("{phase: assessment, from: 2026-01-20}", "{phase: assessment, from: 2026-01-20}\n  - {phase: planning, from: 2026-02-18, because: Her hours were cut, incident: 2026-02-17-q3}")},
    ),
    ("a consent for one day", {CONSENT: ("expires: 2027-01-20", "expires: 2026-01-20")}),
    ("a consent that ends with an event", {CONSENT: ("expires: 2027-01-20", "ends_on: When the first visit has taken place")}),
    ("a licence without an end", {STAFF: ("supervisor: m-lee", "supervisor: m-lee\nlicences:\n  - {kind: LCSW, from: 2025-05-01}")}),
    ("a worker who left", {STAFF: ("from: 2024-01-08", "from: 2024-01-08\nto: 2026-06-30")}),
    (
        "a cover for two weeks",
        {"case.yaml": ("role: primary, from: 2026-01-12}", "role: primary, from: 2026-01-12}\n  - {worker: m-lee, role: cover, from: 2026-02-02, to: 2026-02-15, because: Leave}")},
    ),
    (
        "an appeal won",
        {SERVICE: ("consent: cn-8h3m", "consent: cn-8h3m\nappeal: {filed: 2026-03-05, hearing: 2026-03-20, decision: overturned, decided: 2026-03-20}")},
    ),
    ("an emergency stay", {INCIDENT: ("kind: loss_of_income", "kind: emergency_visit\nfacility: County Hospital\nfrom: 2026-02-17\nto: 2026-02-17")}),
    ("the agency's own life domain", {"agency.yaml": ("populations: [homeless]", "populations: [homeless]\nvocabularies:\n  domains:\n    - {word: spirituality, means: What gives meaning}"), ASSESSED: ("domain: housing", "domain: spirituality")}),
    ("a second goal and its steps", {"plan.yaml": ("service: sv-k7q2}", "service: sv-k7q2}\n  - {id: g2, aim: See the dentist, status: [{status: active, from: 2026-02-01}], steps: [{id: g2s1, what: Call, who: client}]}")}),
    ("a goal named in a contact", {C: ("note:", "goals: [g1]\nservices: [sv-k7q2]\nsupports: [u1]\nnote:")}),
    ("she came back a year later", {"cases/2027/C-2B4C6D8G/case.yaml": SECOND_EPISODE}),
    (
        "a sister's case, linked",
        {
            "cases/2027/C-2B4C6D8G/case.yaml": SECOND_EPISODE.replace("P-7K3QFMXN", "P-2B4C6D8G"),
            "people/2B/P-2B4C6D8G.yaml": OTHER_PERSON + "supports:\n  - {id: u1, name: Rosa, relation: sister, authority: none, may_contact: true}\n",
            "case.yaml": ("populations: [homeless]", "populations: [homeless]\nlinked_cases: [{case: C-2B4C6D8G, relation: her sister's}]"),
        },
    ),
    ("an incident amended", {C: ("note:", CORRECTION.format(record="incidents/2026-02-17-q3") + "note:")}),
    ("the plan's agreement amended by a review", {R: ("decision:", CORRECTION.format(record="plan") + "decision:")}),
    ("an answer left open", {"screening.yaml": ("presenting: I want my own door.", "presenting: {none_because: unable, ask_again: 2026-02-01}")}),
    ("nothing earned", {"circumstances/2026-01-14-c6.yaml": [("[{source: wages, amount: 900, per: month}]", "[]"), ("part_time", "seeking")]}),
    ("names as they are written", {PERSON: ("{legal: Rosa Example, used: Rosa}", "{legal: Nguyễn Thị Hồng O'Brien, used: ไหม, former: [李小龙, עדי]}")}),
    ("a note in two paragraphs, with a colon in quotes", {C: ("note: She has the bus map and knows the way.", 'next_step: "Ask: does the map help?"\nnote: |\n  She has the map.\n\n  "I know the way."\n')}),
    ("a postal code in quotes and an hour without", {C: ("note: She", "start: 14:30\nnote: She"), CLINIC: ("status: active", 'status: active\naddress: {address_1: 12 Harbor Street, postal_code: "02134"}')}),
    ("comments", {"case.yaml": ("model: strengths_based", "# agreed with the team\nmodel: strengths_based  # since intake")}),
    ("a death, and the incident that tells of it", {"case.yaml": status("status: open, from: 2026-01-12", "status: deceased, from: 2026-05-01"), PERSON: ("birth_date: 1988-07-14", "birth_date: 1988-07-14\ndied: 2026-05-01"), "incidents/2026-05-01-b2.yaml": "date: 2026-05-01\nby: s-ruiz\nkind: death\nwhat: She died in her sleep.\nresponse: We called her sister.\n"}),
    ("a file that begins with ---", {C: ("date: 2026-03-02", "---\ndate: 2026-03-02")}),
    ("a policy of one's own", {"policy.yaml": ("approved_by: m-lee", "approved_by: m-lee\nnote: Agreed at the March meeting.")}),
]  # fmt: skip


def test_the_tables_are_as_long_as_they_ought_to_be() -> None:
    assert len(SLIPS) >= 40
    assert len(GOOD) >= 30
    assert len({what for what, *_ in (*SLIPS, *GOOD)}) == len(SLIPS) + len(GOOD)


@pytest.mark.parametrize(("edits", "code", "path", "line"), [s[1:] for s in SLIPS], ids=[s[0] for s in SLIPS])
def test_a_slip_is_found_once_where_it_is(edits: Mapping[str, Edit], code: str, path: str, line: str) -> None:
    report = findings_after(edits, strict=True)
    assert [(f.code, f.path) for f in report.findings] == [(code, full(path))]
    [finding] = report.findings
    text = edited(edits).get(full(path), b"").decode()
    assert line in text.split("\n")[finding.span.line - 1]
    assert re.match(r"[a-z`0-9PC]", finding.message)  # a sentence that goes on after the rule's name
    assert finding.message.rstrip("`").endswith((".", "?"))


@pytest.mark.parametrize("edits", [g[1] for g in GOOD], ids=[g[0] for g in GOOD])
def test_what_a_good_worker_writes_is_left_alone(edits: Mapping[str, Edit]) -> None:
    strict = "people/2B/P-2B4C6D8G.yaml" not in edits or "cases/2027/C-2B4C6D8G/case.yaml" in edits
    assert findings_after(edits, strict=strict).findings == ()
