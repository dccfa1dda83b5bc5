"""A seed and a size in, a fictional agency's repository with years of history out."""
