"""`casekit new KIND`: the next record in its place, as far as it can be known, and never over anything."""

from __future__ import annotations

import datetime as dt
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from support.desk import ID, desk
from support.edits import CASE
from support.fill import MINE, finish

from casekit.cli import new, typed
from casekit.cli.main import run
from casekit.records.draft import gaps
from casekit.records.fields import fields, part
from casekit.records.paths import KINDS, place
from casekit.records.yaml import read

Printed = pytest.CaptureFixture[str]
EDITOR = f"{sys.executable} {Path(__file__).parents[1] / 'support' / 'fill.py'}"
TODAY = dt.date(2026, 3, 12)


@pytest.fixture
def agency(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pin_today: None) -> Path:
    """The example agency, on a Thursday in March, with s-ruiz at the keyboard and no editor."""
    del pin_today
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
    return desk(tmp_path)


def call(agency: Path, *words: str) -> int:
    return run(["-C", str(agency), *words])


def written(agency: Path, capsys: Printed) -> list[Path]:
    return [agency / line for line in capsys.readouterr().out.splitlines()]


def everything(agency: Path) -> dict[str, bytes]:
    return {p.relative_to(agency).as_posix(): p.read_bytes() for p in sorted(agency.rglob("*")) if p.is_file()}


# What is known


def test_a_contact_needs_no_editor(agency: Path, capsys: Printed) -> None:
    line = ["new", "contact", ID.lower(), "--kind", "phone", "--minutes", "20", "--goal", "g1", "--note", "She called."]
    assert call(agency, *line) == 0
    (file,) = written(agency, capsys)
    assert re.fullmatch(
        rf"{CASE}/contacts/2026-03-12-[0-9a-hjkmnp-tv-z]{{2}}\.yaml", file.relative_to(agency).as_posix()
    )
    assert file.read_text() == (
        "date: 2026-03-12\nby: s-ruiz\nkind: phone\nminutes: 20\nreached: true\ngoals:\n  - g1\nnote: She called.\n"
    )


def test_what_happened_earlier_says_when_it_was_written_down(agency: Path, capsys: Printed) -> None:
    line = ["--kind", "phone", "--minutes", "0", "--no-reached", "--note", "No answer.", "--date", "yesterday"]
    assert call(agency, "new", "contact", ID, *line) == 0
    (file,) = written(agency, capsys)
    assert file.name.startswith("2026-03-11-")
    data = read(file.read_bytes()).data
    assert data
    assert (data["date"], data["recorded"], data["reached"]) == ("2026-03-11", "2026-03-12", False)


def test_a_consent_is_offered_and_nothing_more(agency: Path, capsys: Printed) -> None:
    assert call(agency, "new", "consent", ID, "--kind", "release", "--recipient-name", "The clinic") == 0
    (file,) = written(agency, capsys)
    assert read(file.read_bytes()).data == {
        "id": file.stem, "kind": "release", "status": "offered", "offered": "2026-03-12", "by": "s-ruiz",
        "recipient": {"name": "The clinic"},
    }  # fmt: skip


def test_a_screening_is_pending_and_a_new_case_is_outreach(agency: Path, capsys: Printed) -> None:
    (agency / CASE / "screening.yaml").unlink()
    call(agency, "new", "screening", ID)
    call(agency, "new", "case", "--person", "P-7K3QFMXN")
    screening, case = written(agency, capsys)
    assert "\ndecision: pending\n" in screening.read_text()
    assert read(case.read_bytes()).data["status"] == [{"status": "outreach", "from": "2026-03-12"}]  # type: ignore[index]


