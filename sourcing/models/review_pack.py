"""Review packs: what was put before a vendor or a captive team, as it stood that day."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from accounts.history import tracked
from accounts.models import Membership
from accounts.tenancy import TenantForeignKey, TenantModel
from teams.models import Team
from vendors.models import Vendor

# Each side agrees once, and what was agreed stays agreed.
_AGREED_ONCE = """
    IF OLD.agreed_at IS NOT NULL AND (NEW.agreed_at, NEW.agreed_by_id)
       IS DISTINCT FROM (OLD.agreed_at, OLD.agreed_by_id)
       OR OLD.counterpart <> '' AND (NEW.counterpart, NEW.counterpart_agreed_on)
       IS DISTINCT FROM (OLD.counterpart, OLD.counterpart_agreed_on) THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation',
            CONSTRAINT = 'sourcing_reviewpack_agreed_once',
            MESSAGE = 'What was agreed to is not changed; a new edition takes its place.';
    END IF;
    RETURN NEW;
"""


@tracked
class ReviewPack(TenantModel):
    """A frozen page about a party and a month or quarter.

    `contents` hold everything the page and its PDF show, so neither ever changes. Only who
    agreed to it is added afterwards, once for each side, and never changed.
    """

    vendor = TenantForeignKey(
        Vendor, on_delete=models.PROTECT, null=True, blank=True, related_name="review_packs"
    )
    captive_team = TenantForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="review_packs"
    )
    first_day = models.DateField()
    last_day = models.DateField()
    edition = models.PositiveSmallIntegerField(default=1)
    contents = models.JSONField()
    made_by = TenantForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()
    agreed_by = TenantForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    counterpart = models.CharField(
        max_length=200, blank=True, help_text="Who agreed for the vendor or team."
    )
    counterpart_agreed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-last_day", "-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(vendor__isnull=True) ^ Q(captive_team__isnull=True),
                name="sourcing_reviewpack_one_party",
                violation_error_message="A pack is about one vendor or one captive team.",
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="sourcing_reviewpack_days_in_order",
            ),
            models.UniqueConstraint(
                fields=[
                    "organization",
                    "vendor",
                    "captive_team",
                    "first_day",
                    "last_day",
                    "edition",
                ],
                nulls_distinct=False,
                name="sourcing_reviewpack_edition",
                violation_error_message="This edition of the pack exists already.",
            ),
            models.CheckConstraint(
                condition=Q(counterpart="", counterpart_agreed_on__isnull=True)
                | (~Q(counterpart="") & Q(counterpart_agreed_on__isnull=False)),
                name="sourcing_reviewpack_counterpart",
                violation_error_message="Say who agreed, and on which day.",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="stays",
                fields=[
                    "vendor",
                    "captive_team",
                    "first_day",
                    "last_day",
                    "edition",
                    "contents",
                    "made_by",
                    "made_at",
                ],
            ),
            pgtrigger.Trigger(
                name="agreed_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=_AGREED_ONCE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day} to {self.last_day}, edition {self.edition}"
