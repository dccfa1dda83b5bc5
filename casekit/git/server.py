"""A bare repository, a hook and settings in, a server that lets the hook look at every push out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from casekit.git import run
from casekit.git.commands import Command
from casekit.git.condition import condition
from casekit.git.run import GitError

_MARK = "# casekit server-hook: "
_RUNNABLE = 0o755


def set_up_server(server: Path, hook: str, settings: Mapping[str, str]) -> Path | None:
    """Write the pre-receive hook and the settings; return the hook's path where another one stands there already.

    Raises GitError where the folder is no bare repository, OSError where it cannot be written.
    """
    if not server.is_dir() or not (server / "HEAD").is_file() or not condition(server).bare:
        raise GitError(f"{run.shown(server)} is no bare repository: git init --bare makes one")
    path = server / "hooks" / "pre-receive"
    if path.exists() and _MARK not in path.read_text("utf-8", "replace"):
        return path
    for name, value in settings.items():
        code, _, complaints = run.ask_bare(server, Command.SET, name, value, timeout=run.TIMEOUT)
        if code:
            raise GitError(f"Git could not set {name}: {run.last_words(complaints)}")
    path.parent.mkdir(exist_ok=True)
    path.write_text(hook, encoding="utf-8")
    path.chmod(_RUNNABLE)
    return None
