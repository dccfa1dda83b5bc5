"""Shape: what differs from the record's JSON Schema.

Validation itself finds these (``casekit.records``); the rules here give each its code, weight and explanation.
"""

from __future__ import annotations

from casekit.finding import Severity
from casekit.lint.rule import rule


@rule("CK101", Severity.ERROR, on="file", form=True)
def unknown_field() -> None:
    """A field is one that its kind of record has.

    Checks:
        That every field is in the schema of its kind of record.
    Why:
        A mistyped field is kept in the file and read by nobody: what it says is lost without a word.
    Bad:
        # contacts/2026-03-02-k7.yaml
        minuts: 20
    Good:
        # contacts/2026-03-02-k7.yaml
        minutes: 20
    Fix:
        Correct the name; where one name alone comes near, `casekit lint --fix` does it. Fields of your agency's own go
        under `local:`.
    Source:
        schemas/*.schema.json.
    """


@rule("CK102", Severity.ERROR, on="file", form=True)
def missing_field() -> None:
    """A record has the fields without which it makes no sense.

    Checks:
        That the fields a kind of record needs are there, also those it needs only because of another field.
    Why:
        It is what a colleague who covers tomorrow goes by, and often all they read.
    Bad:
        # contacts/2026-03-02-k7.yaml (whole file)
        date: 2026-03-02
        kind: phone
        minutes: 20
        reached: true
        note: She called.
    Good:
        # contacts/2026-03-02-k7.yaml (whole file)
        date: 2026-03-02
        by: s-ruiz
        kind: phone
        minutes: 20
        reached: true
        note: She called.
    Fix:
        Add the field. Where a field may be left open, `{none_because: not_asked}` is an answer.
    Source:
        schemas/*.schema.json.
    """


@rule("CK103", Severity.ERROR, on="file", form=True)
def wrong_type() -> None:
    """A value is of the kind its field asks for.

    Checks:
        That text, numbers, true/false, lists and groups of fields stand where each belongs.
    Why:
        An empty field leaves a colleague guessing, and a list typed as text can be neither counted nor looked up.
    Bad:
        # contacts/2026-03-02-k7.yaml
        reached: yes
    Good:
        # contacts/2026-03-02-k7.yaml
        reached: true
    Fix:
        Write what the message asks for.
    Source:
        schemas/*.schema.json.
    """


@rule("CK104", Severity.ERROR, on="file", form=True)
def not_one_of() -> None:
    """A word is one of those its field knows.

    Checks:
        That a field with a fixed set of words holds one of them.
    Why:
        Lists, due dates and outcomes go by these words; an unknown one is in none of them.
    Bad:
        # contacts/2026-03-02-k7.yaml
        kind: fone
    Good:
        # contacts/2026-03-02-k7.yaml
        kind: phone
    Fix:
        Use one of the words. If none fits, use `other` where there is one and say more in the note.
    Source:
        schemas/*.schema.json.
    """


@rule("CK105", Severity.ERROR, on="file", form=True)
def wrong_format() -> None:
    """A value is written in the form its field asks for.

    Checks:
        That dates, times, ids, phone numbers and the like are written as everywhere else, and that no text is blank.
    Why:
        03/02/2026 is March to one reader and February to another.
    Bad:
        # contacts/2026-03-02-k7.yaml
        start: 2.30 pm
    Good:
        # contacts/2026-03-02-k7.yaml
        start: 14:30
    Fix:
        Write it as in the message's example.
    Source:
        schemas/common.schema.json; dates as in ISO 8601.
    """


@rule("CK106", Severity.ERROR, on="file", form=True)
def impossible_date() -> None:
    """A date is in the calendar.

    Checks:
        That the month has that day.
    Why:
        30 February is a slip of a day or of a month, and only whoever wrote it knows which.
    Bad:
        # contacts/2026-03-02-k7.yaml
        next_on: 2026-02-30
    Good:
        # contacts/2026-03-02-k7.yaml
        next_on: 2026-03-30
    Fix:
        Correct the day or the month.
    Source:
        ISO 8601.
    """


@rule("CK107", Severity.ERROR, on="file", form=True)
def out_of_range() -> None:
    """A number or list is within its bounds.

    Checks:
        That numbers are neither too small nor too large, and lists neither too short nor too long.
    Why:
        A contact of -20 minutes would be subtracted from the month.
    Bad:
        # contacts/2026-03-02-k7.yaml
        minutes: -20
    Good:
        # contacts/2026-03-02-k7.yaml
        minutes: 20
    Fix:
        Correct the value.
    Source:
        schemas/*.schema.json.
    """


@rule("CK108", Severity.ERROR, on="file", form=True)
def repeated_item() -> None:
    """A list names each thing once.

    Checks:
        That a list of goals, services, people or the like holds nothing twice.
    Why:
        The second of the two was probably meant to be another.
    Bad:
        # contacts/2026-03-02-k7.yaml
        goals: [g1, g1]
    Good:
        # contacts/2026-03-02-k7.yaml
        goals: [g1]
    Fix:
        Take one away, or correct it.
    Source:
        schemas/*.schema.json.
    """


@rule("CK109", Severity.WARNING, on="file", form=True)
def undescribed_local_fields() -> None:
    """The agency's own fields are described.

    Checks:
        That a kind of record with fields under `local:` has a schema in schemas/local/.
    Why:
        Without one, a mistyped field of your own is found by nobody.
    Bad:
        # contacts/2026-03-02-k7.yaml
        local:
          county_form: B-12
    Good:
        # contacts/2026-03-02-k7.yaml
        local:
          county_form: B-12
        # schemas/local/contact.schema.json
        {"properties": {"county_form": {"type": "string"}}, "unevaluatedProperties": false}
    Fix:
        Describe the fields in schemas/local/<kind>.schema.json.
    Source:
        House rule: an agency extends, and never edits the shipped schemas.
    """


@rule("CK110", Severity.ERROR, on="file")
def broken_local_schema() -> None:
    """The agency's own schemas can be used.

    Checks:
        That each file in schemas/local/ is a JSON Schema and is named after a kind of record.
    Why:
        With a broken schema the fields it describes are not checked at all.
    Bad:
        # schemas/local/contact.schema.json
        {"type": "objekt"}
    Good:
        # schemas/local/contact.schema.json
        {"type": "object"}
    Fix:
        Mend the schema as the message says.
    Source:
        JSON Schema 2020-12.
    """
