"""The demonstration in, pictures of its site for the README out: `make screenshots` writes them into site/images."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from support.browser import chromium  # noqa: E402 - found only with the line above

_DAY = "1793880000"  # 2026-11-05, shortly after the demonstration's last entry
_SHOTS = {
    "home": ("index", "light"),
    "caseload": ("cases/index", "light"),
    "case": ("cases/C-NSDBNBDM", "light"),
    "case-dark": ("cases/C-NSDBNBDM", "dark"),
}


def main() -> None:
    """Build the site as of one day, and take the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        for name in ("site", "records"):
            shutil.copytree(ROOT / name, project / name)
        shutil.copy(ROOT / "mkdocs.yml", project)
        environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": _DAY}
        subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q"], cwd=project, env=environment, check=True)
        with chromium() as browser:
            for name, (path, scheme) in _SHOTS.items():
                context = browser.new_context(viewport={"width": 1160, "height": 760}, color_scheme=scheme)  # type: ignore[arg-type]
                page = context.new_page()
                page.goto((project / f"build/site/{path}.html").as_uri())
                page.screenshot(path=ROOT / f"site/images/{name}.png")
                context.close()


if __name__ == "__main__":
    main()