def test_several_values_go_into_several_items(agency: Path, capsys: Printed) -> None:
    line = ["--client-interest", "Both.", "--between-party", "The court", "--between-wants", "Mornings"]
    line += [
        "--between-party",
        "The clinic",
        "--between-wants",
        "Mornings too",
        "--log-what",
        "A",
        "--log-proposed-by",
        "us",
    ]
    assert call(agency, "new", "advocacy", ID, *line) == 0
    (file,) = written(agency, capsys)
    data = read(file.read_bytes()).data
    assert data
    assert data["between"] == [
        {"party": "The court", "wants": "Mornings"},
        {"party": "The clinic", "wants": "Mornings too"},
    ]
    assert data["log"] == [{"date": "2026-03-12", "by": "s-ruiz", "proposed_by": "us", "what": "A"}]


def test_a_hash_is_worked_out(agency: Path, capsys: Printed) -> None:
    import hashlib

    assert call(agency, "new", "agreement", ID, "--signer-who", "client", "--how", "verbally") == 0
    line = ["--of", "plan.yaml", "--for", "plan", "--decision", "approved", "--by", "m-lee"]
    assert call(agency, "new", "approval", ID, *line) == 0
    line = ["--kind", "phone", "--minutes", "5", "--note", "More.", "--amends-record", "contacts/2026-03-02-k7"]
    assert call(agency, "new", "contact", ID, *line, "--amends-kind", "addendum", "--amends-why", "He rang back.") == 0
    agreement, approval, amendment = (read(file.read_bytes()).data for file in written(agency, capsys))
    assert agreement
    assert approval
    assert amendment
    plan = hashlib.sha256((agency / CASE / "plan.yaml").read_bytes()).hexdigest()
    contact = hashlib.sha256((agency / CASE / "contacts/2026-03-02-k7.yaml").read_bytes()).hexdigest()
    assert agreement["plan_sha256"] == approval["sha256"] == plan
    assert amendment["amends"]["sha256"] == contact


# Every kind, begun and finished

WORDS = {"meeting": ["north"], "staff": ["j-doe"], "team": ["south"], "provider": ["food-pantry"]}


def _words(kind: str) -> list[str]:
    shape = KINDS[kind].shape
    in_case = shape.startswith("cases/") and kind != "case"
    extra = {
        "approval": ["--of", "plan.yaml"], "assessment": ["--scope", "update"], "incident": ["--kind", "crisis"],
        "disclosure": ["--basis", "to_client"],
    }.get(kind, [])  # fmt: skip
    return [ID, *extra] if in_case else WORDS.get(kind, [])


def _make_room(agency: Path, kind: str) -> None:
    path = KINDS[kind].shape.replace("cases/<year>/<case>", f"cases/2026/{ID}")
    if "<" not in path and kind != "case":
        (agency / "records" / path).unlink(missing_ok=True)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_known_is_empty_and_says_what_belongs_there(kind: str, agency: Path, capsys: Printed) -> None:
    _make_room(agency, kind)
    assert call(agency, "new", new.word(kind), *_words(kind)) == 1
    printed = capsys.readouterr()
    for path in printed.out.splitlines():
        text = (agency / path).read_text()
        where, data = place(path), read(text.encode()).data
        assert where
        assert data
        empty = list(gaps(data))
        assert empty or where.kind == "case"
        for at in empty:
            above = text.split("\n")
            names = [p for p in at if isinstance(p, str)]
            assert any(f"#: {part(where.kind, *names)['title']}: " in line for line in above), at
        assert (f"still empty in {path}" in printed.err) is bool(empty)
        # Lint tells of what is empty, and of nothing else in the file.
        call(agency, "lint", "--format", "concise", path)
        told = capsys.readouterr().out.splitlines()
        assert len([line for line in told if " error " in line]) == len(empty)


