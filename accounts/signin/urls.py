"""Addresses of signing in and of one's own account.

allauth's views under its own names, but only those in use: there is no sign-up, and addresses
are changed by an owner. Its views for people who aren't signed in run outside a transaction of
their own, so that what they record can enter the organization it belongs to, and so that a
counted attempt is seen by other processes at once.
"""

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.db.transaction import non_atomic_requests
from django.urls import path, re_path
from django.views.generic import RedirectView

from accounts.signin.security_keys import remove_security_key
from accounts.signin.sessions import sessions
from accounts.sso import views as sso

urlpatterns = [
    path("login/", non_atomic_requests(account.login), name="account_login"),
    path(
        "login/second-factor/",
        non_atomic_requests(factor.authenticate),
        name="mfa_authenticate",
    ),
    path("login/passkey/", non_atomic_requests(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("sso/", non_atomic_requests(sso.choose), name="sso_choose"),
    path("sso/callback/", non_atomic_requests(sso.callback), name="sso_callback"),
    path("sso/<slug:slug>/", non_atomic_requests(sso.start), name="sso_start"),
    path("logout/", account.logout, name="account_logout"),
    path("login/off/", account.account_inactive, name="account_inactive"),
    path(
        "password/forgotten/",
        non_atomic_requests(account.password_reset),
        name="account_reset_password",
    ),
    path(
        "password/forgotten/sent/", account.password_reset_done, name="account_reset_password_done"
    ),
    # The name that the log's filter knows: what follows it lets whoever holds it in.
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/password/set/", account.password_set, name="account_set_password"),
    path("password_change/", RedirectView.as_view(pattern_name="account_change_password")),
    path("account/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("account/confirm/code/", factor.reauthenticate, name="mfa_reauthenticate"),
    path(
        "account/confirm/key/",
        webauthn.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/sessions/", sessions, name="account_sessions"),
    path("account/second-factor/", factor.index, name="mfa_index"),
    path("account/second-factor/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/second-factor/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path(
        "account/second-factor/codes/",
        recovery_codes.view_recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path(
        "account/second-factor/codes/new/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/second-factor/codes/download/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("account/second-factor/keys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("account/second-factor/keys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path(
        "account/second-factor/keys/<int:pk>/remove/",
        remove_security_key,
        name="mfa_remove_webauthn",
    ),
    path(
        "account/second-factor/keys/<int:pk>/rename/",
        webauthn.edit_webauthn,
        name="mfa_edit_webauthn",
    ),
]
