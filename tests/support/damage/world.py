"""Nothing in, a repository and what is known of it from outside out: what each case of damage takes and changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from support.signed import NOW, Shop

from casekit.audit.trust import Trust


@dataclass
class World:
    """A case works on this. ``sentinel`` is a file that no program may make; ``wrong`` is False for its healthy twin."""

    shop: Shop
    trust: Trust | None
    wrong: bool
    sentinel: Path
    now: int = NOW
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def base(self) -> str:
        """The tip of the healthy history."""
        return self.shop.main


CASES: dict[str, Callable[[World], None]] = {}


def case(function: Callable[[World], None]) -> Callable[[World], None]:
    """Put a case under its name, which its row in damage.yaml has too."""
    CASES[function.__name__] = function
    return function