@pytest.mark.no_cover
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_finished_in_an_editor_is_a_record_without_our_help_in_it(
    kind: str, agency: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    _make_room(agency, kind)
    monkeypatch.setattr("casekit.cli.finishing.open_in_editor", finish)  # a real one: see the terminal, below
    call(agency, "new", new.word(kind), *_words(kind), "--edit")
    printed = capsys.readouterr()
    assert "still empty" not in printed.err
    for path in printed.out.splitlines():
        text = (agency / path).read_text()
        assert "#:" not in text
        assert text.startswith(f"{MINE}\n")
        call(
            agency,
            "lint",
            "--format",
            "concise",
            "--select",
            "CK0",
            "--select",
            "CK1",
            "--select",
            "CK2",
            "--ignore",
            "CK208",
            path,
        )
        assert capsys.readouterr().out == ""


@pytest.mark.parametrize("kind", KINDS)
def test_each_field_has_an_option_of_its_own(kind: str) -> None:
    names = [parameter.opts[0] for parameter in new.command.get_command(None, kind).params]  # type: ignore[attr-defined]
    assert len(set(names)) == len(names)
    top = {field.at[0] for field in fields(kind)}
    assert top >= set(part(kind)["properties"]) - {"local"}


def test_the_kinds_are_listed_and_explained(capsys: Printed) -> None:
    assert run(["new", "--help"]) == 0
    shown = capsys.readouterr().out
    assert all(f"\n  {new.word(kind)} " in shown for kind in KINDS)
    assert all(new._in_short(KINDS[kind])[:20] in shown for kind in KINDS)
    assert shown.index("Someone new, or someone who returns:\n  case ") < shown.index("In a case, named by its id:")
    assert run(["new", "safety-plan", "--help"]) == 0
    assert "Needed; left empty where neither given nor filled in:" in capsys.readouterr().out
    assert run(["new", "safety_plan", "--help"]) == 0


# What is said wrong


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (["contct", ID], "there is no kind of record `contct`. Did you mean `contact`?"),
        (["contact", "C-7K3QFMXM"], "no case has the id `C-7K3QFMXM`. Did you mean `C-7K3QFMXN`?"),
        (
            ["contact", ID, "--kind", "phon"],
            "Invalid value for '--kind': `phon` is none of its words. Did you mean `phone`?",
        ),
        (["contact", ID, "--goal", "g7"], "--goal: there is no goal `g7` in C-7K3QFMXN. Known: `g1`"),
        (["contact", ID, "--by", "s-ruis"], "--by: there is no staff member `s-ruis`. Did you mean `s-ruiz`?"),
        (["contact", ID, "--minutes", "-1"], "--minutes: `minutes` is `-1`; the least is 0."),
        (["contact", ID, "--start", "9"], "--start: `start` is not written as it should be."),
        (["contact", ID, "--date", "03/02/2026"], "Invalid value for '--date': `03/02/2026` is no day."),
        (
            ["contact", ID, "--date", "2027-03-02"],
            "2027-03-02 has not come yet (today is 2026-03-12), and a contact tells",
        ),
        (["contact", ID, "--note", "a\x07b"], "nothing was written: the text holds U+0007"),
        (["contact", ID, "--amends-record", "contacts/2026-03-02-zz"], "C-7K3QFMXN has no such record"),
        (["contact", ID, "--amends-record", "../../x"], "C-7K3QFMXN has no such record"),
        (["contact", ID, "--client-words", "x", "--client-words-none-because", "unable"], "--client-words"),
        (["circumstances", ID, "--income-per", "week", "--income-ask-again", "2026-04-01"], "--income-"),
        (["circumstances", ID, "--income-ask-again", "2026-04-01", "--income-per", "week"], "--income-"),
        (["service", ID, "--need", "hosing"], "--need: there is no area of need `hosing`. Did you mean `housing`?"),
        (["approval", ID], "an approval is bound to the text it is about: name the record, such as --of plan.yaml."),
        (["plan", ID], f"{ID} has a plan already: {CASE}/plan.yaml."),
        (["screening", ID], f"{ID} has a screening already"),
        (["agency"], "there is the agency already: records/agency.yaml."),
        (["staff", "s-ruiz"], "there is a staff member already: records/staff/s-ruiz.yaml."),
        (["staff", "../x"], "`../x` cannot be an id"),
        (["meeting", "nort"], "there is no team `nort` in teams/. Did you mean `north`?"),
        (["case", "--person", "P-7K3QFMXN", "--name", "X"], "--person names someone in people/ already"),
        (["case", "--person", "P-7K3QFMXM"], "--person: there is no person `P-7K3QFMXM`. Did you mean `P-7K3QFMXN`?"),
    ],
)
def test_a_wrong_word_is_told_and_nothing_is_written(line: list[str], says: str, agency: Path, capsys: Printed) -> None:
    before = everything(agency)
    assert call(agency, "new", *line) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"casekit: {says}")
    assert everything(agency) == before


