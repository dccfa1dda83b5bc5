"""Words in, words for a person out: what was probably meant by one, how a code is said, what is safe to show."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

_MOST_SHOWN = 8
_LEAST_TYPED = 3  # of a longer word
_MOST_KNOWN = 30  # of a longer list, the first few are no help
_LONGEST = 40  # enough to know a word again

# Only the codes that do not read well once their underscores are blanks. Words that blame a person are among them.
_HUMAN = {
    "declined_by_provider": "turned down by the provider",
    "failed": "did not work out",
    "none": "none yet",
    "rejected": "turned down",
    "rental_subsidised": "rental with a subsidy",
    "self_employment": "own business",
    "victimisation": "harmed by someone",
}
_LEFT_OPEN = {
    "declined": "chose not to say",
    "not_asked": "not asked yet",
    "unable": "not able to say for now",
    "not_explored": "not explored yet",
    "not_obtainable": "could not be obtained",
}
# A backslash where every dialect takes one, an entity where some would print the backslash.
_BACKSLASHED = frozenset("\\`*_{}[]#+-.!")
_ACTIVE = re.compile(
    r"""
      [\\`*_{}\[\]\#+<>&|~^$=@]   # anywhere: emphasis, code, links, attributes, tags, tables, marks, addresses
    | ^[-!:?%/]                 # first on a line: lists, rules, admonitions, definitions, blocks, snippets
    | :(?=[A-Za-z/+-])          # addresses such as https://, pictures such as :smile:
    | (?<=www)\.                # addresses without a scheme
    """,
    re.VERBOSE,
)
_NUMBERED = re.compile(r"^([0-9]{1,9})([.)])")


def near_misses(word: str, known: Iterable[str]) -> list[str]:
    """Return the known words close to ``word``, the closest first."""
    lowered = {_plain(k): k for k in known}
    return [lowered[k] for k in difflib.get_close_matches(_typed(word), lowered, n=3, cutoff=0.7)]


def longer_forms(word: str, known: Iterable[str]) -> list[str]:
    """Return the known words that have ``word`` at the beginning of one of their pieces, those that begin so first."""
    begun = f"_{_typed(word)}"
    found = [k for k in known if begun in f"_{_plain(k)}"] if len(word) >= _LEAST_TYPED else []
    return sorted(found, key=lambda k: not f"_{_plain(k)}".startswith(begun))


def _plain(word: str) -> str:
    return word.lower().replace("-", "_")


def _typed(word: str) -> str:
    return _plain(word).replace(" ", "_")


def only_candidate(word: str, known: Iterable[str]) -> str:
    """Return the known word close to ``word`` where there is just one, else nothing."""
    close = near_misses(word, known)
    return close[0] if len(close) == 1 else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a sentence that suggests the near miss or the longer forms of a word or, failing those, lists what is known.

    The sentence begins with a space, so that it can follow another; it is empty where nothing is close and the list is too long to help.
    """
    known = list(known)
    if close := near_misses(word, known):
        return f" Did you mean `{close[0]}`?"
    if longer := longer_forms(word, known):
        return f" Did you mean {'one of ' * (len(longer) > 1)}{_some(longer)}?"
    return f" Known: {_some(known)}." if known and len(known) <= _MOST_KNOWN else ""


def _some(words: list[str]) -> str:
    shown = ", ".join(f"`{k}`" for k in words[:_MOST_SHOWN])
    return f"{shown} and {len(words) - _MOST_SHOWN} more" if len(words) > _MOST_SHOWN else shown


def visible(text: str) -> str:
    """Return ``text`` with what a terminal would obey rather than show written as an escape.

    Control, bidirectional and undecodable characters could recolour a terminal, reverse a line or end it.
    """
    return "".join(
        c if c.isprintable() or c == " " else c.encode("unicode_escape", "surrogatepass").decode() for c in text
    )


def is_word(text: str) -> bool:
    """Tell whether ``text`` is one short word. Only such are repeated: messages end up in logs, and texts are a client's."""
    return bool(text) and len(text) <= _LONGEST and not any(c.isspace() for c in text)


def repeatable(text: str) -> str:
    """Return ``text`` in backticks if it may be repeated in a message, else ``this``."""
    return f"`{visible(text)}`" if is_word(text) else "this"


def listed(items: Iterable[str]) -> str:
    """Join words as a sentence does: ``a``, ``a and b``, ``a, b and c``."""
    *head, last = items
    return f"{', '.join(head)} and {last}" if head else last


def counted(number: int, word: str) -> str:
    """Return a number of things: ``1 day``, ``3 days``."""
    return f"{number} {word}{'s' * (number != 1)}"


def human(code: str) -> str:
    """Return a code as a person would say it."""
    return _HUMAN.get(code, code.replace("_", " "))


def left_open_because(code: str) -> str:
    """Return why an answer was left open, as a person would say it."""
    return _LEFT_OPEN.get(code, human(code))


def in_markdown(text: str) -> str:
    """Return text that Markdown, and HTML in it, shows as the very same words, wherever it stands; on one line."""
    lines = (_NUMBERED.sub(r"\1\\\2", _ACTIVE.sub(_escape, line.strip())) for line in text.split("\n"))
    return "<br>".join(lines)


def _escape(found: re.Match[str]) -> str:
    sign = found[0]
    return f"\\{sign}" if sign in _BACKSLASHED else f"&#{ord(sign)};"


def flowed(text: str) -> str:
    """Return prose that was written on several lines on one."""
    return re.sub(r"\s+", " ", text).strip()
