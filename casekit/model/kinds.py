"""The Struct of each kind of record."""

from __future__ import annotations

from casekit.model import agency, assessment, case, consent, contact, legal, people, plan, provider, service
from casekit.model.common import Record

STRUCTS: dict[str, type[Record]] = {
    "agency": agency.Agency,
    "policy": agency.Policy,
    "waiver": agency.Waiver,
    "staff": people.Staff,
    "team": agency.Team,
    "meeting": agency.Meeting,
    "provider": provider.Provider,
    "person": people.Person,
    "case": case.CaseFile,
    "screening": case.Screening,
    "assessment": assessment.Assessment,
    "circumstances": assessment.Circumstances,
    "risk": assessment.Risk,
    "safety_plan": assessment.SafetyPlan,
    "plan": plan.Plan,
    "agreement": plan.Agreement,
    "service": service.Service,
    "appointment": service.Appointment,
    "legal": legal.Legal,
    "contact": contact.Contact,
    "advocacy": legal.Advocacy,
    "incident": contact.Incident,
    "report": contact.Report,
    "consent": consent.Consent,
    "disclosure": consent.Disclosure,
    "approval": consent.Approval,
    "grievance": contact.Grievance,
    "review": plan.Review,
    "outcome": plan.Outcome,
}