def test_what_cannot_be_is_not_written(agency: Path, capsys: Printed) -> None:
    before = everything(agency)
    line = ["--kind", "phone", "--minutes", "5", "--note", "x", "--date", "1890-01-01"]
    assert call(agency, "new", "contact", ID, *line) == 2
    printed = capsys.readouterr()
    assert "before-birth" in printed.err
    assert printed.err.rstrip().endswith("nothing was written: see above what is in the way.")
    assert everything(agency) == before


def test_a_dry_run_prints_the_record_and_writes_nothing(agency: Path, capsys: Printed) -> None:
    before = everything(agency)
    line = ["--kind", "phone", "--minutes", "5", "--note", "Ünïcode, too: yes", "--dry-run"]
    assert call(agency, "new", "contact", ID, *line) == 0
    printed = capsys.readouterr()
    assert read(printed.out.encode()).data["note"] == "Ünïcode, too: yes"  # type: ignore[index]
    assert "nothing was written" in printed.err
    assert call(agency, "new", "case", "--name", "Ana Example", "--dry-run") == 1
    assert capsys.readouterr().out.startswith("# records/people/")
    assert everything(agency) == before


# Who writes


def test_without_a_known_address_it_says_how_to_be_known(
    agency: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "nobody@example.org")
    assert call(agency, "new", "risk", ID) == 2
    assert "Say who writes with --by ID." in capsys.readouterr().err
    monkeypatch.delenv("GIT_AUTHOR_EMAIL")
    assert call(agency, "new", "risk", ID) == 2
    assert "Git knows no address of yours" in capsys.readouterr().err
    assert call(agency, "new", "risk", ID, "--by", "s-ruiz") == 1
    # Nobody signs a staff file, so nobody is asked for.
    assert call(agency, "new", "staff", "j-doe") == 1


