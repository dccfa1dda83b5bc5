"""A healthy repository in, trees and texts that fool programs or people out: T72 to T82; and what runs programs: T83 to T86."""

from __future__ import annotations

from pathlib import Path

from support.damage.world import World, case
from support.signed import FIRST, ONE, TWO, at, git, note

from casekit.starter.shipped import shipped

DAY = "2026-02-10"
FRESH = f"{ONE}/contacts/2026-02-10-a1.yaml"


def put(world: World, path: str, file: bytes | tuple[str, bytes], *, by: str = "s-ruiz") -> None:
    """Add a file where the case is the wrong one, and a plain note otherwise."""
    edits = {path: file} if world.wrong else {FRESH: note(DAY, "s-ruiz")}
    world.shop.change(by if world.wrong else "s-ruiz", DAY, edits)


@case
def t72_link(world: World) -> None:
    put(world, FRESH, ("120000", b"/etc/passwd"))


@case
def t72_other_repository_inside(world: World) -> None:
    put(world, f"{ONE}/contacts/2026-02-10-k7", ("160000", world.base.encode()))


@case
def t72_executable(world: World) -> None:
    put(world, FRESH, ("100755", note(DAY, "s-ruiz")))


@case
def t72_bare_repository_inside(world: World) -> None:
    """Its parts come with two commits; a folder with some of them is none."""
    parts = {"HEAD": b"ref: refs/heads/main\n", "config": b"[core]\n\tfsmonitor = x\n", "objects/info/packs": b"\n"}
    world.shop.change("s-ruiz", DAY, {f"attic/old/{name}": text for name, text in parts.items()})
    last = "refs/heads/main" if world.wrong else "ref/heads/main"
    world.shop.change("s-ruiz", DAY, {f"attic/old/{last}": f"{world.base}\n".encode()})


@case
def t72_gitmodules(world: World) -> None:
    put(world, ".gitmodules", b'[submodule "x"]\n\tpath = x\n\turl = https://example.org/x.git\n', by="m-lee")


@case
def t72_mailmap(world: World) -> None:
    put(world, ".mailmap", b"m-lee <m-lee@example.org> s-ruiz <s-ruiz@example.org>\n", by="m-lee")


def attributes(world: World, line: bytes) -> None:
    put(world, ".gitattributes", shipped()[".gitattributes"] + line, by="m-lee")


@case
def t72_hidden_from_diff(world: World) -> None:
    attributes(world, b"records/** -diff\n")


@case
def t72_left_out_of_archives(world: World) -> None:
    attributes(world, b"records/cases/** export-ignore\n")


@case
def t72_merged_by_union(world: World) -> None:
    attributes(world, b"*.yaml merge=union\n")


@case
def t72_filtered(world: World) -> None:
    attributes(world, b"*.yaml filter=x\n")


@case
def t72_attributes_below(world: World) -> None:
    put(world, f"{ONE}/.gitattributes", b"* -diff\n")


def odd_name(world: World, name: bytes) -> None:
    """Add a file of that name beside the notes; no path of a check-out holds it."""
    shop = world.shop
    if not world.wrong:
        shop.change("s-ruiz", DAY, {FRESH: note(DAY, "s-ruiz")})
        return
    path = f"{ONE}/contacts/" + name.decode("utf-8", "surrogateescape")
    files = {**shop.files[world.base], path: note(DAY, "s-ruiz")}
    shop.change("s-ruiz", DAY, files)


@case
def t73_two_dots(world: World) -> None:
    odd_name(world, b"..")


def with_slash(world: World, name: bytes) -> None:
    """Add a file to the top whose name holds a slash, which no path that Git writes can."""
    shop = world.shop
    files = {**shop.files[world.base], FRESH: note(DAY, "s-ruiz")}
    listed = (line.split(None, 3) for line in git(shop.folder, "ls-tree", shop.tree(files)).splitlines())
    entries = [(mode.lstrip("0"), path.encode(), oid) for mode, _, oid, path in listed]
    if world.wrong:
        entries.append(("100644", name, shop.store("blob", b"root::0:0::/:/bin/sh\n")))
    text = shop.text(shop.raw_tree(entries), [world.base], "s-ruiz", at(DAY), "Write down what happened")
    shop.add(shop.signed(text, "s-ruiz"), files, at(DAY))


