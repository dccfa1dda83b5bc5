"""A signed demonstration in, how many times one `git log --raw` its verification takes out, without the quarantine fetch.

    casekit demo --signed --cases 2000 /tmp/agency
    python bench/audit.py /tmp/agency

Both are taken three times, by turns, and the middle one counts. Measure on a machine that has nothing else to do.
"""

from __future__ import annotations

import gc
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from casekit.audit.past import read_past
from casekit.audit.verify import audit
from casekit.git.quarantine import Quarantine, look, quarantine

_TIMES = 3
_LONG = 600.0


def main() -> None:
    """Measure the repository that the command line names."""
    folder = Path(sys.argv[1])
    source = look(folder, _LONG)
    gc.disable()  # as the command does
    with quarantine(source, source.tip, [], _LONG) as copy:
        both = [(_seconds(lambda: _log(folder)), _seconds(lambda: _verify(copy, source.tip))) for _ in range(_TIMES)]
    log, verified = (statistics.median(each) for each in zip(*both, strict=True))
    print(f"git log --raw {log:.2f} s, verification {verified:.2f} s: {verified / log:.1f} times")


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _log(folder: Path) -> None:
    subprocess.run(["git", "-C", str(folder), "log", "--raw"], stdout=subprocess.DEVNULL, check=True)


def _verify(copy: Quarantine, tip: str) -> None:
    past = read_past(copy, tip, int(time.time()))
    with closing(past.walk.facts.records):
        audit(copy, past, None)


if __name__ == "__main__":
    main()