def test_the_address_is_read_from_the_settings_of_the_user(
    agency: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from casekit.git import user_identity

    settings = tmp_path_factory.mktemp("home") / "gitconfig"
    settings.write_text("[user]\n\temail = s.ruiz@example.org\n")
    monkeypatch.delenv("GIT_AUTHOR_EMAIL")
    assert user_identity(agency)[1] is None
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    assert user_identity(agency)[1] == "s.ruiz@example.org"
    assert call(agency, "new", "risk", ID) == 1


def test_two_files_with_one_address_are_told(agency: Path, capsys: Printed) -> None:
    other = next(p for p in (agency / "records/staff").glob("*.yaml") if p.stem != "s-ruiz")
    other.write_text(f"{other.read_text()}git:\n  - email: s.ruiz@example.org\n    from: 2020-01-01\n")
    assert call(agency, "new", "risk", ID) == 2
    assert f"is in the files of {' and '.join(sorted(['s-ruiz', other.stem]))}" in capsys.readouterr().err


# A new case


def test_a_new_case_brings_its_person(agency: Path, capsys: Printed) -> None:
    line = ["--name", "Ana Example", "--birth-date", "1990-05-04", "--program", "housing-links"]
    assert call(agency, "new", "case", *line) == 1
    person, case = written(agency, capsys)
    assert read(person.read_bytes()).data["names"]["legal"] == "Ana Example"  # type: ignore[index]
    data = read(case.read_bytes()).data
    assert data
    assert data["person"] == person.stem
    assert data["id"] == case.parent.name
    assert data["assignments"][0]["worker"] == "s-ruiz"
    assert case.parent.parent.name == "2026"


def test_someone_who_is_known_is_linked_and_not_written_twice(agency: Path, capsys: Printed) -> None:
    known = read((agency / "records/people/7K/P-7K3QFMXN.yaml").read_bytes()).data
    assert known
    line = ["new", "case", "--name", known["names"]["legal"].lower(), "--program", "housing-links"]
    assert call(agency, *line) == 2
    printed = capsys.readouterr().err
    assert "P-7K3QFMXN" in printed
    assert "--new-person" in printed
    assert known["names"]["legal"] not in printed
    assert call(agency, *line, "--new-person") == 1
    assert len(written(agency, capsys)) == 2
    assert call(agency, "new", "case", "--person", "P-7K3QFMXN", "--program", "housing-links") == 0
    assert len(written(agency, capsys)) == 1


# The editor


def test_an_editor_that_does_not_start_is_told(agency: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch) -> None:
    for editor, says in [
        ("", "open it in your editor"),
        ("'", "open it in your editor"),
        ("/nowhere/vi", "did not start"),
    ]:
        monkeypatch.setenv("VISUAL", editor)
        assert call(agency, "new", "risk", ID, "--edit") == 1
        assert says in capsys.readouterr().err


def test_a_file_that_the_user_took_away_in_the_editor_is_told(
    agency: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "rm")
    assert call(agency, "new", "risk", ID, "--edit") == 1
    assert "is no longer there" in capsys.readouterr().err


def test_at_a_terminal_the_editor_opens_by_itself(agency: Path) -> None:
    before = set((agency / CASE / "risks").glob("*.yaml"))
    ours, theirs = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-m", "casekit", "-C", str(agency), "new", "risk", ID],
        stdin=theirs, stdout=theirs, stderr=theirs, env={**os.environ, "EDITOR": EDITOR},
    )  # fmt: skip
    os.close(theirs)
    printed = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:
            break
        if not piece:
            break
        printed += piece
    os.close(ours)
    assert done.wait() == 0, printed
    (file,) = set((agency / CASE / "risks").glob("*.yaml")) - before
    assert file.read_text().startswith(MINE)


def test_the_day_is_that_of_the_agency() -> None:
    assert typed.today("Pacific/Kiritimati") >= typed.today("Pacific/Pago_Pago")
    assert isinstance(typed.today("Nowhere/At_All"), dt.date)
    assert typed.as_day("tomorrow", TODAY) == "2026-03-13"


