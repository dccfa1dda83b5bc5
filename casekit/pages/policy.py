"""A finished page of the site in, the same page out with a Content-Security-Policy: nothing is loaded from elsewhere.

Only the theme's own inline scripts are allowed, each by its hash. If an escape ever failed, what slipped through
would still not run, and could send nothing anywhere. ``frame-ancestors`` has to come from the server.
"""

from __future__ import annotations

import base64
import hashlib
import re

_INLINE = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
_FIXED = (
    "default-src 'none'; connect-src 'self'; font-src 'self'; img-src 'self' data:; worker-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
_BUILT = f"{_FIXED}; style-src 'self'; script-src 'self'"
EXPORTED = f"{_FIXED}; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'"
"""The policy of an exported site: what its generator writes into a page nobody can know beforehand."""


def with_policy(page: str, content: str) -> str:
    """Return a page with its policy; scripts within ``content``, which holds record text, are not allowed."""
    ours = _INLINE.findall(page.replace(content, "", 1) if content else page)
    allowed = "".join(f" 'sha256-{digest}'" for digest in dict.fromkeys(map(_digest, ours)))
    meta = f'<meta http-equiv="Content-Security-Policy" content="{_BUILT}{allowed}">'
    return page.replace("<head>", f"<head>\n    {meta}", 1)


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
