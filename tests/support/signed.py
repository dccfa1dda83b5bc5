"""Nothing in, a small repository of signed commits out: real objects, written one by one, so that any can be wrong."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
import subprocess
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

from casekit.demo.keys import Keys
from casekit.starter.shipped import shipped

KEYS = Keys(7)
NOW = int(dt.datetime(2026, 3, 15, 12, tzinfo=dt.UTC).timestamp())
ADDRESS = {name: f"{name}@example.org" for name in ("m-lee", "o-bell", "s-ruiz", "t-day", "n-new", "stranger")}
ONE, TWO = "records/cases/2026/C-7K3QFMXN", "records/cases/2026/C-8M4RGNYT"
NOTE = f"{ONE}/contacts/2026-01-14-k7.yaml"
OTHER_NOTE = f"{TWO}/contacts/2026-01-15-m4.yaml"
POLICY = "records/policy.yaml"

File = bytes | tuple[str, bytes] | None
"""A file's text, or its mode and what it holds; None where it is taken away."""


def staff(name: str, role: str, keys: str = "", more: str = "") -> bytes:
    """Return a staff record whose owner signs with the key of ``keys``, by default with their own."""
    return f"""\
id: {name}
name: Staff {name.replace("-", " ")}
role: {role}
from: 2020-06-01
git:
  - {{email: {ADDRESS[name]}, key: {KEYS.public(keys or name)}, from: 2020-06-01{more}}}
""".encode()


def policy(version: int, more: str = "") -> bytes:
    values = f"\n{more}" if more else " []\n"
    return f"version: {version}\nextends: default\nfrom: 2026-01-01\napproved_by: m-lee\nvalues:{values}".encode()


def case_file(case: str, person: str, worker: str, more: str = "") -> bytes:
    return f"""\
id: {case}
person: {person}
program: housing-links
model: strengths_based
populations: [homeless]
opened: 2026-01-12
status:
  - {{status: open, from: 2026-01-12}}
phases:
  - {{phase: screening, from: 2026-01-12}}
assignments:
  - {{worker: {worker}, role: primary, from: 2026-01-12}}
{more}""".encode()


def person_file(person: str) -> bytes:
    return f"""\
id: {person}
names: {{legal: Rosa Example, used: Rosa}}
birth_date: 1988-07-14
languages: {{preferred: English, interpreter: false}}
safe_contact: {{use_name: Rosa}}
""".encode()


def note(day: str, by: str, text: str = "She has the bus map.", more: str = "") -> bytes:
    return f"date: {day}\nby: {by}\nkind: phone\nminutes: 15\nreached: true\nnote: {text}\n{more}".encode()


FIRST: dict[str, bytes] = {
    ".gitattributes": shipped()[".gitattributes"],
    "README.md": b"# An agency\n",
    "records/agency.yaml": b"""\
name: Example Agency
timezone: America/Chicago
programs:
  - id: housing-links
    name: Housing Links
    model: strengths_based
    populations: [homeless]
""",
    POLICY: policy(1),
    "records/staff/m-lee.yaml": staff("m-lee", "supervisor"),
    "records/staff/o-bell.yaml": staff("o-bell", "supervisor"),
    "records/staff/s-ruiz.yaml": staff("s-ruiz", "case_manager"),
    "records/staff/t-day.yaml": staff("t-day", "case_manager"),
}


def at(day: str, hour: int = 12) -> int:
    """Return a moment of a day in UTC, in seconds since 1970."""
    return int(dt.datetime.fromisoformat(day).replace(hour=hour, tzinfo=dt.UTC).timestamp())


