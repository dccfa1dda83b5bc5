"""A page in, JSON for programs out."""

from __future__ import annotations

import msgspec

from casekit.review.page import Page

VERSION = 1
"""It rises when a name goes or means something else."""


def write(page: Page) -> str:
    """Return the review as JSON.

    ``{"version", "base", "head", "files", "values", "readable", "counts", "groups", "appeared", "gone"}``. A group
    has ``case`` (empty for what belongs to none) and ``items``: ``check`` (a stable id), ``severity`` (first, look or
    note), ``says``, ``path``, ``facts`` (``field``, ``before``, ``after``), ``because`` and ``problem``. A side is
    null where nothing was there, and always where ``values`` is false. ``appeared`` and ``gone`` are the linter's
    findings: ``code``, ``name``, ``severity``, ``path`` and ``says``.
    """
    told = {"version": VERSION, **msgspec.structs.asdict(page)}
    return msgspec.json.format(msgspec.json.encode(_plain(told)), indent=2).decode() + "\n"


def _plain(value: object) -> object:
    if isinstance(value, str):
        # A name of a file may hold bytes that are no text.
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return _plain(msgspec.structs.asdict(value)) if isinstance(value, msgspec.Struct) else value
