"""libyaml's complaint about a file in, a fault in plain words out."""

from __future__ import annotations

from yaml import MarkedYAMLError, YAMLError

from casekit.finding import Span
from casekit.records.fault import Fault

# What libyaml says, in part, and what it usually means to the person who typed the line.
_MEANINGS = (
    ("mapping values are not allowed", "there is a second `: ` on this line, or the indentation is off. Text that holds a colon goes in quotes."),
    ("could not find expected ':'", "a field's name needs a colon after it. The line before may lack its colon, or a quote is open."),
    ("did not find expected key", "this line is not where a field can begin: its indentation differs from its neighbours', or a quote ended early."),
    ("did not find expected '-' indicator", "this list goes on with something that is no `- ` item, or its items are not in one column."),
    ("cannot start any token", "text cannot begin with this character. Put it in quotes."),
    ("unexpected end of stream", "the file ends inside a quoted text. Close the quote; the file may have been saved half-way."),
    ("unexpected document indicator", "`---` or `...` stands inside a quoted text. Close the quote first."),
    ("did not find expected ',' or", "a bracket is open and the next item has no comma before it. Close the bracket or add the comma."),
    ("did not find expected node content", "a value is missing here. A bracket may be open, or a comma too many."),
    ("block sequence entries are not allowed", "a list begins on the line below its field, not beside it."),
    ("mapping keys are not allowed", "a `? ` in the middle of a line begins a field, and none can begin there. Put text in quotes."),
    ("found undefined tag handle", "a word that begins with ! needs quotes."),
    ("unknown escape character", "a backslash in double quotes means something special. Use single quotes around text with backslashes."),
    ("invalid Unicode character escape", "a \\u escape stands for no character. Type the character itself."),
    ("did not find expected hexdecimal number", "a \\x or \\u escape lacks digits. Type the character itself."),
    ("expected comment or line break", "after | or > nothing more may stand on the line."),
    ("found duplicate", "a line that begins with % stands twice. Delete it."),
    ("did not find expected whitespace or line break", "a space is missing here."),
    ("while scanning an anchor", "& and * have a meaning of their own at the start of a value. Put the text in quotes."),
    ("while scanning an alias", "& and * have a meaning of their own at the start of a value. Put the text in quotes."),
    ("indentation indicator equal to 0", "after | or > nothing more may stand on the line."),
    ("found unexpected ':'", "a colon inside brackets needs a space after it, or its text quotes."),
    ("directive", "a line that begins with % sets rules of its own for this file. Delete it, or put text in quotes."),
    ("a tag", "a word that begins with ! needs quotes."),
    ("incompatible YAML document", "a line that begins with % sets rules of its own for this file. Delete it."),
    ("did not find expected <document start>", "this line belongs to no field. Indent it as part of the text above, or give it a name."),
)  # fmt: skip


def explain_syntax(error: YAMLError, text: str) -> Fault:
    """Return the fault for libyaml's ``error`` in ``text``, at the place libyaml names, within the file."""
    mark = (error.problem_mark or error.context_mark) if isinstance(error, MarkedYAMLError) else None
    lines = text.split("\n")
    line = min(mark.line if mark else 0, len(lines) - 1)
    if mark and mark.line >= len(lines) - 1 and not lines[-1] and len(lines) > 1:
        # A complaint about the end of the file belongs to the last line that has text, where the eye goes.
        line = max(i for i, content in enumerate(lines) if content or i == 0)
        column = len(lines[line]) + 1
    else:
        column = (mark.column if mark else 0) + 1
    said = f"{getattr(error, 'context', None) or ''} {getattr(error, 'problem', None) or error}"
    meaning = next((words for part, words in _MEANINGS if part in said), f"this is not YAML ({said.strip()}).")
    return Fault("yaml-syntax", meaning, Span(line + 1, column, line + 1, column + 1))
