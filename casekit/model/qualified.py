"""A staff member and a day in, what they were licensed for on it out."""

from __future__ import annotations

import datetime as dt

from casekit.model.people import Licence, Staff

_NURSING = {"rn", "lpn", "lvn", "cna", "emt"}
_CLINICAL = {"clinician", "nurse", "prescriber"}


def holds_on(licence: Licence, day: dt.date) -> bool:
    """Tell whether a licence was valid on a day, its first and last included."""
    return licence.from_ <= day and (licence.expires is None or day <= licence.expires)


def is_for_therapy(licence: Licence) -> bool:
    """Tell whether a licence may cover therapy: any but those of nursing and rescue, since states name theirs freely."""
    return licence.kind.strip().lower().replace(".", "") not in _NURSING


def may_give_therapy(staff: Staff, day: dt.date) -> bool:
    """Tell whether someone held a licence that may cover therapy on a day."""
    return any(is_for_therapy(licence) and holds_on(licence, day) for licence in staff.licences)


def is_clinician(staff: Staff, day: dt.date) -> bool:
    """Tell whether someone can weigh a danger on a day: licensed then, or in a clinical role with no licence noted."""
    if staff.licences:
        return any(holds_on(licence, day) for licence in staff.licences)
    return staff.role in _CLINICAL
