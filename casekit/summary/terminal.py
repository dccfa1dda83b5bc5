"""A CaseView in, a view for a terminal out. Record text is shown as text: no markup, no control characters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from casekit.summary.shapes import CaseView, Fact, GoalView, SafeContact, ServiceLine, StepLine
from casekit.summary.wording import sentence
from casekit.words import visible

_SOFT = "dim"
_RISK = {"high": "bold red", "imminent": "bold red", "moderate": "yellow"}
_TICK = {"done": "x", "dropped": "-", "open": " "}
_NEWEST = 15
_BLANKS = str.maketrans({"\u00a0": " ", "\u202f": " "})

Rows = Iterable[tuple[Text, ...]]


def as_terminal(view: CaseView, *, whole: bool = False) -> Group:
    """Return what rich prints for a case; finished goals and old entries only where the ``whole`` is wanted."""
    parts: list[RenderableType] = [_heading(view), *_at(view), *_unread(view)]
    for title, body in _sections(view, whole=whole):
        parts += ["", Text(title, style="bold underline"), Padding(body, (0, 0, 0, 2))]
    return Group(*parts)


def _sections(view: CaseView, *, whole: bool) -> Iterator[tuple[str, RenderableType]]:
    if view.safe_contact:
        yield "Safe contact", Group(*_safe_contact(view.safe_contact))
    yield "Facts", _facts(view.facts)
    if view.strengths or view.own_words:
        said = [_text(f"“{view.own_words}”", "italic")] if view.own_words else []
        yield "Strengths", Group(*said, _listed(_text(item) for item in view.strengths))
    yield "Phases", _phases(view)
    yield "Plan", Group(*_plan(view, whole=whole))
    if view.services:
        yield "Services", _listed(_service(service) for service in view.services)
    yield f"Consents in force on {view.last_entry}, the last entry", _consents(view)
    if view.left_open:
        yield "Left open", _listed(_text(f"{item.what}: {item.why}") for item in view.left_open)
    yield "Timeline, newest first", Group(*_timeline(view, whole=whole))


def _text(value: object, style: str = "") -> Text:
    """Let a value into the view: as plain text, with what a terminal would obey made visible. The only door."""
    lines = str(value).translate(_BLANKS).split("\n")
    return Text("\n".join(visible(line) for line in lines), style=style)


def _grid(rows: Rows, *, first: int | None = None) -> Table:
    """Lay rows out in columns; the last column wraps."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=first is not None, width=first)
    for row in rows:
        table.add_row(*row)
    return table


def _listed(items: Iterable[Text]) -> Table:
    return _grid((Text("-"), item) for item in items)


def _facts(facts: Iterable[Fact]) -> Table:
    rows = [(_text(f.label, _SOFT), _text(f.value) + _text(f" ({f.note})" if f.note else "", _SOFT)) for f in facts]
    return _grid(rows, first=max((len(label) for label, _ in rows), default=0))


def _heading(view: CaseView) -> Text:
    head = view.heading
    line = _text(head.called, "bold") + _text(f"  {head.id}\n") + _text(f"{head.status}, {head.phase}")
    if head.risk:
        line += _text(", risk ") + _text(head.risk, _RISK.get(head.risk, ""))
    line += _text(f", last contact {head.last_contact}" if head.last_contact else ", no contact yet")
    return line + _text(f"\n{view.banner}", _SOFT)


def _at(view: CaseView) -> Iterator[RenderableType]:
    if view.at:
        yield _text(f"\nAs it was at {view.at}, not as it is now", "bold yellow")


def _unread(view: CaseView) -> Iterator[RenderableType]:
    if view.unread:
        count = f"{len(view.unread)} file{'' if len(view.unread) == 1 else 's'} of this case could not be read"
        yield Text(f"\n{count}; run casekit lint", style="bold yellow")
        yield Padding(_listed(_text(path) for path in view.unread), (0, 0, 0, 2))


