"""`python -m casekit` is `casekit`."""

from casekit.cli.main import main

main()
