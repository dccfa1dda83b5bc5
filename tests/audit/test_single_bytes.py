"""Change one byte of any object, wherever it is stored: the audit never says PASS, unless nothing that it stands for differs."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import zlib
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from support.signed import NOW, Shop, git, healthy

from casekit.audit.codes import Verdict
from casekit.audit.trust import LastSeen, Trust
from casekit.audit.verify import verify

FEW = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
PLACES, BITS = st.integers(0, 1 << 30), st.integers(1, 255)


class Made(NamedTuple):
    """A healthy repository, what is known of it outside, the ids that its main branch reaches, and one that it does not."""

    shop: Shop
    trust: Trust
    reached: list[str]
    lost: str


@pytest.fixture(scope="module")
def loose(tmp_path_factory: pytest.TempPathFactory) -> Made:
    shop = Shop(tmp_path_factory.mktemp("bytes") / "agency.git")
    shop.begin()
    root = healthy(shop)
    reached = sorted(line.split()[0] for line in git(shop.folder, "rev-list", "--objects", "main").splitlines())
    return Made(
        shop, Trust(root, "sha1", last_seen=LastSeen(shop.main, 7)), reached, shop.store("blob", b"Nobody's.\n")
    )


@pytest.fixture(scope="module")
def packed(loose: Made) -> Made:
    shop = loose.shop.copy(loose.shop.folder.with_name("packed.git"))
    shop.pack()
    return loose._replace(shop=shop)


def contents(folder: Path, ids: list[str]) -> bytes:
    """Return what Git reads under these ids, less where it gives up."""
    asked = ["git", "-C", str(folder), "cat-file", "--batch"]
    return subprocess.run(asked, input="\n".join(ids).encode(), capture_output=True, check=False).stdout


def overwritten(path: Path, raw: bytes) -> None:
    """Write a file in the place of one that another repository may share."""
    path.unlink()
    path.write_bytes(raw)


def changed(raw: bytes, place: int, bits: int) -> bytes:
    place %= len(raw)
    return raw[:place] + bytes([raw[place] ^ bits]) + raw[place + 1 :]


def passes(made: Made, folder: Path) -> bool:
    audit = verify(folder, trust=made.trust, now=NOW)
    assert bool(audit.judgements) is (audit.verdict is not Verdict.PASS)
    return audit.verdict is Verdict.PASS


def test_it_passes_as_it_is(loose: Made, packed: Made) -> None:
    assert passes(loose, loose.shop.folder)
    assert passes(packed, packed.shop.folder)


@FEW
@given(st.data(), PLACES, BITS)
def test_a_byte_of_a_loose_object(loose: Made, data: st.DataObject, place: int, bits: int) -> None:
    """The object is stored anew under its old name, with one byte changed: of its kind and size too."""
    oid = data.draw(st.sampled_from([*loose.reached, loose.lost]))
    with tempfile.TemporaryDirectory() as folder:
        shop = loose.shop.copy(Path(folder) / "agency.git")
        whole = zlib.decompress(shop.loose(oid).read_bytes())
        overwritten(shop.loose(oid), zlib.compress(changed(whole, place, bits)))
        assert passes(loose, shop.folder) is (oid == loose.lost)


def test_a_byte_of_what_nothing_leads_to(loose: Made, tmp_path: Path) -> None:
    shop = loose.shop.copy(tmp_path / "agency.git")
    overwritten(shop.loose(loose.lost), zlib.compress(b"blob 10\0Somebody's"))
    assert passes(loose, shop.folder)


@FEW
@given(PLACES, BITS)
@example(3, 1)
@example(-1, 1)
def test_a_byte_of_a_pack(packed: Made, place: int, bits: int) -> None:
    """The pack's index stays. A change that leaves all as it reads, such as of unused bits, is none."""
    with tempfile.TemporaryDirectory() as folder:
        shop = packed.shop.copy(Path(folder) / "agency.git")
        (pack,) = (shop.folder / "objects/pack").glob("*.pack")
        overwritten(pack, changed(pack.read_bytes(), place, bits))
        if passes(packed, shop.folder):
            assert contents(shop.folder, packed.reached) == contents(packed.shop.folder, packed.reached)
        shutil.rmtree(shop.folder)
