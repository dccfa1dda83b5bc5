"""A Report in, text for a reader or a program out: one module per format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module

from casekit.lint.outcome import Report

Format = Callable[[Report], str]


def _in(module: str, function: str) -> Format:
    """Return what writes a format; its module is imported when something is written."""

    def write(report: Report) -> str:
        written: str = getattr(import_module(f"{__name__}.{module}"), function)(report)
        return written

    return write


FORMATS: dict[str, Format] = {
    "full": _in("full", "full"),
    "concise": _in("concise", "concise"),
    "json": _in("json", "as_json"),
    "github": _in("github", "github"),
    "gitlab": _in("gitlab", "gitlab"),
    "sarif": _in("sarif", "sarif"),
    "junit": _in("junit", "junit"),
}
"""The name of each format to the function that writes it. A new format is one module and one entry."""

AUTO = "auto"


def format_for(environment: Mapping[str, str], *, to_file: bool) -> str:
    """Return the format that ``auto`` stands for: ``github`` in the log of a GitHub Actions job, else ``full``.

    A pipe is no reason for less: hooks and the job logs of GitLab and others are pipes too, and there a person reads
    why it matters and what to do. Files get ``full`` as well: workflow commands mean something in a log only.
    """
    return "github" if environment.get("GITHUB_ACTIONS") == "true" and not to_file else "full"
