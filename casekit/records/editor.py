"""The kinds of record in, what an editor needs to check and explain them as they are typed out: which schema is for which files."""

from __future__ import annotations

import re

from casekit.records.paths import KINDS, ROOT


def schema_globs() -> dict[str, str]:
    """Return the schema of each kind to the glob of its records, both relative to the agency's folder.

    This is what the setting ``yaml.schemas`` of the YAML language server takes. A ``*`` stops at a slash, so no
    record has two schemas.
    """
    return {f"schemas/{kind.name}.schema.json": f"{ROOT}/{_glob(kind.shape)}" for kind in KINDS.values()}


def _glob(shape: str) -> str:
    return re.sub("<[a-z-]+>", "*", shape)
