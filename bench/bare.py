"""An agency and a folder in, the records as Markdown pages there and a site that MkDocs Material alone makes of them out.

A page for each case, which says what its records say: what any site of the same words costs without a line of casekit.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

SETTINGS = "site_name: Records\ntheme: {name: material, font: false}\nplugins: [search]\n"


def main(agency: Path, folder: Path) -> None:
    """Write the pages where they are not there yet, and build."""
    pages = folder / "docs"
    if not pages.is_dir():
        write(agency, pages)
    (folder / "mkdocs.yml").write_text(SETTINGS)
    shutil.rmtree(folder / "site", ignore_errors=True)
    builder = Path(sys.executable).with_name("mkdocs")
    subprocess.run([builder, "build", "--quiet"], cwd=folder, check=True)
    print(f"{sum(1 for _ in (folder / 'site').rglob('index.html'))} pages")


def write(agency: Path, pages: Path) -> None:
    """Write a page for each case, with a heading and a table for each of its records."""
    for case in sorted((agency / "records/cases").glob("*/*")):
        text = [f"# {case.name}", ""]
        for record in sorted(case.rglob("*.yaml")):
            fields = [line.partition(":") for line in record.read_text().splitlines() if ":" in line]
            text += [f"## {record.relative_to(case)}", "", "| | |", "|---|---|"]
            text += [f"| {name.strip(' -')} | {value.strip()} |" for name, _, value in fields]
            text.append("")
        page = pages / case.parent.name / f"{case.name}.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text("\n".join(text))
    (pages / "index.md").write_text("# Records\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
