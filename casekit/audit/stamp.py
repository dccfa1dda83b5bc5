"""An anchor in, a question to a time-stamping authority out; its answer in, when the anchor was there at the latest out.

Without one, the time of an anchor is what its witnesses say. A time-stamp (RFC 3161) is an authority's signature over
the anchor's SHA-256 and the authority's own clock. People ask for it with a program of their choice: nothing here
reaches for another host, and ids and hashes are all that goes out, hashed once more.
"""

from __future__ import annotations

import binascii
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from casekit.audit.anchor import Anchor, Statement
from casekit.audit.trust import Stamp, Trust
from casekit.audit.verdict import Judgement, judged

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse


class StampError(Exception):
    """No time-stamp of that anchor; the message completes a sentence that begins with what was read."""


def question(statement: Statement) -> bytes:
    """Return what to send to an authority (TimeStampReq, in DER): the SHA-256 of an anchor's statement."""
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    asked = TimestampRequestBuilder().data(statement.text.encode()).hash_algorithm(HashAlgorithm.SHA256)
    # Without a number that is used once, the same anchor makes the same question; the answer is bound to the anchor.
    return asked.nonce(nonce=False).cert_request(cert_request=True).build().as_bytes()


def certificates(text: bytes) -> list[Certificate]:
    """Read the certificates of authorities (PEM). Raises StampError where there is none."""
    from cryptography.x509 import load_pem_x509_certificates

    try:
        return load_pem_x509_certificates(text)
    except ValueError as error:
        raise StampError("holds no certificate (PEM)") from error


def stamped(statement: Statement, answer: bytes, authorities: Iterable[str]) -> int:
    """Return when an authority saw an anchor, in seconds since 1970.

    ``answer`` is its TimeStampResp, in DER; ``authorities`` are the certificates (PEM) of those whose clock counts: of
    the authority itself, or of whoever vouches for it. Raises StampError where the answer is of another anchor, was
    changed, or is signed by nobody of these.
    """
    from rfc3161_client import VerificationError, VerifierBuilder

    told = _decoded(answer)
    trusted = [each for text in authorities for each in certificates(text.encode())]
    if not trusted:
        raise StampError("is by an authority that your trust file does not name")
    try:
        VerifierBuilder(roots=trusted).build().verify_message(told, statement.text.encode())
    except (VerificationError, ValueError) as error:
        raise StampError(
            "is of another anchor, was changed, or is by an authority that your trust file does not name"
        ) from error
    return int(told.tst_info.gen_time.timestamp())


def _decoded(answer: bytes) -> TimeStampResponse:
    from rfc3161_client import PKIStatus, decode_timestamp_response

    try:
        told = decode_timestamp_response(answer)
    except ValueError as error:
        raise StampError("is no answer of a time-stamping authority") from error
    if told.status != PKIStatus.GRANTED:
        raise StampError("says that the authority declined; ask it again, or another one")
    return told


def judge_stamps(trust: Trust, held: Sequence[Anchor], skew: int) -> Iterator[Judgement]:
    """Judge each time-stamp of a trust file by the anchors ``held`` there. ``skew`` is how many seconds clocks may differ."""
    anchors = {each.statement.number: each.statement for each in held}
    for stamp in trust.stamps:
        statement = anchors.get(stamp.anchor)
        if statement is None:
            yield judged(
                "CK816", f"the trust file has a time-stamp of the anchor {stamp.anchor:04}, and no such anchor."
            )
            continue
        try:
            moment = stamped(statement, _bytes(stamp), trust.authorities)
        except StampError as error:
            yield judged("CK816", f"the time-stamp of the anchor {statement.name} {error}.", statement.tip)
            continue
        if statement.time > moment + skew:
            yield judged("CK816", f"the anchor {statement.name} claims to be made after its time-stamp.", statement.tip)


def _bytes(stamp: Stamp) -> bytes:
    try:
        return binascii.a2b_base64(stamp.answer, strict_mode=True)
    except (ValueError, UnicodeEncodeError) as error:
        raise StampError("is no answer of a time-stamping authority") from error
