"""Ids say nothing about a person, and a slip of the finger in one is noticed."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.records.ids import ALPHABET, check_character, is_well_typed, random_id

BODY = st.text(ALPHABET, min_size=7, max_size=7)


def whole(body: str) -> str:
    return f"P-{body}{check_character(body)}"


@given(BODY)
def test_every_single_wrong_character_is_caught(body: str) -> None:
    good = whole(body)
    assert is_well_typed(good)
    for place, character in itertools.product(range(2, len(good)), ALPHABET):
        if character != good[place]:
            assert not is_well_typed(good[:place] + character + good[place + 1 :])


def test_all_but_one_in_496_swaps_of_neighbours_are_caught() -> None:
    """33 is no prime, so the hybrid system lets a few pairs through: a slip that is rare to begin with."""
    swaps = missed = 0
    for first in range(1, 33):
        for a, b in itertools.combinations(range(32), 2):
            swaps += 1
            missed += _then(_then(first, a), b) == _then(_then(first, b), a)
    assert swaps / missed == 496


def _then(product: int, value: int) -> int:
    """One step of ISO 7064's hybrid recursion, modulus 33 over 32."""
    return 2 * (((product + value) % 32) or 32) % 33


@given(BODY)
def test_the_recursion_above_is_the_one_we_use(body: str) -> None:
    product = 32
    for character in whole(body)[2:-1]:
        product = _then(product, ALPHABET.index(character))
    assert (product + ALPHABET.index(whole(body)[-1])) % 32 == 1


@given(BODY, st.integers(0, 6))
def test_a_swap_of_neighbours_is_caught_or_is_one_of_the_few(body: str, place: int) -> None:
    good = whole(body)[2:]
    swapped = good[:place] + good[place + 1] + good[place] + good[place + 2 :]
    if swapped != good and is_well_typed(f"P-{swapped}"):
        product = 32
        for character in good[:place]:
            product = _then(product, ALPHABET.index(character))
        a, b = ALPHABET.index(good[place]), ALPHABET.index(good[place + 1])
        assert _then(_then(product, a), b) == _then(_then(product, b), a)


@pytest.mark.parametrize(
    "wrong", ["", "P-", "P-7K3QFMX", "P-7K3QFMXNN", "7K3QFMXN", "P-7k3qfmxn", "P-IIIIIIII", "P-7K3QFMX ", "P-É3QFMXNN"]
)
def test_what_is_no_id_is_not_well_typed(wrong: str) -> None:
    assert not is_well_typed(wrong)


def test_a_random_id_is_well_typed_and_never_the_same() -> None:
    ids = {random_id("C") for _ in range(200)}
    assert len(ids) == 200
    for made in ids:
        assert re.fullmatch("C-[0-9A-HJKMNP-TV-Z]{8}", made)
        assert is_well_typed(made)
