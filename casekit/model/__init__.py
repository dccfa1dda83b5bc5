"""Checked plain data in, frozen typed records and one Caseload out."""
