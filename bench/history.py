"""A demonstration in, how many times `git log --raw` its history by field takes out: of all cases, and of one.

The history of all cases is taken in one pass and without what an earlier pass kept, beside one log of everything. The
history of a case is the whole command without what `casekit --version` takes, beside the log of the case's folder; the
cases are spread over the caseload, and their sum counts. All is taken by turns, and the middle one counts. On a busy
machine read the seconds of the processor.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from agencies import CASEKIT, demonstration
from turns import Spent, Work, by_turns, git_log, judged, program

from casekit.git import GitError, open_repository
from casekit.history.every import every_change

_MOST_EVERY, _MOST_ONE = 4.0, 2.0


def main() -> None:
    """Measure the repository that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("agency", type=Path, nargs="?", help="the demonstration; without it, one is made")
    parser.add_argument("--cases", type=int, default=2000, help="cases of the one that is made")
    parser.add_argument("--of", type=int, default=5, help="cases whose own history is measured")
    parser.add_argument("--times", type=int, default=3, help="runs of each; the middle one counts")
    options = parser.parse_args()
    folder = options.agency or demonstration(options.cases, signed=True)
    all_cases(folder, options.times)
    one_case(folder, options.of, options.times)


def all_cases(agency: Path, times: int) -> None:
    """Measure the history of all cases in one pass."""
    found = by_turns({"log": git_log(agency), "pass": lambda: _pass(agency)}, times)
    print(f"git log --raw {found['log']}, every case's history {found['pass']}")
    print(judged("every case's history ÷ git log --raw", found["pass"], found["log"], _MOST_EVERY))


def one_case(agency: Path, count: int, times: int) -> None:
    """Measure the history of single cases."""
    folders = sorted(path.parent.relative_to(agency) for path in agency.glob("records/cases/*/*/case.yaml"))
    picked = folders[:: max(1, len(folders) // count)][:count]
    works: dict[str, Work] = {"start": program(CASEKIT, "--version")}
    for folder in picked:
        works[f"log {folder.name}"] = git_log(agency, folder.as_posix())
        works[f"history {folder.name}"] = program(CASEKIT, "-C", str(agency), "history", folder.name)
    found = by_turns(works, times)
    log = _sum([found[f"log {folder.name}"] for folder in picked])
    history = _sum([found[f"history {folder.name}"] - found["start"] for folder in picked])
    print(f"git log --raw -- PATH {log}, casekit history CASE beyond its start {history}, of {len(picked)} cases")
    print(judged("casekit history CASE ÷ git log --raw -- PATH", history, log, _MOST_ONE))


def _pass(agency: Path) -> None:
    repository = open_repository(agency)
    tip = repository.resolve("HEAD") if repository else None
    if repository is None or tip is None:
        raise GitError("this is no agency with a history")
    with repository:
        if not every_change(repository, tip, cached=False):
            raise SystemExit("There is no history in it.")


def _sum(spent: list[Spent]) -> Spent:
    return Spent(sum(each.clock for each in spent), sum(each.processor for each in spent))


if __name__ == "__main__":
    main()
