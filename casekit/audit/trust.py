"""Placeholder replaced by the trust file's module."""

from __future__ import annotations

from msgspec import Struct


class Trust(Struct, frozen=True):
    """What is known of a repository from outside it."""
