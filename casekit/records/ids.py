"""Random bytes in, ids out that say nothing about a person; and the check that an id was typed right."""

from __future__ import annotations

import secrets

from stdnum.iso7064 import mod_37_36

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, which are misread or spell words."""

_BODY = 7


def check_character(body: str) -> str:
    """Return the ISO 7064 check character (hybrid system, modulus 33 over 32) of an id's random part."""
    return str(mod_37_36.calc_check_digit(body, alphabet=ALPHABET))


def is_well_typed(identifier: str) -> bool:
    """Tell whether an id such as ``P-7K3QFMXN`` ends in the check character of what stands before it."""
    body = identifier.partition("-")[2]
    return len(body) == _BODY + 1 and set(body) <= set(ALPHABET) and check_character(body[:-1]) == body[-1]


def random_id(prefix: str) -> str:
    """Return a new id: ``prefix``, a hyphen, seven random characters and their check character."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(_BODY))
    return f"{prefix}-{body}{check_character(body)}"
