"""Links in mails that act for one person in one organization without signing in.

A link is signed and dated, so nobody can make or widen one; it says what it may do, to what.
Opening it (GET) must only show a confirmation page: mail scanners follow links.
"""

from dataclasses import asdict, dataclass
from datetime import timedelta

from django.core import signing

SALT = "longshore.signed-link"
LASTING_SALT = "longshore.lasting-link"
MAX_AGE = timedelta(days=30)


@dataclass(frozen=True)
class SignedLink:
    """`purpose` is a word such as `acknowledge`; `subject_id` the id it is about."""

    organization_id: int
    membership_id: str
    purpose: str
    subject_id: str


def write(link: SignedLink) -> str:
    """The token to be put into an address."""
    return signing.dumps(asdict(link), salt=SALT, compress=True)


def read(token: str) -> SignedLink | None:
    """What the token says, or None when it is forged, damaged or older than `MAX_AGE`."""
    try:
        return SignedLink(**signing.loads(token, salt=SALT, max_age=MAX_AGE))
    except (signing.BadSignature, TypeError):
        return None


def has_expired(token: str) -> bool:
    """Whether the token is genuine but older than `MAX_AGE`."""
    try:
        signing.loads(token, salt=SALT, max_age=MAX_AGE)
    except signing.SignatureExpired:
        return True
    except signing.BadSignature:
        return False
    return False


def write_lasting(link: SignedLink) -> str:
    """A token that doesn't expire by age. What it opens must hold a secret that can be revoked."""
    return signing.dumps(asdict(link), salt=LASTING_SALT, compress=True)


def read_lasting(token: str) -> SignedLink | None:
    """What a lasting token says, or None when it is forged or damaged."""
    try:
        return SignedLink(**signing.loads(token, salt=LASTING_SALT))
    except (signing.BadSignature, TypeError):
        return None
