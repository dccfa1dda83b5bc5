"""Goal attainment scaling: the published vectors, one worked by hand, and what holds for any ratings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.model.gas import t_score

VECTORS = [
    ([(1, 2)], 70.00),
    ([(1, -2)], 30.00),
    ([(1, 1), (1, 1)], 62.40),
    ([(3, 2), (1, -1), (2, 0)], 61.02),
    ([(1, 1), (1, 0), (1, -1)], 50.00),
    ([(1, 2), (1, 2), (1, 2)], 77.39),
    ([(2, -2), (1, 1)], 37.95),
    # By hand: Σwx = 2·1 + 1·1 = 3, Σw² = 5, (Σw)² = 9, and 30 / √(0.7·5 + 0.3·9) = 30 / √6.2 = 12.05.
    ([(2, 1), (1, 1)], 62.05),
]


@pytest.mark.parametrize(("goals", "expected"), VECTORS)
def test_the_vectors(goals: list[tuple[float, int]], expected: float) -> None:
    found = t_score(goals)
    assert found is not None
    assert round(found, 2) == expected


def test_nothing_rated_has_no_score_and_odd_numbers_are_not_counted() -> None:
    assert t_score([]) is None
    for goal in [(0, 1), (-1, 1), (1, 3), (1, -3)]:
        with pytest.raises(ValueError, match="weight"):
            t_score([goal])


GOALS = st.lists(st.tuples(st.integers(1, 10), st.integers(-2, 2)), min_size=1, max_size=8)


@given(GOALS)
def test_as_expected_is_fifty_and_better_is_never_less(goals: list[tuple[int, int]]) -> None:
    assert t_score([(weight, 0) for weight, _ in goals]) == 50
    better = [(weight, min(2, rating + 1)) for weight, rating in goals]
    assert (t_score(better) or 0) >= (t_score(goals) or 0)
    mirrored = t_score([(weight, -rating) for weight, rating in goals])
    assert mirrored == pytest.approx(100 - (t_score(goals) or 0))


@given(GOALS, st.integers(2, 9))
def test_only_the_proportion_of_weights_counts(goals: list[tuple[int, int]], factor: int) -> None:
    assert t_score([(weight * factor, rating) for weight, rating in goals]) == pytest.approx(t_score(goals) or 0)