@case
def t73_absolute(world: World) -> None:
    with_slash(world, b"/etc/passwd")


@case
def t73_out_of_the_folder(world: World) -> None:
    with_slash(world, b"../../etc/passwd")


@case
def t73_backslash(world: World) -> None:
    odd_name(world, b"2026-02-10-a1\\b.yaml")


@case
def t73_device(world: World) -> None:
    odd_name(world, b"CON.yaml")


@case
def t73_dot_at_the_end(world: World) -> None:
    odd_name(world, b"2026-02-10-a1.yaml.")


@case
def t73_blank_at_the_end(world: World) -> None:
    odd_name(world, b"2026-02-10-a1.yaml ")


@case
def t73_colon(world: World) -> None:
    odd_name(world, b"2026-02-10-a1.yaml:more")


@case
def t73_line_break(world: World) -> None:
    odd_name(world, b"2026-02-10-a1\n.yaml")


@case
def t73_hyphen_first(world: World) -> None:
    odd_name(world, b"-rf.yaml")


@case
def t73_endless(world: World) -> None:
    odd_name(world, b"a" * 300 + b".yaml")


@case
def t73_turned_around(world: World) -> None:
    """A character that turns the rest of a line around."""
    odd_name(world, "2026-02-10-\u202ea1.yaml".encode())


@case
def t73_git_folder(world: World) -> None:
    put(world, f"{ONE}/.git/config", b"[core]\n\tfsmonitor = x\n")


def twins(world: World, one: str, other: str) -> None:
    """Add two files outside of the records whose names some computers take for one."""
    world.shop.change("s-ruiz", DAY, {one: b"1\n", **({other: b"2\n"} if world.wrong else {})})


@case
def t74_letters_large_and_small(world: World) -> None:
    twins(world, "notes/Plan.txt", "notes/plan.txt")


@case
def t74_accent_in_two_ways(world: World) -> None:
    twins(world, "notes/caf\u00e9.txt", "notes/cafe\u0301.txt")


@case
def t75_name_in_no_letters(world: World) -> None:
    odd_name(world, b"2026-02-10-\xff\xfe.yaml")


UNREADABLE: dict[str, tuple[bytes, bytes]] = {
    "t77_key_twice": (b"minutes: 15\n", b"minutes: 15\nminutes: 50\n"),
    "t78_hidden_line_break": (b"bus map.", "bus map.\u2028minutes: 50".encode()),
    "t78_next_line": (b"bus map.", "bus map.\u0085minutes: 50".encode()),
    "t79_anchor": (b"kind: phone\n", b"kind: &k phone\n"),
    "t79_alias": (b"kind: phone\n", b"kind: &k phone\nplace: *k\n"),
    "t79_merge_key": (b"kind: phone\n", b"<<: {kind: phone}\n"),
    "t79_tag": (b"minutes: 15\n", b"minutes: !!int 15\n"),
    "t79_binary": (b"She has the bus map.", b"!!binary aGVsbG8="),
    "t79_python_object": (b"She has the bus map.", b"!!python/object/apply:os.system [touch x]"),
    "t80_very_deep": (b"She has the bus map.", b"[" * 200_000),
    "t80_very_large": (b"She has the bus map.", b"x" * 300_000),
    "t80_not_a_number": (b"minutes: 15\n", b"minutes: .nan\n"),
    "t80_infinite": (b"minutes: 15\n", b"minutes: .inf\n"),
    "t81_number_with_zero": (b"minutes: 15\n", b"minutes: 015\n"),
    "t82_byte_order_mark": (b"date:", b"\xef\xbb\xbfdate:"),
    "t82_carriage_returns": (b"\n", b"\r\n"),
    "t82_tab": (b"kind: phone\n", b"kind:\tphone\n"),
    "t82_two_documents": (b"kind: phone\n", b"---\nkind: phone\n"),
    "t82_nul": (b"bus map.", b"bus\0map."),
    "t82_turned_around": (b"bus map.", "bus \u202emap.".encode()),
    "t82_no_width": (b"bus map.", "bus\u200bmap.".encode()),
    "t82_not_utf8": (b"bus map.", b"bus map\xff."),
    "t82_surrogate": (b"bus map.", b"bus map\xed\xa0\x80."),
}
"""What in a note is replaced by what, so that programs read different things out of it."""


