"""A Git history or two texts of a record in, changes by record and field out: what changed, when, by whom and why."""
