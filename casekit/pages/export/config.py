"""An agency's ``mkdocs.yml`` in, casekit's options in it and the configuration of an exported site out.

It is edited as YAML nodes, so that what only MkDocs understands (``!!python/name:…``, ``!ENV``) stays as it is, and it is
read without MkDocs, which may not be there any more.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import yaml
from msgspec import Struct
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from casekit.pages.render import SCRIPT, STYLESHEET, WORKER
from casekit.pages.wanted import Options

NAME = "mkdocs.yml"
PAGES, THEME, BUILT = "pages", "theme", "site"
"""The folders of an exported site: its pages, what it adds to the theme, and where a generator writes what it built."""

FILLED = (BUILT, ".cache")
"""The folders that a generator fills in there."""

_OURS = "casekit"
_NAMING = ("site_url", "site_author", "site_description", "copyright", "repo_url", "repo_name", "edit_uri")
_QUIET = "{nav: {omitted_files: ignore}, links: {not_found: ignore, anchors: ignore, unrecognized_links: ignore}}"
"""A generator that warns prints the line, and a page's is all that it says of a client. Our links are sure to lead on."""


class Configuration(Struct, frozen=True):
    """What an agency's site is made of. ``docs`` is the folder of its own pages, ``left`` what an export leaves out."""

    options: Options
    docs: Path
    left: tuple[str, ...]
    node: MappingNode


