"""Nothing in; the files that an agency's repository begins with out, by their path there: all but records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import casekit
from casekit.records.schemas import schemas_folder

REQUIREMENTS = "requirements.txt"

_HERE = Path(__file__).resolve().parent
_AGENCY = _HERE / "agency"
_OWN_WORDS = {REQUIREMENTS}  # depends on how casekit came here, and is the agency's from the first day


def shipped() -> dict[str, bytes]:
    """Return the files that come with casekit and that a newer casekit may bring anew."""
    files = {path: data for path, data in _below(_AGENCY) if path not in _OWN_WORDS}
    files |= {f"schemas/{path}": data for path, data in _below(schemas_folder()) if path.endswith(".schema.json")}
    return dict(sorted({**_site(), **files}.items()))


def requirements() -> bytes:
    """Return the file that says where casekit comes from; with no such line where nobody else could follow it."""
    about = (_AGENCY / REQUIREMENTS).read_bytes()
    try:
        direct = metadata.distribution("casekit").read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        return about
    line = source(direct)
    return about + f"{line}\n".encode() if line else about


def source(direct: str | None) -> str | None:
    """Return pip's line for the casekit that runs here; None where it came from a folder or file of this machine.

    ``direct`` is what pip noted beside the installed package where it did not come from an index.
    Source: PEP 610, direct_url.json.
    """
    if direct is None:
        return f"casekit[site]=={casekit.__version__}"
    told = json.loads(direct)
    url, vcs = str(told.get("url", "")), told.get("vcs_info") or {}
    if not url.startswith(("https://", "ssh://")) or any(sign.isspace() or sign == "#" for sign in url):
        return None
    if vcs:
        return f"casekit[site] @ {vcs['vcs']}+{url}@{vcs['commit_id']}"
    digest = (told.get("archive_info") or {}).get("hashes", {}).get("sha256")
    return f"casekit[site] @ {url}" + (f"#sha256={digest}" if digest else "")


def hook(name: str) -> bytes:
    """Return a piece of what Git runs: ``begin``, ``pre-commit`` or ``pre-push``."""
    return (_HERE / "githooks" / name).read_bytes()


def _site() -> dict[str, bytes]:
    """Return the site's own files: packed with the rest in an installed package, beside it in a checkout."""
    if (_AGENCY / "mkdocs.yml").is_file():
        return {}
    checkout = _HERE.parents[1]
    pages = {f"site/{path}": data for path, data in _below(checkout / "site") if not path.startswith("images/")}
    return {"mkdocs.yml": (checkout / "mkdocs.yml").read_bytes(), **pages}


def _below(folder: Path) -> Iterator[tuple[str, bytes]]:
    for file in folder.rglob("*"):
        if file.is_file():
            yield file.relative_to(folder).as_posix(), file.read_bytes()
