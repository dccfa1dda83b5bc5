"""The bytes of a file in, its text out, or the faults for which it cannot be taken as text."""

from __future__ import annotations

import re
import unicodedata

from casekit.finding import Span
from casekit.records.fault import Fault

MAX_BYTES = 256 * 1024
BYTE_ORDER_MARK = "\ufeff"

# One search finds whatever may not stand in a record; most files have none, and are done after it.
_SUSPECT = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f"  # control characters, tab and carriage return among them
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional controls
    "\u2028\u2029"  # line breaks that editors do not show
    "\ufdd0-\ufdef\ufeff\ufffe\uffff\U000e0000-\U000e007f]"  # noncharacters, byte order mark, invisible tags
)
_MOST_ACCENTS = 30  # as many as Unicode's stream-safe text allows (UAX 15, section 13)
_HIGH_RUN = re.compile("[\u0300-\U0010ffff]{31,}")
_CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: |$)|^={7}$", re.MULTILINE)
_PLAIN = bytes([0x0A, *range(0x20, 0x7F)])  # a file of nothing else, as most are, needs no search
_MARKS = (b"<<<<<<<", b">>>>>>>", b"|||||||", b"=======")
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BREAKS = frozenset("\u2028\u2029\x85")


def decode(raw: bytes) -> tuple[str, tuple[Fault, ...]]:
    """Return the text of a file and what is wrong with it; the text is empty where it could not be decoded.

    Beyond UTF-8, a record may hold no character that is invisible or obeyed rather than read: such characters
    show a reviewer one thing and a program another.
    """
    if len(raw) > MAX_BYTES:
        return "", (too_large(len(raw)),)
    if not raw.translate(None, _PLAIN) and not any(mark in raw for mark in _MARKS):
        return raw.decode("ascii"), ()
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        return "", (_not_utf8(raw, error),)
    faults = []
    if conflict := _CONFLICT.search(text):
        faults.append(_fault(text, conflict.start(), conflict.end(), "conflict-marker", _CONFLICT_WORDS))
        return text, tuple(faults)
    if _SUSPECT.search(text):
        faults += _characters(text)
    if not is_composed(text):
        faults.append(_not_composed(text))
    return text, tuple(faults)


def is_composed(text: str) -> bool:
    """Tell whether ``text`` is in Unicode NFC, and no letter of it carries more accents than any language has."""
    return text.isascii() or (_pile(text) is None and unicodedata.is_normalized("NFC", text))


def _pile(text: str) -> int | None:
    """Return where a letter carries too many accents, if one does: to order 100,000 of them takes minutes."""
    for run in _HIGH_RUN.finditer(text):
        accents = 0
        for i, character in enumerate(run.group(), run.start()):
            accents = accents + 1 if unicodedata.combining(character) else 0
            if accents > _MOST_ACCENTS:
                return i
    return None


def forbidden(text: str) -> str | None:
    """Return the first character of ``text`` that no record may hold, or None."""
    found = _SUSPECT.search(text)
    return found.group() if found else None


def too_large(size: int) -> Fault:
    """Return the fault of a file of ``size`` bytes."""
    return Fault(
        "file-too-large",
        f"the file has {size:,} bytes; a record has at most {MAX_BYTES:,}. "
        "Keep scans and long letters outside, and say in the record where they are.",
        Span(),
    )


_CONFLICT_WORDS = (
    "a merge stopped half-way here: both versions of these lines are in the file. "
    "Keep the right lines of each and delete the markers (<<<<<<<, =======, >>>>>>>)."
)


def _span(text: str, start: int, end: int) -> Span:
    line = text.count("\n", 0, start) + 1
    column = start - (text.rfind("\n", 0, start) + 1) + 1
    return Span(line, column, line, column + max(end - start, 1))


def _fault(text: str, start: int, end: int, name: str, message: str) -> Fault:
    return Fault(name, message, _span(text, start, end))


def _not_utf8(raw: bytes, error: UnicodeDecodeError) -> Fault:
    before = raw[: error.start].decode()
    span = _span(before, len(before), len(before) + 1)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        message = "the file is saved as UTF-16. Save it again as UTF-8: your editor's `Save with encoding` does it."
    else:
        message = (
            f"byte 0x{raw[error.start]:02x} is not UTF-8: a letter here was saved in an older encoding. "
            "Save the file as UTF-8 and type the letter again."
        )
    return Fault("not-utf8", message, span)


def _characters(text: str) -> list[Fault]:
    """Return one fault for each sort of forbidden character, at its first place, with the number of the others."""
    first: dict[str, tuple[int, str, int]] = {}
    for found in _SUSPECT.finditer(text):
        name = _sort_of(found.group())
        start, character, count = first.get(name, (found.start(), found.group(), 0))
        first[name] = (start, character, count + 1)
    faults = []
    for name, (start, character, count) in first.items():
        words = _MARK_WORDS if (start, character) == (0, BYTE_ORDER_MARK) else _CHARACTER_WORDS[name]
        says = words.format(point=f"U+{ord(character):04X}", n=count)
        faults.append(_fault(text, start, start + 1, name, says))
    return faults


def _sort_of(character: str) -> str:
    if character == "\t":
        return "tab"
    if character == "\r":
        return "carriage-return"
    if character in _BIDI:
        return "bidirectional-character"
    if character in _BREAKS:
        return "hidden-line-break"
    return "control-character"


_CHARACTER_WORDS = {
    "tab": "a tab ({n} in the file). Indent with two spaces: what a tab means differs from program to program.",
    "carriage-return": "the file was saved with Windows line endings (carriage returns: {n}). "
    "Save it with line feeds (LF), so that a change of one line shows as one line.",
    "bidirectional-character": "an invisible character that turns the direction of text, {point} ({n} in the file). "
    "It can show a reviewer another text than the one that is read. Delete it.",
    "hidden-line-break": "an invisible line break, {point} ({n} in the file). "
    "It can hide a second key in what looks like one line. Delete it, or press Enter instead.",
    "control-character": "an invisible character, {point} ({n} in the file). It often comes with pasted text. Delete it.",
}
_MARK_WORDS = (
    "the file begins with an invisible byte order mark, {point}, as some editors on Windows write it. "
    "`casekit lint --fix` takes it away; to keep it away, save the file as UTF-8 without BOM."
)


def _not_composed(text: str) -> Fault:
    pile = _pile(text)
    if pile is not None:
        words = f"a letter here carries more than {_MOST_ACCENTS} accents. Type it again on the keyboard."
        return _fault(text, pile, pile + 1, "not-composed", words)
    composed = unicodedata.normalize("NFC", text)
    start = next((i for i, (a, b) in enumerate(zip(text, composed, strict=False)) if a != b), len(composed) - 1)
    return _fault(
        text,
        start,
        start + 1,
        "not-composed",
        "a letter here is stored as a letter and a loose accent, which looks the same as the one-piece letter but "
        "is never equal to it in a search. Type it again on the keyboard (Unicode NFC).",
    )
