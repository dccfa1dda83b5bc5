"""Options in, one call, an exit code out: one module per command."""
