"""What people say to each other about a finding, a contract or an engagement."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from accounts.history import tracked
from accounts.models import Membership
from accounts.permissions import allows
from accounts.tenancy import TenantForeignKey, TenantModel
from risk.models.alert import Delivery
from risk.models.finding import Finding
from sourcing.models import Engagement
from vendors.models import Contract

#: What a comment may be about, with the permission to see that record.
COMMENT_SUBJECTS = {
    "finding": "risk.view_finding",
    "contract": "vendors.view_contract",
    "engagement": "sourcing.view_engagement",
}
LONGEST_COMMENT = 5000


def _exactly_one_subject() -> Q:
    choice = Q()
    for chosen in COMMENT_SUBJECTS:
        others = {f"{name}__isnull": True for name in COMMENT_SUBJECTS if name != chosen}
        choice |= Q(**{f"{chosen}__isnull": False}, **others)
    return choice


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, member: Membership) -> Self:
        """The comments about records that the member may see."""
        about = Q(pk__in=[])
        for subject, permission in COMMENT_SUBJECTS.items():
            if allows(member, permission):
                about |= Q(**{f"{subject}__isnull": False})
        return self.filter(about) if allows(member, "risk.view_comment") else self.none()


@tracked
class Comment(TenantModel):
    """Plain text by one member. A removed one stays as a gap; the history keeps what it said."""

    finding = TenantForeignKey(
        Finding, on_delete=models.CASCADE, null=True, blank=True, related_name="comments"
    )
    contract = TenantForeignKey(
        Contract, on_delete=models.CASCADE, null=True, blank=True, related_name="comments"
    )
    engagement = TenantForeignKey(
        Engagement, on_delete=models.CASCADE, null=True, blank=True, related_name="comments"
    )
    author = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="comments")
    text = models.TextField(max_length=LONGEST_COMMENT)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                condition=_exactly_one_subject(),
                name="risk_comment_one_subject",
                violation_error_message=(
                    "A comment is about exactly one thing: a finding, a contract or an engagement."
                ),
            ),
            models.CheckConstraint(
                condition=(Q(removed_at__isnull=True) & ~Q(text=""))
                | (Q(removed_at__isnull=False) & Q(text="")),
                name="risk_comment_says_something",
                violation_error_message="A comment needs some text.",
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("text"), LONGEST_COMMENT),
                name="risk_comment_length",
            ),
            models.CheckConstraint(
                condition=Q(edited_at__isnull=True) | Q(edited_at__gte=F("created_at")),
                name="risk_comment_times_in_order",
            ),
        ]

    def __str__(self) -> str:
        words = " ".join(self.text.split())
        return f"{words[:79]}…" if len(words) > 80 else words or "Removed comment"

    @property
    def subject(self) -> Finding | Contract | Engagement:
        """The record it is about; the database makes sure there is exactly one."""
        subject = self.finding or self.contract or self.engagement
        if subject is None:
            raise ValueError(f"The comment {self.pk} is about nothing yet.")
        return subject


class Mention(TenantModel):
    """A member whom a comment names, and the digest that tells them."""

    #: What was said to one person isn't said to a successor (`accounts.responsibilities`).
    is_personal = True
    comment = TenantForeignKey(Comment, on_delete=models.CASCADE, related_name="mentions")
    member = TenantForeignKey(Membership, on_delete=models.CASCADE, related_name="mentions")
    created_at = models.DateTimeField()
    delivery = TenantForeignKey(
        Delivery, on_delete=models.PROTECT, null=True, blank=True, related_name="mentions"
    )
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "comment", "member"], name="risk_mention_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "member"],
                condition=Q(delivery__isnull=True, dropped_at__isnull=True),
                name="risk_mention_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.comment_id}"
