"""Two states of the records in, a review of what changed between them out: what needs a supervisor first, first."""
