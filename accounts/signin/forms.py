"""Forms of the second factor that record what went wrong."""

from typing import Any

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, LoginWebAuthnForm
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Access
from accounts.services.access import record_attempt
from accounts.signin.origin import origin_of

THROTTLED = "too_many_login_attempts"


class CodeForm(AuthenticateForm):
    """The second factor as a code: of an authenticator app, or a recovery code."""

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()
        except ValidationError as refusal:
            _record(refusal, self.user.email)
            raise
        return code


class SecurityKeyForm(AuthenticateWebAuthnForm):
    """The second factor as a security key."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()
        except ValidationError as refusal:
            _record(refusal, self.user.email)
            raise


class PasskeyForm(LoginWebAuthnForm):
    """Signing in with a passkey alone; a wrong one says of itself whose it is, so of nobody."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()
        except ValidationError as refusal:
            _record(refusal, "")
            raise


def _record(refusal: ValidationError, email: str) -> None:
    kind = Access.THROTTLED if refusal.code == THROTTLED else Access.WRONG_SECOND_FACTOR
    record_attempt(kind=kind, origin=origin_of(context.request), now=timezone.now(), email=email)
