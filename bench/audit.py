"""A signed demonstration in, how many times one `git log --raw` its verification takes out.

What counts begins behind the quarantine fetch, which copies the objects and has Git check every one. Log and
verification are taken by turns, and the middle one counts. Measure on a machine that has nothing else to do: by the
clock both cores count, so on a busy one only the seconds of the processor mean something.
"""

from __future__ import annotations

import argparse
import gc
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from agencies import demonstration
from turns import by_turns, git_log, judged

from casekit.audit.codes import Verdict
from casekit.audit.past import read_past
from casekit.audit.verify import audit
from casekit.git.quarantine import Quarantine, look, quarantine

_LONG = 600.0
_MOST = 6.0


def main() -> None:
    """Measure the repository that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("agency", type=Path, nargs="?", help="the demonstration; without it, one is made")
    parser.add_argument("--cases", type=int, default=2000, help="cases of the one that is made")
    parser.add_argument("--times", type=int, default=3, help="runs of each; the middle one counts")
    options = parser.parse_args()
    folder = options.agency or demonstration(options.cases, signed=True)
    source = look(folder, _LONG)
    gc.disable()  # as the command does
    with quarantine(source, source.tip, [], _LONG) as copy:
        works = {"log": git_log(folder), "verification": lambda: _verify(copy, source.tip, source.refs)}
        found = by_turns(works, options.times)
    print(f"git log --raw {found['log']}, verification {found['verification']}")
    print(judged("verification ÷ git log --raw", found["verification"], found["log"], _MOST))


def _verify(copy: Quarantine, tip: str, refs: Sequence[str]) -> None:
    past = read_past(copy, tip, int(time.time()))
    with closing(past.walk.facts.records):
        found = audit(copy, past, None, refs)
    if found.verdict > Verdict.UNPROVEN:
        raise SystemExit(f"The demonstration does not pass: {found.judgements[0].why}")


if __name__ == "__main__":
    main()
