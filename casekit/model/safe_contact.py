"""A person in, whom and what their safe-contact rules keep apart out: names who must not know, channels, and since when."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from casekit.model.people import Person

# Two or more capitalised words in a row: the name in "Her uncle, Sam Hale, who drives a van".
_NAME = re.compile(r"[^\W\d_a-z][\w-]+(?:[ ][^\W\d_a-z][\w-]+)+")


def judged(person: Person, day: dt.date) -> bool:
    """Tell whether the person's safe-contact rules say anything about a day: not of one before they were last talked over."""
    since = person.safe_contact.as_of
    return since is None or day >= since


def names_in(texts: Iterable[str]) -> frozenset[str]:
    """Return the full names that texts mention."""
    return frozenset(name for text in texts for name in _NAME.findall(text))


def must_not_know(person: Person) -> frozenset[str]:
    """Return the full names of those who must not learn of our work, as far as the record names them."""
    return names_in(person.safe_contact.must_not_know)


def mentions(text: str | None, names: Iterable[str]) -> bool:
    """Tell whether a text has one of the names as whole words."""
    return text is not None and any(re.search(rf"(?<!\w){re.escape(n)}(?!\w)", text, re.IGNORECASE) for n in names)


def no_phone_for(person: Person, use: str) -> bool:
    """Tell whether phones are listed and none is safe for a use: ``call``, ``text`` or ``voicemail``."""
    phones = person.safe_contact.phones
    return bool(phones) and not any(p.safe and (use == "call" or getattr(p, use)) for p in phones)
