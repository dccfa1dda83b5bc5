"""Safe channels: calls, texts, messages and letters go only where the person has said they are safe."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from casekit.finding import Severity
from casekit.lint.rule import Problem, problem, rule
from casekit.model.caseload import Case, Caseload
from casekit.model.contact import Contact
from casekit.model.people import Person
from casekit.model.safe_contact import judged, no_phone_for
from casekit.model.standing import ended_on

_LEFT_A_MESSAGE = re.compile(
    r"\bleft (?:(?:a|her|him|them|word)\b[^.;]{0,40})?(?:voice ?mail|message)\b", re.IGNORECASE
)
_OF_THEIR_HOME = re.compile(
    r"\b(?:son|daughter|child|kid|nephew|niece|husband|wife|partner|boyfriend|girlfriend|spouse|mother|father|brother"
    r"|sister|aunt|uncle|cousin|roommate|housemate)\b",
    re.IGNORECASE,
)


@rule("CK660", Severity.WARNING, on="case")
def interpreter_from_the_family(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Whoever interprets is not of the family or the household.

    Checks:
        That `interpreter` of a contact names no child, partner, relative or housemate, unless somebody else interpreted
        at a later one. In a crisis anyone will do; therapy, assessments and screenings are asked about by
        family-interprets.
    Why:
        Nobody speaks freely of fear, money or the body through their own child, and not everything is passed on.
    Bad:
        # contacts/2026-03-02-k7.yaml
        interpreter: Her daughter, who is ten
    Good:
        # contacts/2026-03-02-k7.yaml
        interpreter: Language line, Somali
    Fix:
        Book an interpreter for the next talk, and ask again what mattered.
    Leave it:
        Where it was for a bus time or a form, and a cousin is whom they want: a waiver says so. Once an interpreter was
        there at a later talk, nothing is asked.
    Source:
        45 CFR 92.201(e); practice in domestic violence work: never a child or partner save in an emergency.
    """
    del caseload
    interpreted = [(c, c.interpreter) for c in case.contacts if c.interpreter is not None]
    since = max((c.date for c, who in interpreted if not _OF_THEIR_HOME.search(who)), default=dt.date.min)
    for contact, who in interpreted:
        if contact.date >= since and contact.kind not in {"crisis", "therapy"} and _OF_THEIR_HOME.search(who):
            says = "someone of the family or household interpreted. Was anything of safety or health talked about?"
            yield problem(contact, "interpreter", says=says)


