"""Secrets that must be read again, encrypted before they reach the database.

The key comes from SECRET_KEY, so a copy of the database alone reveals nothing. Keys in
SECRET_KEY_FALLBACKS still decrypt what was written under them.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class SecretUnreadable(ValueError):
    """What is stored can't be decrypted with the SECRET_KEY of now."""


def seal(text: str) -> str:
    """The text, encrypted."""
    return _cipher().encrypt(text.encode()).decode()


def unseal(stored: str) -> str:
    """The text that was sealed; raises `SecretUnreadable` where SECRET_KEY has changed."""
    try:
        return _cipher().decrypt(stored.encode()).decode()
    except InvalidToken as error:
        raise SecretUnreadable(
            "A stored secret can't be read: SECRET_KEY has changed since. Enter the secret "
            "again, or put the former key into SECRET_KEY_FALLBACKS."
        ) from error


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(secret_key: str) -> bytes:
    derivation = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"longshore.secrets")
    return base64.urlsafe_b64encode(derivation.derive(secret_key.encode()))