def _unreadable(old: bytes, new: bytes) -> object:
    def damage(world: World) -> None:
        text = note(DAY, "s-ruiz")
        assert old in text
        world.shop.change("s-ruiz", DAY, {FRESH: text.replace(old, new) if world.wrong else text})

    return damage


for _name, (_old, _new) in UNREADABLE.items():
    _damage = _unreadable(_old, _new)
    _damage.__name__ = _name  # type: ignore[attr-defined]
    case(_damage)  # type: ignore[arg-type]


@case
def t82_empty(world: World) -> None:
    world.shop.change("s-ruiz", DAY, {FRESH: b"" if world.wrong else note(DAY, "s-ruiz")})


@case
def t82_utf16(world: World) -> None:
    text = note(DAY, "s-ruiz")
    world.shop.change("s-ruiz", DAY, {FRESH: text.decode().encode("utf-16") if world.wrong else text})


@case
def t82_letter_that_looks_the_same(world: World) -> None:
    """A writer's id with a letter of another alphabet is nobody's id."""
    by = "s-ru\u0456z" if world.wrong else "s-ruiz"
    world.shop.change("s-ruiz", DAY, {FRESH: note(DAY, by)})


@case
def t81_words_that_some_take_for_no(world: World) -> None:
    """Plain words here, whatever older programs make of them."""
    text = note(DAY, "s-ruiz", "no" if world.wrong else "None today.")
    world.shop.change("s-ruiz", DAY, {FRESH: text})


@case
def t83_working_tree_differs(world: World) -> None:
    """Files on the disk that differ from the history, and settings that hide it, are not what is audited."""
    shop = world.shop
    shop.change("s-ruiz", DAY, {FRESH: note(DAY, "s-ruiz")})
    if world.wrong:
        tree = shop.folder.parent / f"{shop.folder.name}-tree"
        git(shop.folder.parent, "clone", "-q", "-b", "main", str(shop.folder), str(tree))
        git(tree, "update-index", "--skip-worktree", FRESH)
        (tree / FRESH).write_bytes(note(DAY, "s-ruiz", "He never came."))
        (tree / ".git" / "info").mkdir(exist_ok=True)
        (tree / ".git" / "info" / "exclude").write_text("*\n")
        git(tree, "config", "core.worktree", "/")
        shop.folder = tree


def program(world: World) -> Path:
    """Write a program that leaves a sign that it was run."""
    path = world.sentinel.with_suffix(".sh")
    path.write_text(f'#!/bin/sh\ntouch "{world.sentinel}"\nexit 0\n')
    path.chmod(0o755)
    return path


@case
def t84_settings_that_run_programs(world: World) -> None:
    world.shop.change("s-ruiz", DAY, {FRESH: note(DAY, "s-ruiz")})
    if not world.wrong:
        return
    run, folder = str(program(world)), world.shop.folder
    for name in ("core.fsmonitor", "diff.external", "diff.x.textconv", "core.pager", "pager.log", "core.sshCommand"):
        git(folder, "config", name, run)
    for name in ("credential.helper", "alias.log", "alias.rev-parse", "alias.cat-file"):
        git(folder, "config", name, f"!{run}")
    for name in (
        "uploadpack.packObjectsHook",
        "core.alternateRefsCommand",
        "filter.x.smudge",
        "merge.x.driver",
        "core.askPass",
    ):
        git(folder, "config", name, run)
    (folder / "hooks").mkdir(exist_ok=True)
    for hook in ("pre-receive", "post-checkout", "reference-transaction", "post-index-change", "pre-auto-gc"):
        (folder / "hooks" / hook).write_text(Path(run).read_text())
        (folder / "hooks" / hook).chmod(0o755)
    more = folder / "more"
    more.write_text(f"[core]\n\tfsmonitor = {run}\n")
    git(folder, "config", "include.path", str(more))
    (folder / "info").mkdir(exist_ok=True)
    (folder / "info" / "attributes").write_text("* diff=x filter=x merge=x\n")


