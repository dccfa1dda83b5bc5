"""Rules and packs in, the reference pages of the site out: Markdown made of their own documentation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from casekit.cli.markdown import escaped, fenced, prose, table
from casekit.cli.policy_text import one_line, scope_words
from casekit.lint.rule import Rule
from casekit.model.policy import Pack, layers_of
from casekit.model.settings import SETTINGS, in_units, meaning, unit

_MADE = "<!-- Made by `make docs` from the program itself: change it there. -->"


def rule_reference(rules: Iterable[Rule]) -> str:
    """Return the page of the rules, by family in the order of their codes."""
    return "\n\n".join(_rule_page(list(rules))) + "\n"


def _rule_page(rules: list[Rule]) -> Iterator[str]:
    yield _MADE
    yield "# Rules"
    yield (
        f"What `casekit lint` looks for: {len(rules)} rules. An **error** is what records contradict or what law clearly "
        "asks for, a **warning** what a supervisor should hear, an **info** a question. Each limit a rule speaks of is "
        "set by [policy](limits.md). `casekit rule CODE` shows the same in a terminal. A finding that is right as it is "
        "takes a waiver with its reason. No rule judges a person, and a clean lint is no proof of good care."
    )
    for family, members in _families(rules).items():
        yield f"## {family[:1].upper()}{family[1:]}"
        rows = (
            [f"[{r.code}](#{r.code.lower()}-{r.name})", escaped(r.name), _weight(r), prose(r.doc["Summary"])]
            for r in members
        )
        yield table(("Code", "Name", "Severity", "What holds"), rows)
        for each in members:
            yield from _rule(each)


def _families(rules: list[Rule]) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for each in rules:
        found.setdefault(each.family, []).append(each)
    return found


def _weight(rule: Rule) -> str:
    return rule.severity.word if rule.default else f"{rule.severity.word}, off by default"


def _rule(rule: Rule) -> Iterator[str]:
    doc = rule.doc
    yield f"### {rule.code} {escaped(rule.name)}"
    yield f"{prose(doc['Summary'])} *({_weight(rule)})*"
    for heading in ("Checks", "Why"):
        yield f"**{heading}.** {prose(doc[heading])}"
    for heading in ("Bad", "Good"):
        yield f"{heading}:\n\n{fenced(doc[heading])}"
    for heading in ("Fix", "Leave it", "Source"):
        if heading in doc:
            yield f"**{heading}.** {prose(doc[heading])}"


def policy_reference(packs: Iterable[Pack]) -> str:
    """Return the page of what a policy can set, and of the shipped packs with every value."""
    return "\n\n".join(_policy_page(list(packs))) + "\n"


def _policy_page(packs: list[Pack]) -> Iterator[str]:
    yield _MADE
    yield "# Limits"
    yield (
        "How soon, how often, how many: rules take every number from `records/policy.yaml` and from the pack that it "
        "builds on with `extends`. `casekit policy show` says what is in force on a day, `casekit policy diff --with "
        "FILE` what would change with another policy."
    )
    yield "## How a limit is found"
    yield (
        "Of the lines that hold on the day and fit the case, the one with the most conditions (`model`, `risk`, "
        "`program`) counts, then your own before the pack's, then the newest. `value: none`, with a `because`, says that "
        "there is no limit here. What nothing sets, no rule asks."
    )
    yield "## What a policy can set"
    rows = ([f"`{setting}`", escaped(unit(setting)), escaped(meaning(setting))] for setting in SETTINGS)
    yield table(("Setting", "Unit", "Meaning"), rows)
    yield "## Packs"
    yield (
        "A pack is a place to begin, and no legal advice: laws and contracts differ, and yours come first. A value says "
        "where it is from, and where it is uncertain. A source called house practice is casekit's own judgement."
    )
    for each in packs:
        yield from _pack(each)


def _pack(pack: Pack) -> Iterator[str]:
    yield f"### {escaped(pack.title)}"
    below = f" It builds on `{pack.extends}`." if pack.extends else ""
    yield f"`extends: {pack.name}`. {escaped(one_line(pack.description))}{below}"
    rows = (
        [
            f"`{line.setting}`",
            escaped(in_units(line.setting, line.value)),
            escaped(scope_words(each.scope)),
            f"{line.from_}{f' to {line.to}' if line.to else ''}",
            "<br>".join(escaped(one_line(text)) for text in (line.source, line.because) if text),
        ]
        for each in layers_of(pack)
        for line in (each.line,)
    )
    yield table(("Setting", "Value", "For", "Since", "Source, and why"), rows)