class Shop:
    """A bare repository in which commits are made by hand. ``files`` and ``times`` are by commit."""

    def __init__(self, folder: Path, kind: str = "sha1") -> None:
        self.folder = folder
        self.kind = kind
        self.files: dict[str, dict[str, File]] = {}
        self.times: dict[str, int] = {}
        self.main = ""
        self._stored: set[str] = set()

    def begin(self) -> None:
        """Make the folder an empty repository."""
        git(self.folder.parent, "init", "-q", "--bare", "-b", "main", f"--object-format={self.kind}", str(self.folder))
        shutil.rmtree(self.folder / "hooks")

    def copy(self, folder: Path) -> Shop:
        """Copy the repository, which stays as it is; both share the files of objects, so nothing may write into one."""
        shutil.copytree(self.folder, folder, ignore=shutil.ignore_patterns("objects"))
        shutil.copytree(self.folder / "objects", folder / "objects", copy_function=os.link)
        other = Shop(folder, self.kind)
        other.files, other.times, other.main = dict(self.files), dict(self.times), self.main
        return other

    def store(self, kind: str, body: bytes) -> str:
        """Write an object and return its id."""
        whole = b"%b %d\0%b" % (kind.encode(), len(body), body)
        oid = hashlib.new(self.kind, whole, usedforsecurity=False).hexdigest()
        path = self.loose(oid)
        if oid not in self._stored and not path.exists():
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(zlib.compress(whole, 1))
        self._stored.add(oid)
        return oid

    def loose(self, oid: str) -> Path:
        """Return where an object stands that is in no pack."""
        return self.folder / "objects" / oid[:2] / oid[2:]

    def tree(self, files: Mapping[str, File]) -> str:
        """Write a tree, with the trees below it, and return its id."""
        below: dict[str, dict[str, File]] = {}
        entries: dict[str, tuple[str, str]] = {}
        for path, file in files.items():
            top, slash, rest = path.partition("/")
            if slash:
                below.setdefault(top, {})[rest] = file
            elif isinstance(file, bytes):
                entries[top] = ("100644", self.store("blob", file))
            elif file:
                entries[top] = (file[0], file[1].decode() if file[0] == "160000" else self.store("blob", file[1]))
        entries |= {name: ("40000", self.tree(held)) for name, held in below.items()}
        return self.raw_tree(
            [(mode, name.encode("utf-8", "surrogateescape"), oid) for name, (mode, oid) in entries.items()]
        )

    def raw_tree(self, entries: list[tuple[str, bytes, str]]) -> str:
        """Write one tree of modes, names and ids."""
        ordered = sorted(entries, key=lambda e: e[1] + (b"/" if e[0] == "40000" else b""))
        return self.store("tree", b"".join(b"%b %b\0%b" % (m.encode(), n, bytes.fromhex(o)) for m, n, o in ordered))

    def text(  # noqa: PLR0913, PLR0917 - a commit has as many parts
        self, tree: str, parents: list[str], by: str, when: int, message: str, author: str = "", zone: str = "+0000"
    ) -> bytes:
        """Return the text of a commit that nobody has signed yet."""
        own = f"<{ADDRESS[author or by]}> {when} {zone}"
        lines = [f"tree {tree}", *(f"parent {p}" for p in parents)]
        lines += [f"author {author or by} {own}", f"committer {by} <{ADDRESS[by]}> {when} {zone}"]
        return ("\n".join(lines) + "\n\n" + message + "\n").encode()

    def signed(self, text: bytes, key: str, namespace: bytes = b"git") -> bytes:
        """Return the text of a commit with a signature in it."""
        return self.with_signature(text, KEYS.signature(key, text, namespace))

    def with_signature(self, text: bytes, armour: bytes) -> bytes:
        head, _, message = text.partition(b"\n\n")
        header = b"gpgsig" if self.kind == "sha1" else b"gpgsig-sha256"
        return head + b"\n" + header + b" " + armour.replace(b"\n", b"\n ") + b"\n\n" + message

    def add(self, raw: bytes, files: Mapping[str, File], when: int) -> str:
        """Write the text of a commit, whatever it says, and make it the tip of main."""
        oid = self.store("commit", raw)
        self.files[oid], self.times[oid] = dict(files), when
        self.point(oid)
        return oid

    def point(self, oid: str, ref: str = "refs/heads/main") -> None:
        path = self.folder / ref
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{oid}\n")
        if ref == "refs/heads/main":
            self.main = oid

    def change(  # noqa: PLR0913 - a commit has as many parts
        self,
        by: str,
        day: str | int,
        edits: Mapping[str, File],
        *,
        on: str = "",
        merges: tuple[str, ...] = (),
        message: str = "Write down what happened",
        author: str = "",
        key: str = "",
        sign: Callable[[bytes], bytes] | None = None,
        zone: str = "+0000",
    ) -> str:
        """Commit edits of the files of ``on`` (by default the tip of main, which moves), signed by ``by``."""
        before = on or self.main
        files = {**self.files.get(before, {}), **edits}
        files = {path: file for path, file in files.items() if file is not None}
        when = day if isinstance(day, int) else at(day)
        parents = [*([before] if before else []), *merges]
        text = self.text(self.tree(files), parents, by, when, message, author, zone)
        return self.add(sign(text) if sign else self.signed(text, key or by), files, when)

    def merge(self, by: str, day: str, side: str, edits: Mapping[str, File] | None = None, **more: object) -> str:
        """Merge a side whose files nobody else changed, and add ``edits``, which a merge should not."""
        base = self.files[self.main] | {p: f for p, f in self.files[side].items() if p not in self.files[self.main]}
        return self.change(by, day, {**base, **(edits or {})}, merges=(side,), message="Merge a branch", **more)  # type: ignore[arg-type]

    def pack(self) -> None:
        """Put every object that a ref reaches into one pack."""
        git(self.folder, "repack", "-a", "-d", "-q")


