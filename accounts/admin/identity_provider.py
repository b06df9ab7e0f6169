"""Setting up single sign-on."""

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from unfold.widgets import UnfoldAdminPasswordWidget

from accounts.model_admin import TenantModelAdmin, TenantModelForm
from accounts.models import IdentityProvider
from accounts.signin.sealing import seal
from accounts.sso.fetch import checked_address
from accounts.sso.refusal import SsoRefused


class IdentityProviderForm(TenantModelForm):
    """The secret goes in and never comes out again."""

    new_secret = forms.CharField(
        label="Client secret",
        required=False,
        strip=True,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text="Kept encrypted and never shown. Leave empty to keep the one there is.",
    )

    class Meta:
        model = IdentityProvider
        fields = ("issuer", "client_id", "email_domains", "is_enabled")

    def clean_issuer(self) -> str:
        issuer: str = self.cleaned_data["issuer"]
        try:
            checked_address(issuer)
        except SsoRefused as refusal:
            raise ValidationError(str(refusal)) from refusal
        return issuer

    def clean_new_secret(self) -> str:
        secret: str = self.cleaned_data["new_secret"]
        if not secret and not self.instance.client_secret:
            raise ValidationError("Enter the secret that your provider gave you.")
        return secret

    def _post_clean(self) -> None:
        if self.cleaned_data.get("new_secret"):
            self.instance.client_secret = seal(self.cleaned_data["new_secret"])
            self.instance.secret_set_at = timezone.now()
        super()._post_clean()  # type: ignore[misc]


@admin.register(IdentityProvider)
class IdentityProviderAdmin(TenantModelAdmin):
    """The one identity provider of the organization."""

    form = IdentityProviderForm
    list_display = ("issuer", "client_id", "is_enabled")
    fields = ("issuer", "client_id", "new_secret", "email_domains", "is_enabled", "addresses")
    readonly_fields = ("addresses",)
    empty_hint = "Enter your OpenID Connect provider to let members sign in through it."

    def list_sentence(self, request: HttpRequest) -> str:
        return "Members whose provider vouches for their address sign in without a password here."

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not IdentityProvider.objects.exists()

    @admin.display(description="Addresses")
    def addresses(self, provider: IdentityProvider) -> str:
        return format_html(
            "Redirect address for your provider: <code>{}</code>",
            settings.BASE_URL + reverse("sso_callback"),
        )
