"""How Longshore uses django-allauth: nobody signs up, every attempt is recorded."""

import time
from typing import Any
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts.middleware import landing_membership
from accounts.models import Access, User
from accounts.services.access import record_access, record_attempt, record_for_person
from accounts.services.account_letters import write_account_changed, write_new_password
from accounts.signin.origin import origin_of
from accounts.signin.sealing import seal, unseal
from accounts.signin.second_factor import requiring_organizations
from accounts.signin.throttle import in_words, wait_for
from accounts.signin.vouching import note_who_vouches

#: Subject and sentence of the letter about each change, by allauth's name for it.
CHANGES = {
    "account/email/password_changed": (
        "Your Longshore password was changed",
        "The password of your account was changed.",
    ),
    "account/email/password_reset": (
        "Your Longshore password was reset",
        "The password of your account was set anew with a link from a mail.",
    ),
    "account/email/password_set": (
        "Your Longshore password was set",
        "Your account got a password.",
    ),
    "mfa/email/totp_activated": (
        "An authenticator app was added",
        "An authenticator app was added to your account.",
    ),
    "mfa/email/totp_deactivated": (
        "Your authenticator app was removed",
        "The authenticator app was removed from your account.",
    ),
    "mfa/email/webauthn_added": (
        "A security key was added",
        "A security key or passkey was added to your account.",
    ),
    "mfa/email/webauthn_removed": (
        "A security key was removed",
        "A security key or passkey was removed from your account.",
    ),
    "mfa/email/recovery_codes_generated": (
        "Your recovery codes are new",
        "New recovery codes were made for your account; the former ones no longer work.",
    ),
}
#: Which of them let somebody in otherwise than before, as the organization's owners read it.
RECORDED = {
    "account/email/password_changed": Access.PASSWORD_CHANGED,
    "account/email/password_reset": Access.PASSWORD_RESET,
    "account/email/password_set": Access.PASSWORD_CHANGED,
}
QUIET = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}


class AccountAdapter(DefaultAccountAdapter):
    """Signing in and out, passwords and the mails about them."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is switched off. Ask an owner of your organization.",
        "email_password_mismatch": "This address and password don't belong together. "
        "Check both; if you forgot the password, have it reset.",
        "incorrect_password": "This is not your password.",
        "incorrect_code": "This code is wrong or has run out. Enter the one shown now.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return origin_of(request).ip or "0.0.0.0"  # noqa: S104

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as refusal:
            email = credentials.get("email", "")
            self._record_attempt(request, Access.THROTTLED, email)
            key = self._get_login_attempts_cache_key(request, **credentials)
            wait = in_words(max(1, wait_for(request, key=key, now=time.time())))
            raise ValidationError(
                f"There were too many attempts. Try again in {wait}.",
                code="too_many_login_attempts",
            ) from refusal

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        self._record_attempt(request, Access.WRONG_PASSWORD, credentials.get("email", ""))

    def reauthenticate(self, user: User, password: str) -> bool:
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def post_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse:
        note_who_vouches(request, options.get("signal_kwargs"))
        membership = landing_membership(request, user)
        if membership is not None:
            record_access(
                kind=Access.SIGNED_IN,
                origin=origin_of(request),
                now=timezone.now(),
                organization=membership.organization_id,
                membership=membership,
            )
        response: HttpResponse = super().post_login(request, user, **options)
        return response

    def logout(self, request: HttpRequest) -> None:
        user = request.user
        membership = landing_membership(request, user) if isinstance(user, User) else None
        if membership is not None:
            record_access(
                kind=Access.SIGNED_OUT,
                origin=origin_of(request),
                now=timezone.now(),
                organization=membership.organization_id,
                membership=membership,
            )
        super().logout(request)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: Any,
        **options: Any,
    ) -> None:
        if message_template not in QUIET:
            super().add_message(request, level, message_template, *args, **options)

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.BASE_URL + path.replace("UID-KEY", quote(key))

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        link = context["password_reset_url"]
        write_new_password(user=user, link=link, now=timezone.now())

    def send_notification_mail(
        self, template_prefix: str, user: User, *args: Any, **options: Any
    ) -> None:
        subject, what = CHANGES[template_prefix]
        write_account_changed(
            user=user,
            subject=subject,
            what=what,
            link=reverse("account_reset_password"),
            origin=origin_of(context.request),
            now=timezone.now(),
        )
        if kind := RECORDED.get(template_prefix):
            origin = origin_of(context.request)
            record_for_person(kind=kind, origin=origin, now=timezone.now(), user=user)

    def _record_attempt(self, request: HttpRequest, kind: Access, email: str) -> None:
        record_attempt(kind=kind, origin=origin_of(request), now=timezone.now(), email=email)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors, whose secrets are encrypted."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "This code is wrong or has run out. Enter the one shown now.",
        "cannot_delete_authenticator": "Your organization requires a second factor and this is "
        "your only one. Add another one first.",
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = (
            Authenticator.objects.filter(user_id=authenticator.user_id)
            .exclude(pk=authenticator.pk)
            .exclude(type=Authenticator.Type.RECOVERY_CODES)
        )
        return others.exists() or not requiring_organizations(authenticator.user)
