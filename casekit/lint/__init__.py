"""A caseload in, findings out."""
