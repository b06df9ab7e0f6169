"""The identity provider through which an organization's members sign in."""

from django.core.exceptions import ValidationError
from django.db import models

from accounts.history import tracked_except
from accounts.tenancy import TenantModel


@tracked_except("client_secret")
class IdentityProvider(TenantModel):
    """An OpenID Connect provider, one for each organization.

    `client_secret` is sealed (`accounts.signin.sealing`) and never shown again; history doesn't
    hold it.
    """

    issuer = models.URLField(
        max_length=500,
        help_text="As your provider names itself, such as https://login.example.com/tenant.",
    )
    client_id = models.CharField("client id", max_length=300)
    client_secret = models.TextField("client secret")
    secret_set_at = models.DateTimeField(
        "secret entered", help_text="Tells in history that the secret itself was changed."
    )
    email_domains = models.CharField(
        "allowed e-mail domains",
        max_length=500,
        blank=True,
        help_text="Separated by commas, such as example.com, example.org. Empty: any.",
    )
    is_enabled = models.BooleanField("switched on", default=True)

    class Meta:
        verbose_name = "single sign-on provider"
        ordering = ["issuer"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization"],
                name="accounts_identityprovider_once",
                violation_error_message="Single sign-on is set up already; change what there is.",
            ),
            models.CheckConstraint(
                condition=~models.Q(client_secret=""),
                name="accounts_identityprovider_has_secret",
                violation_error_message="A client secret is needed.",
            ),
        ]

    def __str__(self) -> str:
        return self.issuer

    def clean(self) -> None:
        for domain in self.domains:
            if "." not in domain or "@" in domain or " " in domain:
                raise ValidationError(
                    {"email_domains": f"{domain} is not a domain such as example.com."}
                )

    @property
    def domains(self) -> list[str]:
        """The allowed domains in lower case; empty means any."""
        return [part.strip().lower() for part in self.email_domains.split(",") if part.strip()]
