"""What programs bring along: tokens, the keys of repeated requests, and how often they ask."""

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from knox.models import AbstractAuthToken
from uuid_utils.compat import uuid7

from accounts.history import tracked_except
from accounts.models.membership import Membership
from accounts.models.organization import Organization
from accounts.models.user import User
from accounts.tenancy import TenantForeignKey, TenantModel


@tracked_except("digest", "token_key", "last_used_at")
class ApiToken(AbstractAuthToken):
    """Lets a program act for one membership, within scopes. Only a digest is kept.

    Stands outside row-level security because the digest decides which organization a request
    serves. The token ends with its membership; `token_key` is how it begins, to be told apart.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    digest = models.CharField(max_length=128, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    membership = TenantForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    scopes = ArrayField(models.CharField(max_length=40))
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["ApiToken"]] = models.Manager()

    class Meta:
        ordering = ["-created"]
        indexes = [
            models.Index(fields=["organization", "membership"], name="accounts_apitoken_member")
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="accounts_apitoken_is_named"),
            models.CheckConstraint(
                condition=~models.Q(scopes=[]),
                name="accounts_apitoken_has_scopes",
                violation_error_message="A token needs at least one scope.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def has_ended(self, now: datetime) -> bool:
        """Whether it was revoked or has expired; its membership may have ended all the same."""
        return self.revoked_at is not None or (self.expiry is not None and self.expiry <= now)


class KeptAnswer(TenantModel):
    """What a request with an `Idempotency-Key` was answered, for its repetitions.

    `fingerprint` is a digest of who asked for what; another request under the same key is
    refused.
    """

    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "key"], name="accounts_keptanswer_key"),
        ]
        indexes = [
            models.Index(fields=["organization", "created_at"], name="accounts_keptanswer_age"),
        ]

    def __str__(self) -> str:
        return self.key


class RequestCount(models.Model):
    """How many requests one caller has made in the current window; its table is unlogged.

    Counted in PostgreSQL, so that the limit holds across processes with or without Redis; the
    counts may be lost in a crash.
    """

    caller = models.CharField(max_length=100, primary_key=True)
    window = models.BigIntegerField(help_text="Seconds since 1970 at which the window began.")
    requests = models.PositiveIntegerField()

    class Meta:
        ordering = ["caller"]

    def __str__(self) -> str:
        return self.caller
