"""A caseload in, the pages of its internal site out; ``plugin`` is the door through which MkDocs comes for them."""
