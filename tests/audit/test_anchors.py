"""Anchors say what they were made of, people sign them with their own ssh-keygen, and the trust file stays the user's own."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from support.signed import NOW, Shop, git, healthy

from casekit.audit import trust as trusting
from casekit.audit.anchor import NAMESPACE, Anchor, AnchorError, Statement, merkle_root, parse
from casekit.audit.signing import SigningError, sign
from casekit.audit.trust import Trust, TrustError, Witness, default_path, read_trust, write_trust
from casekit.cli.main import run

ROOT = "ab" * 20
SAYS = Statement(7, ROOT, "cd" * 20, 512, "ef" * 32, 3, 1_770_000_000)
Printed = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the keys of two people, made as people make them."""
    folder = tmp_path_factory.mktemp("keys")
    for name in ("mina", "otis"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True)
    return folder


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    shop = Shop(tmp_path_factory.mktemp("anchors") / "agency.git")
    shop.begin()
    healthy(shop)
    return shop


@pytest.fixture
def clone(agency: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone of the agency, and settings of the user's own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    git(tmp_path, "clone", "-q", "-b", "main", str(agency.folder), "clone")
    return tmp_path / "clone"


# The text


def test_what_is_signed_is_seven_lines() -> None:
    assert SAYS.text == (
        f"casekit anchor 0007\nrepository: {ROOT}\ntip: {'cd' * 20}\ncount: 512\ntree: {'ef' * 32}\npolicy: 3\n"
        "time: 2026-02-02T02:40:00Z\n"
    )
    assert parse(SAYS.text) == Anchor(SAYS)


def test_an_anchor_comes_back_with_its_signatures(keys: Path) -> None:
    made = Anchor(SAYS)
    for name in ("mina", "otis", "mina"):
        made = made.signed(sign(SAYS.text.encode(), str(keys / name), NAMESPACE))
    assert len(made.signatures) == 2, "Ed25519 signs the same text the same way"
    assert parse(made.text) == made
    assert parse(made.text.replace("\n", "\r\n")) == made, "a mail program changed the line ends"
    public = {name: (keys / f"{name}.pub").read_text() for name in ("mina", "otis")}
    assert made.witnessed([Witness("Mina", public["mina"])]) == {"Mina"}
    assert made.witnessed([Witness("Mina", public["mina"]), Witness("Mina", public["otis"])]) == {"Mina"}


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "hello",
        SAYS.text + "more",
        SAYS.text.replace("count: 512", "count: 0512"),
        SAYS.text.replace("2026-02-02", "2026-02-31"),
        SAYS.text.replace("casekit anchor 0007", "casekit anchor 7"),
        "\n" + SAYS.text,
    ],
)
def test_a_text_that_is_no_anchor(wrong: str) -> None:
    with pytest.raises(AnchorError):
        parse(wrong)


def test_a_signature_of_another_text_or_purpose_does_not_count(keys: Path) -> None:
    other = sign(b"other", str(keys / "mina"), NAMESPACE)
    commit = sign(SAYS.text.encode(), str(keys / "mina"), "git")
    for each in (other, commit):
        with pytest.raises(AnchorError):
            Anchor(SAYS, (each,)).keys()


FILES = st.dictionaries(st.binary(min_size=1, max_size=4).filter(lambda p: b"\0" not in p), st.binary(min_size=32, max_size=32), max_size=9)  # fmt: skip


@given(FILES, FILES)
def test_two_trees_have_one_root_only_where_they_are_the_same(
    one: dict[bytes, bytes], other: dict[bytes, bytes]
) -> None:
    assert (merkle_root(one.items()) == merkle_root(other.items())) == (one == other)
    assert merkle_root(reversed(list(one.items()))) == merkle_root(one.items())


# The trust file


def test_a_trust_file_comes_back_and_is_the_users_own(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "trust.json"
    known = Trust(ROOT, "sha1", (Witness("Mina Lee", "ssh-ed25519 AAAA"),), 1, (SAYS.text,), trusting.LastSeen(ROOT, 9))
    write_trust(path, known)
    write_trust(path, known)
    assert read_trust(path) == known
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"root": "main"}, "no"),
        ({"object_format": "md5"}, "no format"),
        ({"needed": 1}, "asks for 1"),
        ({"witnesses": [{"name": "Mina", "key": "ssh-ed25519 AAAA"}]}, "asks for none"),
        ({"last_seen": {"tip": "ab", "count": 1}}, "none of a sha1"),
        ({"more": 1}, "no trust file"),
    ],
)
def test_a_trust_file_that_makes_no_sense_is_not_used(tmp_path: Path, change: dict[str, object], says: str) -> None:
    path = tmp_path / "trust.json"
    path.write_text(json.dumps({"root": ROOT, "object_format": "sha1", **change}))
    path.chmod(0o600)
    with pytest.raises(TrustError, match=says):
        read_trust(path)


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_trust_file_that_others_may_write_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "trust.json"
    write_trust(path, trusting.begin(ROOT))
    path.chmod(0o620)
    with pytest.raises(TrustError, match="other users may write"):
        read_trust(path)


def test_a_trust_file_that_cannot_be_read_or_written(tmp_path: Path) -> None:
    with pytest.raises(TrustError, match="cannot be read"):
        read_trust(tmp_path / "none.json")
    (tmp_path / "file").write_text("")
    with pytest.raises(TrustError, match="trust file"):
        write_trust(tmp_path / "file" / "trust.json", trusting.begin(ROOT))


