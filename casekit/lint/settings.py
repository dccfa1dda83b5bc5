"""``casekit.toml`` and command-line options in, the settings of a lint run out."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, field

from casekit.finding import Severity
from casekit.lint.outcome import Request
from casekit.lint.rule import Rule, chosen, rules
from casekit.words import did_you_mean

FILE = "casekit.toml"


class SettingsError(Exception):
    """A setting that cannot be used. The text says where it stands, what is wrong and what to write."""


class Settings(Struct, frozen=True, kw_only=True):
    """What a run looks for and what makes it end with 1.

    ``select`` replaces the rules that are on by default; ``strict`` adds those that are off; ``ignore`` takes away.
    ``severity`` gives rules (by code) another weight.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    strict: bool = False
    fail_on: Severity = Severity.ERROR
    severity: dict[str, Severity] = field(default_factory=dict)

    def active(self) -> dict[str, Rule]:
        """Return the rules of this run, by name."""
        default = [r for r in rules().values() if r.default or self.strict]
        found = list(chosen(self.select)) if self.select else default
        ignored = {r.code for r in chosen(self.ignore)}
        return {r.name: r for r in found if r.code not in ignored}

    def weight(self, rule: Rule) -> Severity:
        """Return the severity of a rule's findings in this run."""
        return self.severity.get(rule.code, rule.severity)


def read_settings(folder: Path) -> Settings:
    """Read ``casekit.toml`` of an agency's folder; without one, the settings casekit ships.

    Raises SettingsError for a file that is no TOML, an unknown setting or rule, or a value of the wrong kind.
    """
    path = folder / FILE
    if not os.path.lexists(path):
        return Settings()
    if not path.is_file():
        raise SettingsError(f"{FILE}: this is no file. Settings are in a text file of that name; move what is there.")
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise SettingsError(f"{FILE}: the file cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise SettingsError(f"{FILE}:{line}: a letter here is not UTF-8. Save the file as UTF-8.") from error
    return _Reader(text).settings(_parsed(text))


def settings_for(folder: Path, request: Request) -> Settings:
    """Return an agency's settings with what a command line asks for on top. Raises SettingsError."""
    settings = read_settings(folder)
    return msgspec.structs.replace(
        settings,
        select=check_selectors(request.select, "--select") or settings.select,
        ignore=settings.ignore + check_selectors(request.ignore, "--ignore"),
        strict=request.strict or settings.strict,
        fail_on=severity_named(request.fail_on) if request.fail_on else settings.fail_on,
    )


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # tomllib lets Python's own limits through
        says, _, where = str(error).partition(" (at ")
        place = re.fullmatch(r"line ([0-9]+), column ([0-9]+)\)", where)
        line, column = (place[1], place[2]) if place else (len(text.split("\n")) if where else 1, 1)
        at = f"{FILE}:{line}:{column}"
        raise SettingsError(f"{at}: this is not TOML ({says[:1].lower()}{says[1:]}).") from error


def severity_named(word: object) -> Severity:
    """Return a severity by its word; ValueError says which words there are."""
    known = {s.word: s for s in Severity}
    if not isinstance(word, str) or word not in known:
        raise ValueError(f"`{word}` is no severity.{did_you_mean(str(word), known)}")
    return known[word]


def check_selectors(selectors: Iterable[str], where: str) -> tuple[str, ...]:
    """Return rule selectors as given; SettingsError, beginning with ``where``, for one that stands for no rule."""
    selectors = tuple(selectors)
    try:
        list(chosen(selectors))
    except KeyError as error:
        name = str(error.args[0])
        known = [r.name for r in rules().values()] + list(rules())
        guess = did_you_mean(name, known) if name else ""
        raise SettingsError(f"{where}: no rule is called `{name}`.{guess} `casekit rule` lists them.") from error
    return selectors


class _Reader:
    """Reads one settings file, and says on which line a setting is that cannot be used."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")

    def settings(self, table: dict[str, Any]) -> Settings:
        self._known(table, {"lint"}, "")
        lint = self._table(table, "lint")
        self._known(lint, {"select", "ignore", "strict", "fail-on", "severity"}, "lint")
        strict = lint.get("strict", False)
        if not isinstance(strict, bool):
            raise SettingsError(f"{self._where('strict')}: `strict` is true or false.")
        return Settings(
            select=self._rules(lint, "select"),
            ignore=self._rules(lint, "ignore"),
            strict=strict,
            fail_on=self._severity("fail-on", lint.get("fail-on", "error")),
            severity=self._weights(self._table(lint, "severity")),
        )

    def _weights(self, table: dict[str, Any]) -> dict[str, Severity]:
        named: list[tuple[dict[str, Rule], Severity]] = []
        for selector, word in table.items():
            check_selectors([selector], self._where(selector))
            named.append(({r.code: r for r in chosen([selector])}, self._severity(selector, word)))
        # In TOML the order of keys says nothing: one rule's own weight beats that of its family.
        named.sort(key=lambda item: -len(item[0]))
        return {code: weight for codes, weight in named for code in codes}

    def _rules(self, lint: dict[str, Any], key: str) -> tuple[str, ...]:
        value = lint.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise SettingsError(f'{self._where(key)}: `{key}` is a list of rules, such as ["CK207", "unknown-staff"].')
        return check_selectors(value, self._where(key))

    def _severity(self, key: str, word: object) -> Severity:
        try:
            return severity_named(word)
        except ValueError as error:
            raise SettingsError(f"{self._where(key)}: {error}") from error

    def _table(self, table: dict[str, Any], key: str) -> dict[str, Any]:
        value = table.get(key, {})
        if not isinstance(value, dict):
            section = key if key == "lint" else f"lint.{key}"
            raise SettingsError(f"{self._where(key)}: `{key}` is a section: write [{section}] on a line of its own.")
        return value

    def _known(self, table: dict[str, Any], known: set[str], section: str) -> None:
        for key in table:
            if key not in known:
                inside = f" in [{section}]" if section else ""
                raise SettingsError(
                    f"{self._where(key)}: there is no setting `{key}`{inside}.{did_you_mean(key, sorted(known))}"
                )

    def _where(self, key: str) -> str:
        name = rf"""["']?({re.escape(key)})["']?\s*"""
        section = re.compile(rf"\s*\[+(?:[\w-]+\.)*{name}[\].]")
        setting = re.compile(rf"(?:^|[\s{{,.]){name}[.=]")
        for number, line in enumerate(self._lines, 1):
            if found := section.match(line) or setting.search(line.partition("#")[0]):
                return f"{FILE}:{number}:{found.start(1) + 1}"
        return FILE
