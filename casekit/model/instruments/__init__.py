"""An instrument's answers by item in, its total, band and red flags out; one YAML file per instrument says how.

The files hold numbers and rules, never the wording of items. Those that may not be used without a licence of their own
(VI-SPDAT, DLA-20, PAM) are left out; an agency may still note their totals, and nothing is checked.
"""