def git(folder: Path, *arguments: str, **more: object) -> str:
    done = subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True, text=True, **more)  # type: ignore[call-overload]
    return str(done.stdout)


def healthy(shop: Shop) -> str:
    """Write a small history in which nothing is wrong, and return its first commit."""
    one, two, first, second = "C-7K3QFMXN", "C-8M4RGNYT", "P-7K3QFMXN", "P-8M4RGNYT"
    root = shop.change("m-lee", "2026-01-05", FIRST, message="Begin the records")
    shop.change(
        "s-ruiz",
        "2026-01-12",
        {f"{ONE}/case.yaml": case_file(one, first, "s-ruiz"), f"records/people/7K/{first}.yaml": person_file(first)},
        message=f"Open {one}",
    )
    fork = shop.change(
        "t-day",
        "2026-01-13",
        {f"{TWO}/case.yaml": case_file(two, second, "t-day"), f"records/people/8M/{second}.yaml": person_file(second)},
        message=f"Open {two}",
    )
    trunk = shop.change("s-ruiz", "2026-01-14", {NOTE: note("2026-01-14", "s-ruiz")})
    side = shop.change("t-day", "2026-01-15", {OTHER_NOTE: note("2026-01-15", "t-day")}, on=fork)
    shop.point(trunk)
    shop.merge("m-lee", "2026-01-16", side)
    late = "  - {setting: late_entry_days, value: 7, from: 2026-01-01, source: agency practice}\n"
    shop.change("m-lee", "2026-01-20", {POLICY: policy(2, late)}, message="Set when a note is late")
    plan = b"started: 2026-01-20\ngoals: []\n"
    shop.change("s-ruiz", "2026-01-22", {f"{ONE}/plan.yaml": plan}, message=f"Begin the plan of {one}")
    return root


def joined(shop: Shop) -> None:
    """Go on with a merge of two branches that changed one file in different places: Git has to make it again."""
    path, middle = f"{ONE}/plan.yaml", b"".join(b"  Line %d.\n" % n for n in range(9))

    def plan(day: bytes, last: bytes) -> File:
        return b"started: 2026-01-" + day + b"\nnote: |\n" + middle + b"goals: []\nlocal: {word: " + last + b"}\n"

    fork = shop.change("s-ruiz", "2026-01-23", {path: plan(b"20", b"one")})
    side = shop.change("s-ruiz", "2026-01-24", {path: plan(b"20", b"two")}, on=fork)
    shop.point(fork)
    shop.change("s-ruiz", "2026-01-25", {path: plan(b"21", b"one")})
    shop.change("m-lee", "2026-01-26", {path: plan(b"21", b"two")}, merges=(side,), message="Merge a branch")
