"""An authority's answer holds for the anchor it was asked about, and for nothing else; the user asks, casekit does not."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from support.signed import KEYS, NOW, Shop, git, healthy
from support.timestamps import Authority

from casekit.audit.anchor import NAMESPACE, Anchor, Statement
from casekit.audit.stamp import StampError, question, stamped
from casekit.audit.trust import begin, default_path, keeping, read_trust, write_trust
from casekit.cli.main import run

SAYS = Statement(7, "ab" * 20, "cd" * 20, 512, "ef" * 32, 3, 1_770_000_000)
MOMENT = 1_770_000_100
Printed = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("clocks") / "county", "County, clock office")


@pytest.fixture(scope="module")
def answer(county: Authority) -> bytes:
    return county.answer(SAYS.text.encode(), MOMENT)


def test_openssl_reads_the_question_and_agrees_about_the_answer(
    tmp_path: Path, county: Authority, answer: bytes
) -> None:
    (tmp_path / "asked.tsq").write_bytes(question(SAYS))
    (tmp_path / "told.tsr").write_bytes(answer)
    checked = ["-queryfile", str(tmp_path / "asked.tsq"), "-CAfile", str(county.certificate)]
    command = ["openssl", "ts", "-verify", "-in", str(tmp_path / "told.tsr"), *checked]
    assert b"OK" in subprocess.run(command, capture_output=True, check=True).stdout
    assert stamped(SAYS, answer, [county.certificate.read_text()]) == MOMENT


def test_the_question_says_nothing_of_the_repository() -> None:
    asked = question(SAYS)
    assert len(asked) < 100
    assert bytes.fromhex(SAYS.repository) not in asked
    assert question(SAYS) == asked


def test_an_answer_without_a_time_stamp_is_none(county: Authority) -> None:
    declined = county.answer(SAYS.text.encode(), MOMENT, status=2)
    with pytest.raises(StampError, match="declined"):
        stamped(SAYS, declined, [county.certificate.read_text()])


@given(data=st.data())
def test_whatever_is_changed_in_an_answer_its_time_stays_true(
    county: Authority, answer: bytes, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(answer) - 1))
    changed = answer[:at] + data.draw(st.binary(max_size=2)) + answer[at + 1 :]
    with suppress(StampError):
        assert stamped(SAYS, changed, [county.certificate.read_text()]) == MOMENT


# The command


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Statement]:
    """A clone whose user holds an anchor, and the anchor's file."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    shop = Shop(tmp_path / "agency.git")
    shop.begin()
    root = healthy(shop)
    git(tmp_path, "clone", "-q", "-b", "main", str(shop.folder), "clone")
    says = Statement(1, root, shop.main, 7, "ef" * 32, 1, NOW - 60)
    anchor = Anchor(says).signed(KEYS.signature("m-lee", says.text.encode(), NAMESPACE.encode()).decode() + "\n")
    write_trust(default_path(root), keeping(begin(root), anchor.text))
    (tmp_path / "0001.txt").write_text(anchor.text)
    return tmp_path, says


def test_a_question_is_written_and_its_answer_kept(
    kept: tuple[Path, Statement], county: Authority, capsys: Printed
) -> None:
    folder, says = kept
    file, told = folder / "0001.txt", folder / "0001.txt.tsr"
    assert run(["audit", "stamp", str(file)]) == 0
    assert "casekit audit stamp 0001.txt --answer 0001.txt.tsr --authority" in capsys.readouterr().out
    assert (folder / "0001.txt.tsq").read_bytes() == question(says)
    told.write_bytes(county.answer(says.text.encode(), NOW))
    assert run(["audit", "stamp", str(file), "--answer", str(told), "--authority", str(county.certificate)]) == 0
    out = capsys.readouterr().out
    assert "Trusted from now on: CN=County\\, clock office" in out
    assert "Anchor 0001 was there on 2026-03-15 12:00:00 UTC" in out
    trust = read_trust(default_path(says.repository))
    assert [each.anchor for each in trust.stamps] == [1]
    assert trust.authorities == (county.certificate.read_text(),)
    # The authority is known by now, and another answer takes the place of the first.
    assert run(["audit", "stamp", str(file), "--answer", str(told)]) == 0
    assert read_trust(default_path(says.repository)) == trust


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("no certificate", "is by an authority that your trust file does not name"),
        ("another's certificate", "is by an authority that your trust file does not name"),
        ("no answer", "cannot be read"),
        ("an answer in words", "is no answer of a time-stamping authority"),
        ("a certificate in words", "holds no certificate (PEM)"),
        ("another anchor", "First: casekit audit anchor --keep"),
        ("a note", "does not begin as an anchor does"),
        ("no trust file", "casekit audit verify --begin"),
        ("a certificate and no answer", "give it together with --answer"),
    ],
)
def test_what_does_not_hold_is_not_kept(
    kept: tuple[Path, Statement], county: Authority, capsys: Printed, wrong: str, says: str
) -> None:
    folder, statement = kept
    file, told, certificate = folder / "0001.txt", folder / "told.tsr", folder / "county.pem"
    told.write_bytes(county.answer(statement.text.encode(), NOW))
    certificate.write_bytes(county.certificate.read_bytes())
    trust_file = default_path(statement.repository)
    before = trust_file.read_bytes()
    command = ["audit", "stamp", str(file), "--answer", str(told), "--authority", str(certificate)]
    if wrong == "no certificate":
        command = command[:-2]
    elif wrong == "another's certificate":
        certificate.write_bytes(Authority(folder / "mallory", "Mallory").certificate.read_bytes())
    elif wrong == "no answer":
        told.unlink()
    elif wrong == "an answer in words":
        told.write_text("come back later")
    elif wrong == "a certificate in words":
        certificate.write_text("trust me")
    elif wrong == "another anchor":
        file.write_text(file.read_text().replace("count: 7", "count: 8"))
    elif wrong == "a note":
        file.write_text("She has the bus map.\n")
    elif wrong == "no trust file":
        trust_file.unlink()
    else:
        command = [*command[:3], *command[5:]]
    assert run(command) == 2
    printed = capsys.readouterr()
    assert says in printed.err
    assert "Trusted" not in printed.out
    assert wrong == "no trust file" or trust_file.read_bytes() == before