# The command


def anchors(path: Path) -> list[Path]:
    return sorted((path.parent / "settings" / "casekit" / "anchors").glob("*.txt"))


def test_two_people_anchor_a_history_and_a_cut_is_seen(clone: Path, keys: Path, capsys: Printed) -> None:
    root = git(clone, "rev-list", "--max-parents=0", "HEAD").strip()
    file = default_path(root)
    assert run(["-C", str(clone), "audit", "verify", "--begin"]) == 4
    for name, needed in (("mina", "1"), ("otis", "2")):
        assert run(["audit", "witness", name, str(keys / f"{name}.pub"), "--needed", needed, "--trust", str(file)]) == 0
    assert run(["-C", str(clone), "audit", "anchor", "--key", str(keys / "mina")]) == 0
    assert "1 more of the witnesses" in capsys.readouterr().out
    assert git(clone, "tag") == "", "it counts for nothing yet"
    (made,) = anchors(clone)
    assert made.stat().st_mode & 0o777 == 0o600
    assert run(["-C", str(clone), "audit", "anchor", "--keep", str(made)]) == 2
    git(clone, "config", "user.signingKey", str(keys / "otis"))
    assert run(["-C", str(clone), "audit", "anchor", "--cosign", str(made)]) == 0
    assert git(clone, "tag").split() == ["anchor/0001"]
    assert git(clone, "for-each-ref", "--format=%(contents)", "refs/tags").strip() == made.read_text().strip()
    assert len(read_trust(file).anchors) == 1
    assert run(["-C", str(clone), "audit", "verify"]) == 0
    git(clone, "reset", "-q", "--hard", "HEAD~1")
    capsys.readouterr()
    assert run(["-C", str(clone), "audit", "verify", "--format", "json"]) == 6
    told = json.loads(capsys.readouterr().out)
    assert {each["code"] for each in told["judgements"]} == {"CK812", "CK813"}


def test_an_anchor_without_a_trust_file_is_a_tag_at_once(
    clone: Path, keys: Path, capsys: Printed, tmp_path: Path
) -> None:
    out = tmp_path / "board.txt"
    assert run(["-C", str(clone), "audit", "anchor", "--key", str(keys / "mina"), "--out", str(out)]) == 0
    told = capsys.readouterr().out
    assert "Anchor 0001: 7 commits" in told
    assert "print it" in told
    assert git(clone, "tag").split() == ["anchor/0001"]
    assert run(["-C", str(clone), "audit", "anchor", "--keep", str(out)]) == 2
    assert "no trust file" in capsys.readouterr().err


def test_an_anchor_that_does_not_fit_is_not_signed(clone: Path, keys: Path, capsys: Printed, tmp_path: Path) -> None:
    tip = git(clone, "rev-parse", "HEAD").strip()
    root = git(clone, "rev-list", "--max-parents=0", "HEAD").strip()
    other = Statement(1, root, tip, 6, "ef" * 32, 2, 1_770_000_000)
    sheet = tmp_path / "sheet.txt"
    key = str(keys / "mina")
    sheet.write_text(Anchor(other).signed(sign(other.text.encode(), key, NAMESPACE)).text)
    before = sheet.read_text()
    assert run(["-C", str(clone), "audit", "anchor", "--cosign", str(sheet), "--key", key]) == 2
    assert "count and tree" in capsys.readouterr().err
    assert sheet.read_text() == before
    sheet.write_text(other.text)
    assert run(["-C", str(clone), "audit", "anchor", "--cosign", str(sheet), "--key", key]) == 2
    assert "signed by nobody" in capsys.readouterr().err
    assert git(clone, "tag") == ""


def test_what_keeps_an_anchor_from_being_made(clone: Path, keys: Path, capsys: Printed, tmp_path: Path) -> None:
    def told(*arguments: str) -> str:
        assert run(["-C", str(clone), "audit", "anchor", *arguments]) == 2
        return capsys.readouterr().err

    assert "signingKey" in told()
    assert "did not sign" in told("--key", str(tmp_path / "none"))
    assert "give one of them" in told("--keep", "a", "--cosign", "b")
    assert "cannot be read" in told("--keep", str(tmp_path / "none"))
    assert run(["-C", str(tmp_path), "audit", "anchor"]) == 2
    assert "not in a Git repository" in capsys.readouterr().err
    assert run(["audit", "witness", "Mina", str(keys / "mina"), "--needed", "1", "--trust", str(tmp_path / "t")]) == 2
    assert "ends in .pub" in capsys.readouterr().err


def test_a_history_that_does_not_hold_is_not_vouched_for(clone: Path, keys: Path, capsys: Printed) -> None:
    who = ["-c", "user.name=s-ruiz", "-c", "user.email=s-ruiz@example.org"]
    when = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), "2026-02-10T12:00:00Z")
    git(clone, *who, "commit", "-q", "--allow-empty", "-m", "Say nothing", env={**os.environ, **when})
    assert run(["-C", str(clone), "audit", "anchor", "--key", str(keys / "mina")]) == 6
    assert "CK820 unsigned" in capsys.readouterr().err
    assert git(clone, "tag") == ""


def test_without_ssh_keygen(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SigningError, match="not installed"):
        sign(b"text", str(keys / "mina"), NAMESPACE)