# At a terminal


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody at a terminal, as far as the asking of questions goes."""
    for name in ("casekit.cli.worker.at_terminal", "casekit.cli.making.at_terminal"):
        monkeypatch.setattr(name, lambda: True)


def test_somebody_git_does_not_know_is_asked(
    agency: Path, terminal: None, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    del terminal
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "nobody@example.org")
    monkeypatch.setattr("click.prompt", lambda _text, **_how: " s-ruiz ")
    assert call(agency, "new", "risk", ID, "--no-edit") == 1
    (file,) = written(agency, capsys)
    assert "\nby: s-ruiz\n" in file.read_text()


@pytest.mark.parametrize("command", [("new", "risk", ID, "--no-edit"), ("phase", ID, "monitoring")])
def test_whose_case_it_is_is_said_at_a_terminal_alone(
    agency: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed, command: tuple[str, ...]
) -> None:
    call(agency, *command, "--dry-run")
    assert "is the case of" not in capsys.readouterr().err
    monkeypatch.setattr("casekit.cli.making.at_terminal", lambda: True)
    call(agency, *command, "--dry-run")
    assert f"casekit: {ID} is the case of Rosa.\n" in capsys.readouterr().err


def test_which_of_several_people_is_meant_is_asked(
    agency: Path, terminal: None, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    del terminal
    known = read((agency / "records/people/7K/P-7K3QFMXN.yaml").read_bytes()).data
    assert known
    monkeypatch.setattr("click.prompt", lambda _text, **how: how["type"].choices[0])
    assert (
        call(agency, "new", "case", "--name", known["names"]["legal"], "--program", "housing-links", "--no-edit") == 0
    )
    printed = capsys.readouterr()
    assert known["names"]["legal"] in printed.err
    assert read((agency / printed.out.strip()).read_bytes()).data["person"] == "P-7K3QFMXN"  # type: ignore[index]


def test_ctrl_c_belongs_to_the_editor(agency: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from casekit.cli import editor

    waited = iter([KeyboardInterrupt, None])

    class Slow(subprocess.Popen[bytes]):
        def wait(self, timeout: float | None = None) -> int:
            if next(waited, None):
                raise KeyboardInterrupt
            return super().wait(timeout)

    monkeypatch.setattr(editor.subprocess, "Popen", Slow)
    monkeypatch.setenv("EDITOR", "true")
    assert editor.open_in_editor(agency)


# What the disk and the settings say


def test_a_disk_that_takes_nothing_is_told(agency: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch) -> None:
    from casekit.records.save import SaveError

    def full(*_what: object, **_how: object) -> None:
        raise SaveError("cannot be written: the disk is full")

    for name in ("casekit.cli.finishing.create", "casekit.cli.editing.replace"):
        monkeypatch.setattr(name, full)
    assert call(agency, "new", "risk", ID) == 2
    assert capsys.readouterr().err.endswith("cannot be written: the disk is full.\n")
    assert call(agency, "done", ID, "g1s1") == 2
    assert capsys.readouterr().err == f"casekit: {CASE}/plan.yaml cannot be written: the disk is full.\n"


def test_help_that_cannot_be_taken_out_stays(agency: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch) -> None:
    from casekit.records.save import SaveError

    def changed(*_what: object) -> None:
        raise SaveError("was saved by someone else meanwhile")

    monkeypatch.setattr("casekit.cli.finishing.replace", changed)
    monkeypatch.setattr("casekit.cli.finishing.open_in_editor", finish)
    assert call(agency, "new", "risk", ID, "--edit") in {0, 1}
    (file,) = written(agency, capsys)
    assert "#: " in file.read_text()


def test_wrong_settings_and_broken_cases_are_told(agency: Path, capsys: Printed) -> None:
    file = agency / CASE / "case.yaml"
    text = file.read_text()
    file.write_text("id: [")
    assert call(agency, "new", "risk", ID) == 2
    assert f"the case.yaml of {ID} cannot be read." in capsys.readouterr().err
    file.write_text(text)
    (agency / "casekit.toml").write_text("x = [")
    assert call(agency, "new", "risk", ID) == 2
    assert capsys.readouterr().err.startswith("casekit: casekit.toml")


def test_a_model_follows_from_the_program_unless_it_is_named(agency: Path, capsys: Printed) -> None:
    line = ["new", "case", "--person", "P-7K3QFMXN", "--program", "housing-links"]
    call(agency, *line)
    call(agency, *line, "--model", "brokerage")
    own, named = (read(file.read_bytes()).data for file in written(agency, capsys))
    programs = read((agency / "records/agency.yaml").read_bytes()).data
    assert own
    assert named
    assert programs
    assert own["model"] == next(p["model"] for p in programs["programs"] if p["id"] == "housing-links")
    assert named["model"] == "brokerage"


def test_where_nobody_is_in_staff_it_says_how_to_begin(agency: Path, capsys: Printed) -> None:
    for file in (agency / "records/staff").glob("*.yaml"):
        file.unlink()
    assert call(agency, "new", "risk", ID) == 2
    assert "Begin with `casekit new staff ID`." in capsys.readouterr().err
    assert call(agency, "new", "staff", "s-ruiz", "--name", "Sam Ruiz", "--role", "case_manager") == 0
