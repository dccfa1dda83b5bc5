"""casekit.toml: what may stand there, and what is said, with line and column, about everything else."""

from __future__ import annotations

from pathlib import Path

import pytest

from casekit.finding import Severity
from casekit.lint.rule import rules
from casekit.lint.settings import Settings, SettingsError, check_selectors, read_settings, severity_named


def settings(folder: Path, text: str | bytes) -> Settings:
    (folder / "casekit.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_settings(folder)


def refusal(folder: Path, text: str | bytes) -> str:
    with pytest.raises(SettingsError) as refused:
        settings(folder, text)
    return str(refused.value)


def test_without_a_file_the_shipped_settings_hold(tmp_path: Path) -> None:
    assert read_settings(tmp_path) == Settings()
    assert settings(tmp_path, "") == Settings()
    assert settings(tmp_path, "# nothing yet\n[lint]\n") == Settings()


def test_every_setting_can_be_set(tmp_path: Path) -> None:
    found = settings(
        tmp_path,
        """
        [lint]
        select = ["CK0", "CK1", "unknown-staff"]
        ignore = ["tab", "CK108"]
        strict = true
        fail-on = "warning"

        [lint.severity]
        CK2 = "warning"
        misfiled = "info"
        CK201 = "error"
        """,
    )
    assert found.select == ("CK0", "CK1", "unknown-staff")
    assert found.ignore == ("tab", "CK108")
    assert found.strict
    assert found.fail_on is Severity.WARNING
    assert "unknown-staff" in found.active()
    assert "misfiled" not in found.active()
    assert "tab" not in found.active()
    assert found.weight(rules()["CK203"]) is Severity.WARNING
    assert found.weight(rules()["CK204"]) is Severity.INFO
    assert found.weight(rules()["CK201"]) is Severity.ERROR
    assert found.weight(rules()["CK101"]) is Severity.ERROR


def test_one_rules_weight_beats_its_familys_in_either_order(tmp_path: Path) -> None:
    for text in ('CK201 = "error"\nCK2 = "info"\n', 'CK2 = "info"\nCK201 = "error"\n'):
        found = settings(tmp_path, f"[lint.severity]\n{text}")
        assert found.weight(rules()["CK201"]) is Severity.ERROR
        assert found.weight(rules()["CK202"]) is Severity.INFO


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("begins", ["", "\ufeff"])
def test_what_windows_editors_do_to_a_file_does_no_harm(tmp_path: Path, ends: str, begins: str) -> None:
    assert settings(tmp_path, f"{begins}[lint]{ends}strict = true{ends}").strict


def test_rules_off_by_default_run_when_strict_or_selected() -> None:
    assert "person-without-case" not in Settings().active()
    assert "person-without-case" in Settings(strict=True).active()
    assert set(Settings(select=("person-without-case",)).active()) == {"person-without-case"}
    assert set(Settings(strict=True).active()) == {rule.name for rule in rules().values()}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[lnt]\nstrict = true\n", "casekit.toml:1:2: there is no setting `lnt`. Did you mean `lint`?"),
        ("strict = true\n", "casekit.toml:1:1: there is no setting `strict`. Known: `lint`."),
        ("[lint]\n\n  selct = []\n", "casekit.toml:3:3: there is no setting `selct` in [lint]. Did you mean `select`?"),
        ("[lint]\nfail_on = 'error'\n", "casekit.toml:2:1: there is no setting `fail_on` in [lint]. Did you mean `fail-on`?"),
        (
            "[lint]\ncolour = 1\n",
            "casekit.toml:2:1: there is no setting `colour` in [lint]. Known: `fail-on`, `ignore`, `select`, `severity`, `strict`.",
        ),
        ("[lint.severty]\n", "casekit.toml:1:7: there is no setting `severty` in [lint]. Did you mean `severity`?"),
        ("lint = 3\n", "casekit.toml:1:1: `lint` is a section: write [lint] on a line of its own."),
        ("[[lint]]\n", "casekit.toml:1:3: `lint` is a section: write [lint] on a line of its own."),
        ("[lint]\nseverity = 'error'\n", "casekit.toml:2:1: `severity` is a section: write [lint.severity] on a line of its own."),
        ("[lint]\nstrict = 'yes'\n", "casekit.toml:2:1: `strict` is true or false."),
        ("[lint]\nstrict = 1\n", "casekit.toml:2:1: `strict` is true or false."),
        ("lint = {strict = 1}\n", "casekit.toml:1:9: `strict` is true or false."),
        ("lint.strict = 1\n", "casekit.toml:1:6: `strict` is true or false."),
        ("[lint]\nselect = 'CK2'\n", 'casekit.toml:2:1: `select` is a list of rules, such as ["CK207", "unknown-staff"].'),
        ("[lint]\nignore = [1]\n", 'casekit.toml:2:1: `ignore` is a list of rules, such as ["CK207", "unknown-staff"].'),
        (
            "[lint]\nselect = ['unknown-stff']\n",
            "casekit.toml:2:1: no rule is called `unknown-stff`. Did you mean `unknown-staff`? `casekit rule` lists them.",
        ),
        ("[lint]\nignore = ['CK777']\n", "casekit.toml:2:1: no rule is called `CK777`."),
        ("[lint]\nignore = ['']\n", "casekit.toml:2:1: no rule is called ``. `casekit rule` lists them."),
        ("[lint]\nfail-on = 'eror'\n", "casekit.toml:2:1: `eror` is no severity. Did you mean `error`?"),
        ("[lint]\nfail-on = 3\n", "casekit.toml:2:1: `3` is no severity. Known: `info`, `warning`, `error`."),
        ("[lint]\nfail-on = 'never'\n", "casekit.toml:2:1: `never` is no severity. Known: `info`, `warning`, `error`."),
        ("[lint.severity]\nCK2 = 'warn'\n", "casekit.toml:2:1: `warn` is no severity. Did you mean `warning`?"),
        (
            "[lint]\nignore = ['tab']\n[lint.severity]\n\"misfild\" = 'error'\n",
            "casekit.toml:4:2: no rule is called `misfild`. Did you mean `misfiled`? `casekit rule` lists them.",
        ),
        (
            "[lint]\nignore = ['tab', 'CK101']\nseverity = {CK101 = 'eror'}\n",
            "casekit.toml:3:13: `eror` is no severity. Did you mean `error`?",
        ),
        ("[lint]\n# CK101 = 'eror'\nseverity.CK101 = 'eror'\n", "casekit.toml:3:10: `eror` is no severity."),
        ("[lint\n", "casekit.toml:1:6: this is not TOML (expected ']' at the end of a table declaration)."),
        ("[lint]\nstrict = yes\n", "casekit.toml:2:10: this is not TOML (invalid value)."),
        ("[lint]\nstrict = true\nstrict = true\n", "casekit.toml:3:14: this is not TOML (cannot overwrite a value)."),
        ("[lint]\nselect = [", "casekit.toml:2:1: this is not TOML (invalid value)."),
        (f"x = {'[' * 100_000}", "casekit.toml:1:1: this is not TOML (maximum recursion depth exceeded"),
        (f"x = 1{'0' * 5_000}", "casekit.toml:1:1: this is not TOML (exceeds the limit"),
        (b"[lint]\n# Ren\xe9e\n", "casekit.toml:2: a letter here is not UTF-8. Save the file as UTF-8."),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_told_with_its_place(tmp_path: Path, text: str | bytes, says: str) -> None:
    assert refusal(tmp_path, text).startswith(says)


def test_a_quoted_key_that_no_line_shows_is_still_told(tmp_path: Path) -> None:
    says = refusal(tmp_path, '[lint]\n"str\\u0069kt" = true\n')
    assert says == "casekit.toml: there is no setting `strikt` in [lint]. Did you mean `strict`?"


def test_a_folder_or_a_pipe_of_that_name_is_told(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "casekit.toml")
    with pytest.raises(SettingsError, match="this is no file"):
        read_settings(tmp_path)
    (tmp_path / "casekit.toml").unlink()
    (tmp_path / "casekit.toml").mkdir()
    with pytest.raises(SettingsError, match="Settings are in a text file of that name"):
        read_settings(tmp_path)


def test_a_file_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "casekit.toml").write_text("")

    def locked(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", locked)
    with pytest.raises(SettingsError, match=r"^casekit.toml: the file cannot be read: Permission denied\.$"):
        read_settings(tmp_path)


def test_selectors_are_codes_names_and_beginnings_of_codes_in_any_case() -> None:
    assert check_selectors(["ck201", "MISFILED", "CK2", "C"], "--select") == ("ck201", "MISFILED", "CK2", "C")
    assert set(Settings(select=("ck201",)).active()) == {"id-differs-from-path"}
    assert len(Settings(select=("ck",)).active()) == len(rules())
    with pytest.raises(SettingsError, match=r"^--select: no rule is called `misfild`\. Did you mean `misfiled`\?"):
        check_selectors(["CK2", "misfild"], "--select")


def test_severities_have_words() -> None:
    assert [severity_named(s.word) for s in Severity] == list(Severity)
    with pytest.raises(ValueError, match="`None` is no severity"):
        severity_named(None)
