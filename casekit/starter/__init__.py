"""A few answers in, an agency's working repository out; later, a newer casekit in, what it would change there out.

``agency/`` holds what a repository begins with as it will stand there, ``githooks/`` what Git runs. Both are copied as
they are: values are only in records, and records are written by the YAML writer.
"""
