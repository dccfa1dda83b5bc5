"""The demonstration in, pictures of every page type of its site out: `make screenshots` writes them into site/images.

Two are for the README; the small ones, light and dark, are to be looked at after a change of the templates.
"""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from support.browser import chromium  # noqa: E402 - found only with the line above
from support.told import with_past  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_DAY = "1793880000"  # 2026-11-05, shortly after the demonstration's last entry
_CASE = "C-NSDBNBDM"
_PAGES = {
    "home": "index", "caseload": "cases/index", "case": f"cases/{_CASE}", "timeline": f"timelines/{_CASE}",
    "history": f"history/{_CASE}", "agenda": "agenda", "weeks": "week", "month": "month", "risk": "risks",
    "teams": "teams/index", "team": "teams/north", "consents": "consents", "advocacy": "advocacy",
    "directory": "providers/index", "gaps": "providers/gaps", "supervision": "supervision", "findings": "findings",
    "waivers": "waivers", "outcomes": "outcomes", "audit": "audit", "worker": "workers/s-ruiz", "records": "records",
    "rules": "rules", "limits": "limits",
}  # fmt: skip
_README = ("home", "case")
_WIDE, _HIGH, _SMALL = 1160, 760, 0.45


def main() -> None:
    """Build the site as of one day, and take the pictures."""
    images = ROOT / "site/images"
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        for name in ("site", "records"):
            shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("images"))
        shutil.copy(ROOT / "mkdocs.yml", project)
        with_past(project)
        environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": _DAY}
        subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q"], cwd=project, env=environment, check=True)
        with chromium() as browser:
            for name, path in _PAGES.items():
                address = (project / f"build/site/{path}.html").as_uri()
                if name in _README:
                    (images / f"{name}.webp").write_bytes(_picture(browser, address, "light", 1))
                for scheme in ("light", "dark"):
                    (images / "pages").mkdir(parents=True, exist_ok=True)
                    (images / f"pages/{name}-{scheme}.webp").write_bytes(_picture(browser, address, scheme, _SMALL))


def _picture(browser: Browser, address: str, scheme: str, scale: float) -> bytes:
    """Return what a page shows at first, as WebP; ``scale`` makes the picture smaller, not the page."""
    size = {"width": _WIDE, "height": _HIGH}
    context = browser.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address)
    clip = {"x": 0, "y": 0, "width": _WIDE, "height": _HIGH, "scale": scale}
    session = context.new_cdp_session(page)
    taken = session.send("Page.captureScreenshot", {"format": "webp", "quality": 60, "clip": clip})
    context.close()
    return base64.b64decode(taken["data"])


if __name__ == "__main__":
    main()