@case
def t85_hostile_environment(world: World) -> None:
    world.shop.change("s-ruiz", DAY, {FRESH: note(DAY, "s-ruiz")})
    if not world.wrong:
        return
    run = str(program(world))
    home = world.sentinel.with_suffix(".home")
    home.mkdir()
    (home / ".gitconfig").write_text(
        f"[core]\n\tfsmonitor = {run}\n\tpager = {run}\n[uploadpack]\n\tpackObjectsHook = {run}\n"
    )
    names = (
        "GIT_SSH",
        "GIT_SSH_COMMAND",
        "GIT_EXTERNAL_DIFF",
        "GIT_PAGER",
        "PAGER",
        "GIT_ASKPASS",
        "GIT_PROXY_COMMAND",
    )
    world.environment |= dict.fromkeys(names, run) | {
        "LESSOPEN": f"|{run} %s",
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
    }
    elsewhere = str(world.shop.folder.parent)
    world.environment |= dict.fromkeys(
        ("GIT_DIR", "GIT_OBJECT_DIRECTORY", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_NAMESPACE"), elsewhere
    )
    world.environment |= {"GIT_TRACE": str(world.sentinel), "GIT_CONFIG_PARAMETERS": f"'core.fsmonitor={run}'"}
    world.environment |= {
        "GIT_REPLACE_REF_BASE": "refs/heads/",
        "GIT_SHALLOW_FILE": "/dev/null",
        "GIT_EXEC_PATH": str(home),
    }


@case
def t86_names_like_options(world: World) -> None:
    """Branches and tags whose names begin like an option are names."""
    shop = world.shop
    shop.change("t-day", DAY, {f"{TWO}/contacts/2026-02-10-w3.yaml": note(DAY, "t-day")})
    if world.wrong:
        with (shop.folder / "packed-refs").open("a") as refs:
            refs.write(f"{shop.main} refs/heads/--upload-pack=touch x\n{shop.main} refs/heads/--output=x\n")
        shop.point(shop.main, "refs/heads/--exec")
        shop.point(shop.main, "refs/tags/-d")


@case
def t89_name_in_path(world: World) -> None:
    put(world, f"notes/{'rosa' if world.wrong else 'travel'}-letter.txt", b"On paper.\n")


@case
def t89_name_of_a_house(world: World) -> None:
    """A provider is called after somebody, and that is its own name."""
    name = "Rosa House" if world.wrong else "Corner House"
    path = f"records/providers/{name.lower().replace(' ', '-')}.yaml"
    text = f"id: {name.lower().replace(' ', '-')}\nname: {name}\n".encode()
    world.shop.change("s-ruiz", DAY, {path: text})


@case
def t89_name_in_branch(world: World) -> None:
    world.shop.change("s-ruiz", DAY, {FRESH: note(DAY, "s-ruiz")})
    world.shop.point(world.shop.main, f"refs/heads/{'rosa' if world.wrong else 'plan'}-moves")


@case
def t89_number_in_tag(world: World) -> None:
    world.shop.change("s-ruiz", DAY, {FRESH: note(DAY, "s-ruiz")})
    world.shop.point(world.shop.main, f"refs/tags/{'call-555-0142' if world.wrong else 'call-2'}")


@case
def t89_name_in_subject(world: World) -> None:
    message = "Call with Rosa" if world.wrong else "Call with C-7K3QFMXN"
    world.shop.change("s-ruiz", DAY, {FRESH: note(DAY, "s-ruiz")}, message=message)


@case
def agency_in_a_folder(world: World) -> None:
    """A second agency below the first is judged by nobody."""
    name = "agency" if world.wrong else "notes"
    world.shop.change("s-ruiz", DAY, {f"branch/records/{name}.yaml": FIRST["records/agency.yaml"]})
