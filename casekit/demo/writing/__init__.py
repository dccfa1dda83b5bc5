"""One function for each kind of record in a case: a chart in, the record put into it."""
