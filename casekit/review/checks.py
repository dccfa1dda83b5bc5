"""Nothing in, the checks of a review out: a stable id, how soon a supervisor should look, and what it says."""

from __future__ import annotations

import enum

from msgspec import Struct


class Attention(enum.IntEnum):
    """How soon a supervisor should look; a higher number is sooner."""

    NOTE = 1
    LOOK = 2
    FIRST = 3

    @property
    def word(self) -> str:
        """The word that users read."""
        return self.name.lower()


class Check(Struct, frozen=True):
    """One thing that a review tells.

    ``says`` holds no value of a record, so that it may leave the repository; ``{record}`` in it is the kind of record.
    """

    id: str
    attention: Attention
    says: str


_FIRST = {
    "unreadable": "One side cannot be read, so nothing is known of what changed in it.",
    "conflict": "A merge left this record in conflict. Both sides are shown; people decide.",
    "record-removed": "{record} was removed. What happened stays written down; a mistake is corrected by a record that amends it.",
    "record-rewritten": "{record} was edited after it was written. Once others have read it, a new record that amends it keeps both.",
    "log-rewritten": "Earlier lines of a log were changed or removed. A log grows at its end.",
    "case-removed": "A case was removed.",
    "case-person-changed": "The case is now another person's.",
    "case-deceased": "The person has died.",
    "risk-raised": "The risk is higher than before, or high at its first evaluation.",
    "risk-rewritten": "An earlier risk evaluation was edited.",
    "consent-revoked": "A consent was taken back. Those who relied on it have to know.",
    "consent-terms-changed": "What a consent allows was changed. The client agreed to the earlier words.",
    "safe-contact-changed": "How the person can be reached safely was changed.",
    "incident-told": "An incident was written down.",
    "grievance-told": "A grievance was written down.",
    "restricted-record": "A record that few may see was added or changed. Look at it in the repository.",
    "service-denied": "A service was denied. The time to appeal has begun.",
    "policy-changed": "The policy was changed: what is asked of all cases is judged by it.",
    "staff-rights-changed": "What a staff member may do or sign was changed.",
    "settings-changed": "How records are checked was changed.",
    "person-removed": "A person's record was removed.",
    "author-may-not": "Whoever made this change has no say over it, by the staff, teams and assignments before it.",
    "personal-in-path": "CK880: the name of a file seems to hold something personal.",
    "personal-in-ref": "CK881: the name of the branch seems to hold something personal.",
    "personal-in-subject": "CK882: the first line of a commit seems to hold something personal.",
}
_LOOK = {
    "phase-sent-back": "The case went back to an earlier step.",
    "case-closed": "The case was closed.",
    "case-reopened": "The case is open again.",
    "program-changed": "The program or the model of the case was changed.",
    "reassigned": "Who is responsible for the case was changed.",
    "goal-removed": "A goal was removed from the plan. A goal that ended keeps its line, with a status.",
    "goal-reworded": "The words of a goal were changed. They are the client's.",
    "step-dropped": "A step was dropped.",
    "step-removed": "A step was removed from the plan.",
    "need-deferred": "What is set aside for now was changed.",
    "crisis-plan-changed": "What to do in a crisis was changed.",
    "risk-lowered": "The risk is lower than before.",
    "plan-written": "The plan was begun.",
    "safety-plan-written": "A safety plan was written.",
    "safety-plan-changed": "A safety plan was changed.",
    "consent-given": "A consent was given.",
    "consent-declined": "A consent was declined.",
    "disclosure-made": "Something was shared about the client.",
    "approval-given": "A record was approved.",
    "approval-withheld": "An approval was returned or declined.",
    "note-amended": "An earlier record was corrected or added to.",
    "service-not-given": "A service did not come about.",
    "service-unmet": "Nothing fitting was found for a need.",
    "appeal-changed": "An appeal was filed or moved on.",
    "outcome-written": "The outcome was evaluated.",
    "legal-changed": "A legal matter was added or changed.",
    "support-changed": "Who stands by the person, or with which authority, was changed.",
    "person-changed": "What is known of the person was changed.",
    "staff-added": "A staff member was added.",
    "team-changed": "A team was added or changed.",
    "agency-changed": "The agency's own record was changed.",
    "waiver-changed": "A finding is accepted for a while, or no longer.",
    "author-unknown": "Somebody who made a change is in no staff file, by the address that their Git gives.",
    "thread-unlinked": "A link of the thread from need to outcome is gone.",
    "stray-file": "A file that is no record was added, changed or removed.",
}
_NOTE = {
    "case-opened": "A case was opened.",
    "case-moved": "A record lies in another folder now.",
    "case-status": "Where the case stands was noted.",
    "phase-moved": "The case moved to another step.",
    "assignment-accepted": "A case was accepted by its new worker.",
    "care-team-changed": "The care team was changed.",
    "goal-added": "A goal was added.",
    "goal-status": "Where a goal stands was noted.",
    "goal-changed": "A goal was changed.",
    "step-added": "A step was added.",
    "step-done": "A step is done.",
    "step-changed": "A step was changed.",
    "risk-evaluated": "The risk was evaluated.",
    "consent-offered": "A consent was offered.",
    "service-asked": "A service was asked for.",
    "service-status": "Where a service stands was noted.",
    "service-changed": "A service was changed.",
    "note-added": "A contact was written down.",
    "record-added": "{record} was added.",
    "record-changed": "{record} was changed.",
    "person-added": "A person was added.",
    "staff-changed": "A staff member's record was changed.",
    "edited-in-time": "Whoever wrote the record edited it in the days that policy gives for that.",
    "thread-linked": "A link of the thread from need to outcome was made.",
    "layout-only": "Only comments, order or spacing were changed.",
}

CHECKS: dict[str, Check] = {
    id_: Check(id_, attention, says)
    for attention, group in ((Attention.FIRST, _FIRST), (Attention.LOOK, _LOOK), (Attention.NOTE, _NOTE))
    for id_, says in group.items()
}
"""Every check by its id, which stays."""
