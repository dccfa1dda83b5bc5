"""casekit: plain-text case management for counselling and human services."""

from __future__ import annotations

__version__ = "0.1.0"
