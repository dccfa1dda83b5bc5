"""A history, its anchor tags and a trust file in; judgements on what is known from outside out.

Only this part can tell that commits were cut off or rewritten: the rest of the audit sees what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from casekit.audit.anchor import REF, Anchor, AnchorError, Statement, parse
from casekit.audit.stamp import judge_stamps
from casekit.audit.trust import Trust
from casekit.audit.verdict import Judgement, judged


class AnchorTag(Struct, frozen=True):
    """A tag below ``refs/tags/anchor/``: its name there, the object that it names, and its message ("" if it has none)."""

    name: str
    target: str
    text: str


class History(Struct, frozen=True):
    """What the audit read of the repository.

    ``parents`` and ``dates`` (of committers, in seconds since 1970) have every commit that ``tip`` is built on.
    ``tree_of`` and ``policy_of`` say of a commit what an anchor says of it: see ``anchor.Statement``.
    """

    root: str
    tip: str
    parents: Mapping[str, Sequence[str]]
    dates: Mapping[str, int]
    tree_of: Callable[[str], str]
    policy_of: Callable[[str], int]


def judge_outside(history: History, tags: Sequence[AnchorTag], trust: Trust | None, skew: int) -> Iterator[Judgement]:
    """Judge the history by what is known outside. ``skew`` is how many seconds a clock may be wrong."""
    if trust is None:
        yield judged("CK804", f"no trust file was given. The first commit is {history.root}.")
    elif trust.root != history.root:
        yield judged("CK810", f"the trust file is of the repository that begins with {trust.root}.", history.root)
        return
    held = held_anchors(trust)
    unreadable = len(trust.anchors) - len(held) if trust else 0
    if unreadable:
        yield judged("CK814", f"{unreadable} of the anchors in the trust file cannot be read.")
    tagged = [_tagged(tag) for tag in tags]
    yield from (found for found in tagged if isinstance(found, Judgement))
    yield from _tags_of_held(held, {tag.name: found for tag, found in zip(tags, tagged, strict=True)})
    sound: list[Statement] = []
    proven = False
    for anchor in _together([*held, *(found for found in tagged if isinstance(found, Anchor))]):
        kept = any(anchor.statement == each.statement for each in held)
        judgements = list(_judge(anchor, history, None if kept else trust))
        yield from judgements
        if not judgements:
            sound.append(anchor.statement)
            counts = kept or bool(trust and trust.witnesses)
            proven = proven or (counts and anchor.statement.tip == history.tip)
    yield from _judge_times(sound, history, skew)
    if trust:
        yield from judge_stamps(trust, held, skew)
        yield from _judge_last_seen(history, trust, proven)


def first_parents(history: History, commit: str) -> list[str]:
    """Return the line of first parents that ends with a commit, oldest first."""
    line = [commit]
    while above := history.parents[line[-1]]:
        line.append(above[0])
    return line[::-1]


def held_anchors(trust: Trust | None) -> list[Anchor]:
    """Return the anchors that a trust file holds, without such as cannot be read."""
    anchors = []
    for text in trust.anchors if trust else ():
        try:
            anchors.append(parse(text))
        except AnchorError:
            continue
    return anchors


def _together(anchors: Sequence[Anchor]) -> list[Anchor]:
    """Return each statement once, with the signatures of all its copies, in the order of their numbers."""
    found: dict[str, Anchor] = {}
    for anchor in anchors:
        for signature in ("", *anchor.signatures):
            known = found.setdefault(anchor.statement.text, Anchor(anchor.statement))
            found[anchor.statement.text] = known.signed(signature) if signature else known
    return sorted(found.values(), key=lambda each: each.statement.number)


def _tagged(tag: AnchorTag) -> Anchor | Judgement:
    """Return the anchor of a tag, or the judgement that it is none."""
    where = f"the tag anchor/{tag.name}"
    try:
        anchor = parse(tag.text)
    except AnchorError as error:
        return judged("CK814", f"{where} {error}.", tag.target)
    if anchor.statement.name != tag.name:
        return judged("CK814", f"{where} holds the anchor {anchor.statement.name}.", tag.target)
    if anchor.statement.tip != tag.target:
        return judged("CK814", f"{where} is on another commit than its text names.", tag.target)
    return anchor


def _tags_of_held(held: Sequence[Anchor], tags: Mapping[str, Anchor | Judgement]) -> Iterator[Judgement]:
    """Look for the tag of each anchor that is kept outside."""
    for each in held:
        own, tag = each.statement, tags.get(each.statement.name)
        if tag is None:
            yield judged("CK815", f"the tag {REF}{own.name} is gone; the anchor is kept outside.", own.tip)
        elif isinstance(tag, Judgement) or tag.statement != own:
            yield judged("CK815", f"the tag {REF}{own.name} is not the anchor that is kept outside.", own.tip)


def _judge(anchor: Anchor, history: History, trust: Trust | None) -> Iterator[Judgement]:
    """Compare one anchor with the history. ``trust`` says who has to witness it, None where it was taken in already."""
    says = anchor.statement
    if says.repository != history.root:
        yield judged("CK814", f"the anchor {says.name} is of another repository.", says.tip)
        return
    if problem := _unwitnessed(anchor, trust):
        yield judged("CK814", f"the anchor {says.name} {problem}.", says.tip)
        return
    if says.tip not in history.parents:
        yield judged("CK812", f"the anchor {says.name} names this commit, and the history does not have it.", says.tip)
        return
    count = len(first_parents(history, says.tip))
    if says.count != count:
        yield judged("CK814", f"the anchor {says.name} counts {says.count} commits, and there are {count}.", says.tip)
    elif says.tree != history.tree_of(says.tip):
        yield judged("CK814", f"the anchor {says.name} was made of other files than this commit holds.", says.tip)
    elif says.policy != history.policy_of(says.tip):
        yield judged("CK814", f"the anchor {says.name} names another version of the policy.", says.tip)


def _unwitnessed(anchor: Anchor, trust: Trust | None) -> str:
    """Say what is wrong with the signatures of an anchor, or nothing."""
    try:
        keys = anchor.keys()
    except AnchorError as error:
        return str(error)
    if trust is None or not trust.witnesses:
        return "" if keys else "is signed by nobody"
    who = anchor.witnessed(trust.witnesses)
    short = trust.needed - len(who)
    return f"is signed by {len(who)} of the witnesses, and {trust.needed} are needed" if short > 0 else ""


def _judge_times(sound: Sequence[Statement], history: History, skew: int) -> Iterator[Judgement]:
    """Compare the dates that commits claim with the times of anchors, which witnesses signed.

    What an anchor is built on was there by its time. What comes after it on the main line is not older than its tip:
    the anchor's own time says nothing here, since somebody may have worked on, and pushed later.
    """
    looked_at: set[str] = set()
    for each in sorted(sound, key=lambda one: (one.count, one.time)):
        waiting = [each.tip]
        while waiting:
            commit = waiting.pop()
            if commit in looked_at:
                continue
            looked_at.add(commit)
            waiting += history.parents[commit]
            if history.dates[commit] > each.time + skew:
                yield judged("CK864", f"it claims to be made after the anchor {each.name} that holds it.", commit)
    line = first_parents(history, history.tip)
    places = {commit: place for place, commit in enumerate(line)}
    newest, floors = 0, {places[each.tip]: each for each in sound if each.tip in places}
    floor: Statement | None = None
    for place, commit in enumerate(line):
        if floor and history.dates[commit] < newest - skew:
            yield judged("CK864", f"it claims to be older than the anchor {floor.name} that it comes after.", commit)
        if place in floors and history.dates[commit] >= newest:
            newest, floor = history.dates[commit], floors[place]


def _judge_last_seen(history: History, trust: Trust, anchored: bool) -> Iterator[Judgement]:
    last = trust.last_seen
    if last is None:
        if not anchored:
            yield judged(
                "CK803", "the trust file has seen no audit yet, and holds no anchor of the last commit.", history.tip
            )
    elif last.tip not in history.parents:
        yield judged("CK813", "the last audit saw this commit, and the history no longer has it.", last.tip)
    elif len(first_parents(history, last.tip)) != last.count:
        yield judged("CK813", "another line of commits leads to the last one that was seen.", last.tip)
