"""An organization's own settings of a rule, waivers, and the log of scans."""

from django.db import models
from django.db.models import F, Q

from accounts.history import tracked
from accounts.models import Membership
from accounts.tenancy import TenantForeignKey, TenantModel
from sourcing.models import Engagement

NIGHTLY_SCAN = "nightly-scan"
SCAN_BY_HAND = "scan-by-hand"
#: The kinds of run that looked for risks; others load demonstration data.
SCANS = (NIGHTLY_SCAN, SCAN_BY_HAND)


@tracked
class RuleSetting(TenantModel):
    """What an organization changed about a rule: switched off, or other parameter values.

    A rule without a row runs with its defaults. `parameters` holds only the changed ones.
    """

    rule = models.CharField(max_length=60)
    is_enabled = models.BooleanField(default=True)
    parameters = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["rule"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "rule"],
                name="risk_rulesetting_rule",
                violation_error_message="This rule already has settings.",
            ),
        ]

    def __str__(self) -> str:
        return self.rule


@tracked
class Waiver(TenantModel):
    """A decision to live with what a rule finds on one engagement: who, why, until when."""

    rule = models.CharField(max_length=60)
    engagement = TenantForeignKey(Engagement, on_delete=models.CASCADE, related_name="waivers")
    granted_by = TenantForeignKey(
        Membership, on_delete=models.PROTECT, related_name="granted_waivers"
    )
    granted_on = models.DateField()
    reason = models.TextField()
    valid_until = models.DateField(help_text="The last day on which the waiver holds.")

    class Meta:
        ordering = ["-valid_until"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "rule", "engagement", "valid_until"],
                name="risk_waiver_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("granted_on")),
                name="risk_waiver_days_in_order",
                violation_error_message="A waiver ends on or after the day it was granted.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="risk_waiver_has_reason",
                violation_error_message="A waiver needs a reason.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} waived until {self.valid_until}"


class ScanRun(TenantModel):
    """One piece of scheduled work, once per window whoever asks, with what it did.

    `window` is the local date the work is for, so two schedulers do it once and a missed day is
    caught up.
    """

    kind = models.CharField(max_length=40)
    window = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict)

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "window"], name="risk_scanrun_window"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.window}"
