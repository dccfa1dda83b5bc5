"""A Report in, text for a reader or a program out: one module per format."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from casekit.lint.report.concise import concise
from casekit.lint.report.full import full
from casekit.lint.report.github import github
from casekit.lint.report.gitlab import gitlab
from casekit.lint.report.json import as_json
from casekit.lint.report.junit import junit
from casekit.lint.report.sarif import sarif
from casekit.lint.run import Report

FORMATS: dict[str, Callable[[Report], str]] = {
    "full": full,
    "concise": concise,
    "json": as_json,
    "github": github,
    "gitlab": gitlab,
    "sarif": sarif,
    "junit": junit,
}
"""The name of each format to the function that writes it. A new format is one module and one entry."""

AUTO = "auto"


def format_for(environment: Mapping[str, str], *, to_file: bool) -> str:
    """Return the format that ``auto`` stands for: ``github`` in the log of a GitHub Actions job, else ``full``.

    A pipe is no reason for less: hooks and the job logs of GitLab and others are pipes too, and there a person reads
    why it matters and what to do. Files get ``full`` as well: workflow commands mean something in a log only.
    """
    return "github" if environment.get("GITHUB_ACTIONS") == "true" and not to_file else "full"
