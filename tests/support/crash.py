"""A command's words and an agency in; the command killed before its first step on the disk, its second, and so on.

Run as a program. Each try is a process of its own (a fork), which kills itself with SIGKILL just before the n-th call
of the operating system in records/save.py, which alone writes records. It begins from the same files each time. One line of JSON per try: what was found
afterwards, and whether the process came to its end by itself; that try is the last.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType


def killed_before(step: int) -> None:
    """Kill this process just before the ``step``-th call of the operating system that records/save.py makes."""
    counted = 0

    def watch(frame: FrameType, event: str, called: object) -> None:
        nonlocal counted
        ours = frame.f_code.co_filename.endswith("records/save.py")
        if event == "c_call" and ours and getattr(called, "__module__", "") == "posix":
            counted += 1
            if counted == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(watch)


def snapshot(folder: Path) -> dict[str, str]:
    """Return what every file below a folder says, by its path."""
    return {p.relative_to(folder).as_posix(): p.read_text() for p in sorted(folder.rglob("*")) if p.is_file()}


def tries(work: Callable[[Path], object], start: Path, folder: Path) -> None:
    """Do ``work`` on a copy of ``start`` again and again, killed one step later each time, until it comes to its end."""
    step = 0
    ended = False
    while not ended:
        step += 1
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(start, folder)
        child = os.fork()
        if not child:
            killed_before(step)
            work(folder)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        ended = os.WIFEXITED(status)
        assert ended or os.WTERMSIG(status) == signal.SIGKILL
        sys.stdout.write(json.dumps({"ended": ended, "files": snapshot(folder)}) + "\n")


def main() -> None:
    """Take ``save`` or ``command``, two folders and the words of a command."""
    how, start, folder, *words = sys.argv[1:]
    if how == "save":
        from casekit.records import save

        name, path, old, new = words
        functions: dict[str, Callable[[Path], object]] = {
            "create": lambda top: save.create(top / path, new.encode(), within=top),
            "replace": lambda top: save.replace(top / path, old.encode(), new.encode()),
            "overwrite": lambda top: save.overwrite(top / path, new.encode(), mode=0o600),
        }
        tries(functions[name], Path(start), Path(folder))
    else:
        import secrets

        from casekit.cli.main import run

        # The same names each time, so that the states can be compared.
        secrets.choice = lambda letters: letters[7]  # type: ignore[assignment]
        quiet = os.open(os.devnull, os.O_WRONLY)

        def work(top: Path) -> None:
            os.dup2(quiet, 1)
            os.dup2(quiet, 2)
            run(["-C", str(top), *words])

        run(["-C", start, "lint"])  # what is imported once need not be imported in each try
        sys.stdout.flush()
        tries(work, Path(start), Path(folder))


if __name__ == "__main__":
    main()
