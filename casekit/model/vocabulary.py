"""The words casekit ships for what agencies name in their own ways; agency.yaml adds to them."""

from __future__ import annotations

SHIPPED: dict[str, tuple[str, ...]] = {
    "domains": (
        "housing", "food", "income", "benefits", "employment", "education", "transportation", "physical_health",
        "mental_health", "substance_use", "safety", "legal", "family", "social_support", "daily_living",
        "child_care", "documents", "communication", "utilities",
    ),
    "populations": (
        "substance_use", "serious_mental_illness", "homeless", "justice_involved", "veteran", "older_adult", "youth",
        "family", "survivor", "intellectual_disability", "chronic_illness", "immigrant", "rural",
    ),
    "living_situations": (
        "unsheltered", "shelter", "doubled_up", "motel", "transitional_housing", "recovery_residence", "rental",
        "rental_subsidised", "owned", "permanent_supportive_housing", "with_family", "group_home", "nursing_facility",
        "hospital", "treatment_facility", "jail", "foster_care", "deceased", "unknown",
    ),
    "income_sources": (
        "wages", "self_employment", "unemployment_insurance", "disability_insurance", "supplemental_security",
        "retirement", "veterans_benefits", "general_assistance", "family_assistance", "food_assistance",
        "child_support", "workers_compensation", "family_help", "other",
    ),
}  # fmt: skip
"""Vocabulary to its words. Sources: the domains of the self-sufficiency matrix and of Gravity's SDOH value sets;
HUD's prior living situations and income sources, in plain words."""