def read_configuration(path: Path) -> Configuration:
    """Read an agency's ``mkdocs.yml``. Raises ValueError with what to do where it cannot be used."""
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise ValueError(
            f"there is no {NAME} that can be read in {path.parent}: {error.strerror}. "
            "It says how the site looks; `casekit init --upgrade` writes one."
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ValueError(f"{NAME}{_place(error)} is no YAML that can be read. Correct it there.") from error
    if not isinstance(node, MappingNode):
        raise ValueError(  # noqa: TRY004 (a file's content is no type of ours)
            f"{NAME} holds no settings. `casekit init --upgrade` writes one that does."
        )
    if _get(node, "INHERIT"):
        raise ValueError(
            f"{NAME} inherits from another file (INHERIT), which an export cannot follow. Put both in one."
        )
    theme = _get(node, "theme")
    left = ["hooks"] if _get(node, "hooks") else []
    left += ["theme: custom_dir"] if isinstance(theme, MappingNode) and _get(theme, "custom_dir") else []
    return Configuration(_options(node), path.parent / _text(_get(node, "docs_dir"), "docs"), tuple(left), node)


def exported(found: Configuration, has: Callable[[str], bool], *, redact: bool = False) -> str:
    """Return the configuration of an exported site.

    ``has`` says whether there is a page at a place: a line of the navigation that leads to none is left out. With
    ``redact``, what names the agency is left out too.
    """
    get = partial(_get, found.node)
    new = {
        "docs_dir": _scalar(PAGES),
        "site_dir": _scalar(BUILT),
        "use_directory_urls": _scalar("false", "bool"),
        "theme": _theme(get("theme")),
        "validation": yaml.compose(_QUIET, Loader=yaml.SafeLoader),
        "plugins": _sequence(_plugins(get("plugins"), get("theme"))),
        "extra": _extra(get("extra")),
        "extra_css": _sequence([_scalar(STYLESHEET), *_items(get("extra_css"))]),
        "extra_javascript": _sequence([*_items(get("extra_javascript")), _scalar(SCRIPT)]),
    }
    if nav := get("nav"):
        new["nav"] = _kept(nav, has) or _sequence([])
    if redact:
        new["site_name"] = _scalar("Casebook")
    gone = {*new, "hooks", *(_NAMING if redact else ())}
    pairs = [(key, value) for key, value in found.node.value if key.value not in gone]
    pairs += [(_scalar(key), value) for key, value in new.items()]
    return yaml.serialize(MappingNode(found.node.tag, pairs, flow_style=False), allow_unicode=True, width=1000)


def _place(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f":{mark.line + 1}:{mark.column + 1}" if mark else ""


def _options(node: MappingNode) -> Options:
    for plugin in _items(_get(node, "plugins")):
        ours = _get(plugin, _OURS) if isinstance(plugin, MappingNode) else None
        if ours:
            # What stands there is plain: a folder, a day and texts. The safe constructor makes nothing else.
            constructor = yaml.SafeLoader("")
            try:
                return msgspec.convert(constructor.construct_document(ours) or {}, Options)
            except (msgspec.ValidationError, yaml.YAMLError) as error:
                line = ours.start_mark.line + 1
                raise ValueError(f"{NAME}:{line} has options of casekit that cannot be used: {error}") from error
    return Options()


def _theme(theme: Node | None) -> Node:
    """Return the theme with the folder of ours. MkDocs takes ``mkdocs`` where none is named."""
    if not isinstance(theme, MappingNode):
        theme = MappingNode("tag:yaml.org,2002:map", [(_scalar("name"), theme or _scalar("mkdocs"))])
    kept = [(key, value) for key, value in theme.value if key.value != "custom_dir"]
    return MappingNode(theme.tag, [*kept, (_scalar("custom_dir"), _scalar(THEME))], flow_style=False)


def _plugins(plugins: Node | None, theme: Node | None) -> list[Node]:
    """Return the plugins but ours; MkDocs searches where none are named. Material's ``offline`` searches from the disk."""
    found: list[Node] = (
        [_scalar("search")] if plugins is None else [item for item in _items(plugins) if _name(item) != _OURS]
    )
    name = _get(theme, "name") if isinstance(theme, MappingNode) else theme
    offline = _text(name, "") == "material" and "offline" not in map(_name, found)
    return [*found, _scalar("offline")] if offline else found


def _extra(extra: Node | None) -> Node:
    """Return the theme's further settings with a script of ours among those that it loads first."""
    pairs = [(key, value) for key, value in (extra.value if extra else ()) if key.value != "polyfills"]
    scripts = _sequence([*_items(_get(extra, "polyfills")), _scalar(WORKER)])
    return MappingNode("tag:yaml.org,2002:map", [*pairs, (_scalar("polyfills"), scripts)], flow_style=False)


def _name(item: Node) -> str:
    return str(item.value[0][0].value if isinstance(item, MappingNode) and item.value else item.value)


def _kept(nav: Node, has: Callable[[str], bool]) -> Node | None:
    """Return a part of the navigation without lines that lead to a page which is not there."""
    if isinstance(nav, SequenceNode):
        items = [kept for item in nav.value if (kept := _kept(item, has))]
        return _sequence(items) if items else None
    if isinstance(nav, MappingNode):
        pairs = [(key, kept) for key, value in nav.value if (kept := _kept(value, has))]
        return MappingNode(nav.tag, pairs) if pairs else None
    return nav if not nav.value.endswith(".md") or has(nav.value) else None


def _get(node: Node | None, key: str) -> Node | None:
    pairs = node.value if isinstance(node, MappingNode) else []
    return next((value for name, value in pairs if name.value == key), None)


def _items(node: Node | None) -> list[Node]:
    """Return a list's items; a mapping's pairs, as plugins may be written, one by one."""
    if isinstance(node, MappingNode):
        return [MappingNode(node.tag, [pair]) for pair in node.value]
    return node.value if isinstance(node, SequenceNode) else []


def _text(node: Node | None, otherwise: str) -> str:
    return node.value if isinstance(node, ScalarNode) else otherwise


def _scalar(text: str, kind: str = "str") -> ScalarNode:
    return ScalarNode(f"tag:yaml.org,2002:{kind}", text)


def _sequence(items: list[Any]) -> SequenceNode:
    return SequenceNode("tag:yaml.org,2002:seq", items, flow_style=False)
