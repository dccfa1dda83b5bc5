"""A healthy repository in, one with a single thing wrong in it out: every case of tests/audit/damage.yaml."""
