"""The shapes that records share: typed ids, agency words, and answers rightly left open."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

Date = dt.date


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A nested object of a record."""


class Record(Part, frozen=True, kw_only=True):
    """One record: what one file says.

    ``path`` is the file, relative to the agency's folder with forward slashes; the loader adds it.
    """

    path: str
    local: dict[str, Any] | None = None

    @property
    def stem(self) -> str:
        """The file's name without ``.yaml``: the id of a record that carries none."""
        return self.path.rpartition("/")[2].removesuffix(".yaml")


Role = Literal[
    "case_manager",
    "supervisor",
    "team_leader",
    "clinician",
    "nurse",
    "prescriber",
    "peer_specialist",
    "housing_specialist",
    "employment_specialist",
    "substance_use_specialist",
    "benefits_specialist",
    "administrator",
    "intern",
    "other",
]
"""What somebody does at the agency."""


class Event(Record, frozen=True, kw_only=True):
    """A record of something that happened on a day, written by someone.

    ``recorded`` is the day it was written down, where that was later than ``date``.
    """

    date: Date
    by: StaffId
    recorded: Date | None = None


class LeftOpen(Part, frozen=True):
    """An answer rightly left open: why, and when to come back to it."""

    none_because: Literal["declined", "not_asked", "unable", "not_explored", "not_obtainable"]
    ask_again: Date | None = None


class Amends(Part, frozen=True):
    """The earlier record that this one corrects or adds to, bound by its SHA-256."""

    record: str
    sha256: Sha256
    kind: Literal["late_entry", "addendum", "correction"]
    why: str


class Heard(Part, frozen=True, kw_only=True):
    """Someone whose view was heard, and how."""

    who: str
    how: str | None = None


class FollowUp(Part, frozen=True, kw_only=True):
    """What is done next, by whom and by when."""

    by: StaffId
    on: Date
    what: str


class LevelOfCare(Part, frozen=True, kw_only=True):
    """A level of care that someone licensed decided on; the case manager records it."""

    scale: str
    level: str
    decided_by: str
    on: Date


Words = str | LeftOpen
WordsList = tuple[str, ...] | LeftOpen
DateOrOpen = Date | LeftOpen

OwnId = str
Word = str
Slug = str
Time = str
Phone = str
Email = str
Url = str
Sha256 = str

# `extra={"ref": kind}` is what the reference rules walk by: a field of one of these types names a record,
# and a new field is checked as soon as it has its type.
PersonId = Annotated[str, Meta(extra={"ref": "person"})]
CaseId = Annotated[str, Meta(extra={"ref": "case"})]
StaffId = Annotated[str, Meta(extra={"ref": "staff"})]
TeamId = Annotated[str, Meta(extra={"ref": "team"})]
ProviderId = Annotated[str, Meta(extra={"ref": "provider"})]
ProgramId = Annotated[str, Meta(extra={"ref": "program"})]
GoalId = Annotated[str, Meta(extra={"ref": "goal"})]
StepId = Annotated[str, Meta(extra={"ref": "step"})]
SupportId = Annotated[str, Meta(extra={"ref": "support"})]
ConditionId = Annotated[str, Meta(extra={"ref": "condition"})]
ServiceId = Annotated[str, Meta(extra={"ref": "service"})]
ConsentId = Annotated[str, Meta(extra={"ref": "consent"})]
LegalId = Annotated[str, Meta(extra={"ref": "legal"})]
AdvocacyId = Annotated[str, Meta(extra={"ref": "advocacy"})]
IncidentRef = Annotated[str, Meta(extra={"ref": "incident"})]
ReviewRef = Annotated[str, Meta(extra={"ref": "review"})]
AssessmentRef = Annotated[str, Meta(extra={"ref": "assessment"})]
CircumstancesRef = Annotated[str, Meta(extra={"ref": "circumstances"})]
AppointmentRef = Annotated[str, Meta(extra={"ref": "appointment"})]
ReportRef = Annotated[str, Meta(extra={"ref": "report"})]

# Words that an agency may add to: the rule that checks them knows the agency's list.
Domain = Annotated[str, Meta(extra={"vocabulary": "domains"})]
Population = Annotated[str, Meta(extra={"vocabulary": "populations"})]
LivingSituation = Annotated[str, Meta(extra={"vocabulary": "living_situations"})]
IncomeSource = Annotated[str, Meta(extra={"vocabulary": "income_sources"})]

Model = Literal["brokerage", "clinical_rehabilitation", "assertive_community_treatment", "strengths_based"]
Phase = Literal[
    "screening", "assessment", "risk_evaluation", "planning", "implementation", "monitoring", "outcome_evaluation"
]
RiskLevel = Literal["low", "moderate", "high", "imminent"]
NeedLevel = Literal["crisis", "vulnerable", "safe", "building", "thriving"]

Setting = Literal[
    "plan_within_days",
    "screening_decision_days",
    "assessment_within_days",
    "reassess_every_days",
    "review_every_days",
    "contact_every_days",
    "referral_response_days",
    "lock_days",
    "late_entry_days",
    "consent_term_days",
    "caseload_cap",
    "workers_supervised_most",
    "retention_years",
    "follow_up_after_discharge_days",
    "first_contact_within_days",
    "risk_within_days",
    "risk_review_every_days",
    "safety_plan_within_days",
    "agreement_within_days",
    "agreement_every_days",
    "outcome_within_days",
    "assignment_accepted_within_days",
    "brokerage_contacts_most",
    "brokerage_days_most",
    "obligation_hours_weekly_most",
    "worker_led_reviews_most",
    "same_words_most",
    "attempts_before_lost_contact",
    "grievance_answer_within_days",
    "incident_follow_up_within_days",
    "release_follow_up_within_days",
    "directory_assured_every_days",
    "helper_checked_every_days",
    "waitlist_asked_every_days",
    "notice_before_expiry_days",
    "written_report_within_days",
    "certification_ce_hours",
    "certification_ethics_hours",
    "certification_years",
    "experience_years_least",
    "training_hours_least",
    "acuity_weight_percent",
    "act_contacts_weekly",
    "act_minutes_weekly",
    "act_community_percent",
    "act_two_staff_percent",
    "act_admissions_monthly_most",
    "act_meetings_weekly",
    "client_funds_yearly_most",
    "alternatives_above_amount",
    "majority_age_years",
]
"""What a policy can set. The unit is in the name; schemas/policy.schema.json says what each one means."""
