"""Policy: what the agency's limits build on is there."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Caseload
from casekit.model.policy import pack
from casekit.records.packs import pack_names
from casekit.words import did_you_mean


@rule("CK232", Severity.ERROR, on="shared")
def unknown_pack(caseload: Caseload) -> Iterator[Problem]:
    """A policy builds on a pack that casekit ships.

    Checks:
        That the name after `extends` in policy.yaml is that of a shipped pack.
    Why:
        Limits that the policy does not set itself come from there. Without it nobody is told that a client waits.
    Bad:
        # policy.yaml
        extends: defualt
    Good:
        # policy.yaml
        extends: default
    Fix:
        Correct the name. `casekit policy list` shows the packs; `default` suits where no other does.
    Source:
        House rule: what is pointed at exists.
    """
    policy = caseload.policy
    if policy is not None and pack(policy.extends) is None:
        guess = did_you_mean(policy.extends, pack_names())
        says = f"casekit ships no pack `{policy.extends}`, so only the limits in this file hold.{guess}"
        yield problem(policy, "extends", says=says)
