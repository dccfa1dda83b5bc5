"""Whatever commands follow upon one another, and whatever people type between them: every file stays a record.

After each command every file is clean (reading, shape, references, dates), or it was said to be unfinished and is
clean once its empty fields are filled; a command that says no has changed nothing; and no comment is ever lost.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from support.desk import ID, desk
from support.fill import fill_in

from casekit.cli.context import read_caseload
from casekit.cli.main import run
from casekit.cli.new import asked, word
from casekit.lint.run import lint
from casekit.lint.settings import Settings
from casekit.records.draft import gaps
from casekit.records.fields import Field
from casekit.records.nodes import comments
from casekit.records.paths import KINDS
from casekit.records.tree import WorkingTree
from casekit.records.yaml import read

_KINDS = [kind for kind in KINDS if "<slug>" not in KINDS[kind].shape]
_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["#: not help", "a: b # c", "- x", "null", "|", " two\n lines ", "'", "s-ruiz", "g1", "2026-02-17-q3"]
)
_DAY = st.dates(dt.date(2026, 1, 1), dt.date(2026, 4, 30)).map(str) | st.sampled_from(["today", "yesterday", "x"])
_IDS = {
    "staff": ["s-ruiz", "m-lee", "nobody"],
    "goal": ["g1", "g2"],
    "service": ["sv-k7q2"],
    "provider": ["harbor-clinic"],
}
_FORM = ("CK0", "CK1", "CK2")


def _values(field: Field) -> st.SearchStrategy[str]:
    if field.choices:
        return st.sampled_from(field.choices)
    if field.target in _IDS:
        return st.sampled_from(_IDS[field.target])
    kinds = {"date": _DAY, "integer": st.integers(-1, 90).map(str), "number": st.integers(0, 9).map(str)}
    return kinds.get(field.type, _TEXT)


@st.composite
def _options(draw: st.DrawFn, kind: str) -> list[str]:
    """Draw some options of a kind, most of them sensible."""
    words = []
    for field in draw(st.lists(st.sampled_from(list(asked(kind).values())), max_size=4, unique_by=lambda f: f.name)):
        if field.type == "boolean" and not (field.many or field.in_item):
            words.append(f"--{draw(st.sampled_from(['', 'no-']))}{field.name}")
        else:
            words.append(f"--{field.name}={draw(_values(field))}")
    return words


class Desk(RuleBasedStateMachine):
    """A desk at an agency: commands are typed, drafts are finished, comments are written."""

    def __init__(self) -> None:
        super().__init__()
        self.agency = desk(Path(tempfile.mkdtemp(prefix="casekit-desk-")))
        self.mine: dict[str, list[str]] = {}
        self.unfinished: set[str] = set()
        self.notes = 0

    def teardown(self) -> None:
        shutil.rmtree(self.agency)

    def files(self) -> dict[str, bytes]:
        return {p.relative_to(self.agency).as_posix(): p.read_bytes() for p in self.agency.rglob("*") if p.is_file()}

    def call(self, *words: str) -> None:
        before = self.files()
        out, err = io.StringIO(), io.StringIO()
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            mock.patch("casekit.cli.making.today", return_value=dt.date(2026, 3, 12)),
            mock.patch.dict(os.environ, {"GIT_AUTHOR_EMAIL": "s.ruiz@example.org", "EDITOR": "", "VISUAL": ""}),
        ):
            code = run(["-C", str(self.agency), *words])
        assert code in {0, 1, 2}, (words, err.getvalue())
        after = self.files()
        if code == 2:
            assert after == before, (words, err.getvalue())
        for path in after.keys() - before.keys():
            assert path in out.getvalue().split("\n")
            if any(True for _ in gaps(read(after[path]).data)):
                assert f"still empty in {path}" in err.getvalue()
                self.unfinished.add(path)
        for path in before.keys() & after.keys():
            assert comments(after[path].decode()) == comments(before[path].decode()), words

    @rule(data=st.data(), kind=st.sampled_from(_KINDS), dry=st.sampled_from([[], [], [], ["--dry-run"]]))
    def new(self, data: st.DataObject, kind: str, dry: list[str]) -> None:
        place = [ID] if KINDS[kind].shape.startswith("cases/") and kind != "case" else ["north"] * (kind == "meeting")
        self.call("new", word(kind), *place, *data.draw(_options(kind)), *dry)

    @rule(minutes=st.integers(-1, 90), note=_TEXT, day=_DAY, goal=st.sampled_from(["g1", "g3"]))
    def contact(self, minutes: int, note: str, day: str, goal: str) -> None:
        said = [f"--minutes={minutes}", f"--note={note}", f"--date={day}", f"--goal={goal}"]
        self.call("new", "contact", ID, "--kind=phone", *said)

    @rule(phase=st.sampled_from(["planning", "monitoring", "x"]), day=_DAY, because=_TEXT)
    def phase(self, phase: str, day: str, because: str) -> None:
        self.call("phase", ID, phase, f"--from={day}", f"--because={because}")

    @rule(
        what=st.sampled_from([ID, "sv-k7q2", f"{ID}/g1", f"{ID}/g2"]),
        status=st.sampled_from(["open", "on_hold", "closed", "accepted", "completed", "paused", "met", "active"]),
        day=_DAY,
        because=st.none() | _TEXT,
    )
    def status(self, what: str, status: str, day: str, because: str | None) -> None:
        self.call("status", what, status, f"--from={day}", *([f"--because={because}"] if because is not None else []))

    @rule(step=st.sampled_from(["g1s1", "g1s2", "g1s3"]), day=_DAY)
    def done(self, step: str, day: str) -> None:
        self.call("done", ID, step, f"--on={day}")

    @rule(how=st.sampled_from(["orally", "in_writing"]), told=_TEXT)
    def revoke(self, how: str, told: str) -> None:
        self.call("revoke", "cn-8h3m", f"--how={how}", f"--told={told}")

    @rule(who=st.sampled_from(["m-lee", "north", "s-ruiz"]), day=_DAY, accepted=st.booleans())
    def handover(self, who: str, day: str, accepted: bool) -> None:
        self.call("handover", ID, "--to", who, f"--from={day}", *(["--accepted=today"] if accepted else []))

    @rule(who=st.sampled_from(["m-lee", "s-ruiz"]))
    def accept(self, who: str) -> None:
        self.call("accept", ID, "--by", who)

    @rule(data=st.data())
    def write_a_comment(self, data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(sorted(self.files())))
        file = self.agency / path
        lines = file.read_text().split("\n")
        self.notes += 1
        mine = f"# mine, {self.notes}"
        lines.insert(data.draw(st.sampled_from([0, len(lines) - 1])), mine)
        file.write_text("\n".join(lines))
        self.mine.setdefault(path, []).append(mine)

    @precondition(lambda self: self.unfinished)
    @rule(data=st.data())
    def finish(self, data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(sorted(self.unfinished)))
        file = self.agency / path
        file.write_text(fill_in(file.read_text(), path, read_caseload(self.agency)))
        self.unfinished.discard(path)

    @invariant()
    def every_file_is_a_record_and_no_comment_is_lost(self) -> None:
        report = lint(WorkingTree(self.agency), Settings())
        for finding in report.findings:
            if finding.code.startswith(_FORM) and finding.severity.word == "error":
                assert finding.path in self.unfinished, finding
                assert finding.name == "wrong-type", finding
        for path, mine in self.mine.items():
            kept = comments((self.agency / path).read_text())
            assert [line for line in kept if line in mine] == [line for line in kept if line.startswith("# mine, ")]
            assert set(mine) <= set(kept)


Desk.TestCase.settings = settings(max_examples=12, stateful_step_count=12, phases=[Phase.generate])
TestDesk: Callable[..., object] = pytest.mark.no_cover(Desk.TestCase)