@rule("CK661", Severity.WARNING, on="case")
def text_where_none_is_safe(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Texts go only to a number on which texts are safe.

    Checks:
        That no contact is a text to the client where phones are listed and none of them is `safe` with `text: true`.
        What was before `safe_contact.as_of` is not judged.
    Why:
        Someone else may read it, learn that they have our help, and hurt them for it.
    Bad:
        # people/7K/P-7K3QFMXN.yaml
        safe_contact:
          phones:
            - {number: 555-0142, safe: true, voicemail: false, text: false}
        # contacts/2026-03-02-k7.yaml
        kind: text_message
    Good:
        # people/7K/P-7K3QFMXN.yaml
        safe_contact:
          phones:
            - {number: 555-0142, safe: true, voicemail: false, text: true}
        # contacts/2026-03-02-k7.yaml
        kind: text_message
    Fix:
        Ask the client, on a safe way, whether anyone saw it. If texts are safe by now, correct the number and write
        `as_of`.
    Leave it:
        Where they wrote first and nothing was answered: a waiver says so. What was before `safe_contact.as_of` is past.
    Source:
        NNEDV, technology safety: contact only on channels the survivor named; House practice.
    """
    for contact, person in _to_client(case, caseload, "text_message"):
        if no_phone_for(person, "text"):
            yield problem(contact, "kind", says="no number of theirs is marked safe for texts. Was this one safe?")


@rule("CK662", Severity.WARNING, on="case")
def call_where_none_is_safe(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Calls go only to a number that is safe.

    Checks:
        That no contact is a call with the client where phones are listed and none of them is `safe`. What was before
        `safe_contact.as_of` is not judged.
    Why:
        Someone else may pick up, or read the list of calls.
    Bad:
        # people/7K/P-7K3QFMXN.yaml
        safe_contact:
          phones:
            - {number: 555-0142, safe: false, voicemail: false, text: false}
    Good:
        # people/7K/P-7K3QFMXN.yaml
        safe_contact:
          phones:
            - {number: 555-0142, safe: false, voicemail: false, text: false}
            - {number: 555-0143, whose: A friend's, safe: true, voicemail: false, text: false}
    Fix:
        Ask the client which number is safe and add it.
    Leave it:
        Where they called us from a booth, a school or an office: a waiver says so.
    Source:
        NNEDV, technology safety: contact only on channels the survivor named; House practice.
    """
    for contact, person in _to_client(case, caseload, "phone"):
        if no_phone_for(person, "call"):
            yield problem(contact, "kind", says="no number of theirs is marked safe. Where were they called?")


@rule("CK663", Severity.WARNING, on="case")
def letter_where_not_safe(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Letters and e-mail go only where the person alone opens them.

    Checks:
        That no contact is a letter or an e-mail to the client, and nothing of their own papers went to them that way,
        where the person's file says `safe: false` of that address. What was before `safe_contact.as_of` is not judged.
    Why:
        An envelope on the kitchen table is opened by whoever is home.
    Bad:
        # people/7K/P-7K3QFMXN.yaml
        safe_contact:
          mail: {address: 4 Pier Road, safe: false}
        # contacts/2026-03-02-k7.yaml
        kind: letter
    Good:
        # people/7K/P-7K3QFMXN.yaml
        safe_contact:
          mail: {address: Box 155, safe: true}
        # contacts/2026-03-02-k7.yaml
        kind: letter
    Fix:
        Hand papers over in person, and agree on another address.
    Leave it:
        Where it went to another address that is safe: that address in the person's file answers this.
    Source:
        45 CFR 164.522(b), confidential communications; House practice.
    """
    person = caseload.person_of(case)
    if person is None:
        return
    mail, email = person.safe_contact.mail, person.safe_contact.email
    closed = {"letter"} if mail is not None and not mail.safe else set()
    closed |= {"email", "secure_email"} if email is not None and not email.safe else set()
    for contact in case.contacts:
        if contact.kind in closed and contact.spoke_with is None and judged(person, contact.date):
            yield problem(contact, "kind", says="the person's file says that this is not safe for them. Who opened it?")
    for told in case.disclosures:
        if told.basis == "to_client" and told.how in closed and judged(person, told.date):
            yield problem(told, "how", says="the person's file says that this is not safe for them. Who opened it?")


@rule("CK664", Severity.INFO, on="case")
def message_left_where_none_is_safe(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Messages are left only where voicemail is safe.

    Checks:
        Whether the note of a call that reached nobody speaks of a message left, where phones are listed and none of
        them is `safe` with `voicemail: true`. What was before `safe_contact.as_of` is not judged.
    Why:
        A voicemail is played aloud in a kitchen.
    Bad:
        # people/7K/P-7K3QFMXN.yaml
        safe_contact:
          phones:
            - {number: 555-0142, safe: true, voicemail: false, text: true}
        # contacts/2026-03-02-k7.yaml
        reached: false
        note: Left a message to call back.
    Good:
        # people/7K/P-7K3QFMXN.yaml
        safe_contact:
          phones:
            - {number: 555-0142, safe: true, voicemail: false, text: true}
        # contacts/2026-03-02-k7.yaml
        reached: false
        note: Let it ring, left no message.
    Fix:
        Ask, on a safe way, whether anyone heard it.
    Leave it:
        Where it was left with someone they trust, or said nothing but a first name.
    Source:
        45 CFR 164.522(b), confidential communications; House practice.
    """
    for contact, person in _to_client(case, caseload, "phone"):
        if not contact.reached and no_phone_for(person, "voicemail") and _LEFT_A_MESSAGE.search(contact.note):
            yield problem(
                contact, "note", says="a message was left, and no number is marked safe for voicemail. Where was it?"
            )


@rule("CK665", Severity.INFO, on="case")
def no_safe_way_known(case: Case, caseload: Caseload) -> Iterator[Problem]:
    """Who must be reached with care has at least one safe way.

    Checks:
        Whether a person of an open case, whose file names someone who must not know, has a phone, an address or an
        e-mail marked safe.
    Why:
        In a hurry a colleague will use whatever number they find.
    Bad:
        # people/7K/P-7K3QFMXN.yaml
        safe_contact:
          must_not_know: ["Her former husband, Bo Example"]
    Good:
        # people/7K/P-7K3QFMXN.yaml
        safe_contact:
          must_not_know: ["Her former husband, Bo Example"]
          note: Only through the school's office, on weekdays.
    Fix:
        Ask at the next meeting what is safe.
    Leave it:
        Where a friend, a school or a set time at our door is the way: written under `safe_contact.note`, nothing is
        asked.
    Source:
        House practice: safe-contact rules bind every call, letter and reminder.
    """
    person = caseload.person_of(case)
    if person is None or ended_on(case) is not None:
        return
    rules = person.safe_contact
    ways = (*rules.phones, *(way for way in (rules.mail, rules.email) if way is not None))
    if rules.must_not_know and rules.note is None and not any(way.safe for way in ways):
        yield problem(
            person, "safe_contact", says="someone must not know, and no safe way is written down. How are they reached?"
        )


def _to_client(case: Case, caseload: Caseload, kind: str) -> Iterator[tuple[Contact, Person]]:
    """Yield the contacts of a kind that were with the client themselves and that the person's rules judge."""
    person = caseload.person_of(case)
    if person is not None:
        for contact in case.contacts:
            if contact.kind == kind and contact.spoke_with is None and judged(person, contact.date):
                yield contact, person