def _safe_contact(safe: SafeContact) -> Iterator[RenderableType]:
    if safe.use_name:
        yield _text("Use the name ") + _text(safe.use_name, "bold")
    rows = []
    for way in safe.ways:
        mark = Text("safe", style="green") if way.safe else Text("DO NOT USE", style="bold red")
        told = _text(way.address, "bold") + _text(f" {way.whose}" if way.whose else "")
        rows.append((mark, told + _text(f"\n{way.rules}" if way.rules else "") + _under(way.note)))
    yield _grid(rows, first=len("DO NOT USE")) if rows else Text("No phone, address or e-mail is written down.")
    if safe.must_not_know:
        yield Text("Must not know", style="bold")
        yield _listed(_text(who) for who in safe.must_not_know)
    if safe.note:
        yield _text(safe.note)


def _under(note: str) -> Text:
    return _text(f"\n{note}" if note else "", _SOFT)


def _phases(view: CaseView) -> Table:
    rows = [
        (
            _text(line.since),
            _text(line.phase, "bold" if line is view.phases[-1] else ""),
            _text(line.because) + _under(line.behind),
        )
        for line in view.phases
    ]
    return _grid(rows)


def _plan(view: CaseView, *, whole: bool) -> Iterator[RenderableType]:
    if not view.goals:
        yield Text("No goals are written down.")
    for goal in view.goals:
        yield from _goal(goal, folded=goal.finished and not whole)
        yield ""
    if view.plan_facts:
        yield _facts(view.plan_facts)


def _goal(goal: GoalView, *, folded: bool) -> Iterator[RenderableType]:
    aim = _text(goal.aim, "bold") + _text(f"\n{sentence(goal.standing, goal.need)}", _SOFT)
    yield _grid([(_text(goal.id), aim)])
    if folded:
        return
    below: list[RenderableType] = []
    if goal.client_words:
        below.append(_text(f"“{goal.client_words}”", "italic"))
    if goal.because:
        below.append(_text(goal.because))
    if goal.facts:
        below.append(_facts(goal.facts))
    if goal.steps:
        below.append(_grid((Text(f"[{_TICK[step.state]}]"), _step(step)) for step in goal.steps))
    if goal.services:
        asked = "; ".join(f"{service.what} ({service.status})" for service in goal.services)
        below.append(_text("Services asked: ", _SOFT) + _text(asked))
    yield Padding(Group(*below), (0, 0, 0, 4))


def _step(step: StepLine) -> Text:
    when = f"done {step.done}" if step.done else f"due {step.due}" if step.due else ""
    dropped = f"dropped: {step.dropped}" if step.dropped else ""
    return _text(step.what) + _text(f" ({sentence(step.who, dropped or when)})", _SOFT)


def _service(service: ServiceLine) -> Text:
    about = sentence(service.kind, service.need, service.provider, "urgent" if service.urgent else "")
    line = _text(service.what, "bold") + _text(f" ({about})", _SOFT) + _text(f": {service.standing}")
    came = service.outcome or service.because
    return line + _text(f"\n{came}" if came else "")


def _consents(view: CaseView) -> RenderableType:
    if not view.consents:
        return Text("None.")
    return _listed(
        _text(consent.recipient or consent.kind, "bold")
        + _text(f" ({consent.kind})" if consent.recipient else "")
        + _text(f", {consent.until}")
        + _text(f"\n{consent.information}" if consent.information else "")
        + _under(consent.purpose)
        for consent in view.consents
    )


def _timeline(view: CaseView, *, whole: bool) -> Iterator[RenderableType]:
    shown = view.timeline if whole else view.timeline[:_NEWEST]
    rows = []
    for entry in shown:
        late = f" (written down {entry.recorded})" if entry.recorded else ""
        line = _text(entry.kind, "bold") + _text(f", {entry.who}" if entry.who else "", _SOFT) + _text(late, _SOFT)
        rows.append((_text(entry.date), line + _text(f"\n{entry.gist}" if entry.gist else "") + _under(entry.path)))
    yield _grid(rows)
    if len(shown) < len(view.timeline):
        yield Text(f"{len(view.timeline) - len(shown)} earlier: casekit show {view.heading.id} --all", style=_SOFT)
