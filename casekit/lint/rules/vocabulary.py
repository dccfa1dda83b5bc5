"""Vocabulary: the words agencies own, and the names rules go by."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule, rules
from casekit.model.caseload import Case, Caseload
from casekit.model.known import words
from casekit.model.references import references
from casekit.model.vocabulary import SHIPPED
from casekit.records.paths import KINDS
from casekit.words import did_you_mean, repeatable

_CALLED = {
    "domains": "life domain", "populations": "population", "living_situations": "living situation",
    "income_sources": "income source",
}  # fmt: skip


@rule("CK229", Severity.ERROR, on="case")
def unknown_amended_record(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """An amendment is of a record in the case.

    Checks:
        That the record an amendment names is in the same case.
    Why:
        A correction of nothing leaves the error standing, and the reader without the right text.
    Bad:
        # contacts/2026-03-02-k7.yaml
        amends:
          record: contacts/2026-03-01-zz
          sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
          kind: correction
          why: The clinic called back.
    Good:
        # contacts/2026-03-02-k7.yaml
        amends:
          record: incidents/2026-02-17-q3
          sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
          kind: correction
          why: The clinic called back.
    Fix:
        Write the path of the earlier record below the case folder, without .yaml.
    Source:
        CMS record-keeping principles: the original stays, and the amendment says which one it is.
    """
    del caseload
    amending = [(r, a) for r in case.records() if (a := getattr(r, "amends", None))]
    told = _told_elsewhere(case) if amending else set()
    below = {_below(kind, name) for kind, names in case.names.items() for name in names} if amending else set()
    for record, amends in amending:
        if amends.record in below or amends.record.rpartition("/")[2] in told:
            continue
        told.add(amends.record.rpartition("/")[2])
        guess = did_you_mean(amends.record, sorted(below))
        yield problem(record, "amends", "record", says=f"there is no record `{amends.record}` in this case.{guess}")


def _below(kind: str, name: str) -> str:
    """Return how an amendment names a record: its path below the case folder, without .yaml."""
    folder, _, last = KINDS[kind].shape.split("/", 3)[3].removesuffix(".yaml").rpartition("/")
    return f"{folder}/{name}" if folder else last


def _told_elsewhere(case: Case) -> set[str]:
    """Return the events that records of a case point at in vain: the rule of their kind says so."""
    named = (r for record in case.records() for r in references(record) if r.target in {"incident", "review", "report"})
    return {r.value for r in named if r.value not in case.names.get(r.target, ())}


@rule("CK230", Severity.ERROR, on="shared", form=True)
def unknown_word(caseload: Caseload) -> Iterator[Problem]:
    """A word from the agency's lists is on them.

    Checks:
        That life domains, populations, living situations and income sources are among the words casekit ships
        or agency.yaml adds under `vocabularies`.
    Why:
        Gap reports, caseload lists and outcomes count by these words: `hosing` is a need nobody sees.
    Bad:
        # assessments/2026-01-20-m4.yaml
        needs:
          - {domain: hosing, level: safe}
    Good:
        # assessments/2026-01-20-m4.yaml
        needs:
          - {domain: housing, level: safe}
    Fix:
        Correct the word, or add it to agency.yaml with what it means to you.
    Source:
        House rule: terms differ from agency to agency, so an agency owns its words.
    """
    for name in SHIPPED:
        known = words(caseload, name)
        for _, path, reference in caseload.dangling.get(name, ()):
            says = f"`{reference.value}` is no {_CALLED[name]} on your lists.{did_you_mean(reference.value, known)}"
            yield Problem(path, reference.at, says)


@rule("CK231", Severity.ERROR, on="shared")
def unknown_rule(caseload: Caseload) -> Iterator[Problem]:
    """A waiver is for a rule that exists.

    Checks:
        That the rule a waiver names is one of casekit's, by code or by name.
    Why:
        A waiver of nothing gives the feeling that something was settled.
    Bad:
        # waivers/wv-3c5e.yaml
        id: wv-3c5e
        rule: late-enrty
        scope: {case: C-7K3QFMXN}
        reason: Visits at the farm are typed on the next office day.
        requested_by: s-ruiz
        approved_by: m-lee
        from: 2026-01-20
        expires: 2026-12-31
    Good:
        # contacts/2026-03-02-k7.yaml
        recorded: 2026-03-09
        # waivers/wv-3c5e.yaml
        id: wv-3c5e
        rule: late-entry
        scope: {case: C-7K3QFMXN}
        reason: Visits at the farm are typed on the next office day.
        requested_by: s-ruiz
        approved_by: m-lee
        from: 2026-01-20
        expires: 2026-12-31
    Fix:
        Correct the name; `casekit rule` lists them.
    Source:
        House rule.
    """
    for waiver in caseload.waivers:
        names = [r.name for r in rules().values()]
        # The beginning of a code stands for many rules: that is for options, and too much for one waiver.
        if waiver.rule not in {*names, *rules()}:
            several = any(code.startswith(waiver.rule) for code in rules())
            guess = " A waiver is for one rule." if several else did_you_mean(waiver.rule, [*names, *rules()])
            yield problem(waiver, "rule", says=f"no rule is called {repeatable(waiver.rule)}.{guess}")
