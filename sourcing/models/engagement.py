"""Engagements: work given to exactly one party, a vendor or a captive team."""

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django_countries.fields import CountryField

from accounts.history import tracked
from accounts.models import Membership
from accounts.tenancy import TenantForeignKey, TenantModel
from teams.models import Team
from vendors.models import Contract, Vendor


class DeclaredModel(models.TextChoices):
    """What people call it; what it is, is derived (`sourcing.quadrants`)."""

    INSOURCING = "insourcing", "Insourcing"
    OUTSOURCING = "outsourcing", "Outsourcing"
    OFFSHORING = "offshoring", "Offshoring"
    NEARSHORING = "nearshoring", "Nearshoring"
    CAPTIVE = "captive", "Captive"
    OFFSHORE_OUTSOURCING = "offshore_outsourcing", "Offshore outsourcing"
    UNDECLARED = "", "Not declared"


class OperatingModel(models.TextChoices):
    """Who runs the people."""

    OWN_ENTITY = "own_entity", "Own entity"
    EMPLOYER_OF_RECORD = "employer_of_record", "Employer of record"
    VENDOR = "vendor", "Vendor"
    ODC = "odc", "Offshore development centre"
    BOT = "bot", "Build-operate-transfer"


class Criticality(models.TextChoices):
    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"
    CRITICAL = "critical", "Critical"
    UNKNOWN = "unknown", "Not assessed"


class DataClassification(models.TextChoices):
    PUBLIC = "public", "Public"
    INTERNAL = "internal", "Internal"
    CONFIDENTIAL = "confidential", "Confidential"
    RESTRICTED = "restricted", "Restricted"
    UNKNOWN = "unknown", "Not assessed"


class WorkingMode(models.TextChoices):
    JOINT_DAILY = "joint_daily", "Joint daily work"
    HANDOFF = "handoff", "Handoff"
    FOLLOW_THE_SUN = "follow_the_sun", "Follow the sun"
    INDEPENDENT = "independent", "Independent"
    UNKNOWN = "unknown", "Not assessed"


class Commitment(models.TextChoices):
    PROJECT = "project", "Project"
    TERM = "term", "Fixed term"
    ONGOING = "ongoing", "Ongoing"
    UNKNOWN = "unknown", "Not assessed"


_CAPTIVE_PARTY_ONLY = """
    IF NOT EXISTS (SELECT FROM teams_team t WHERE t.organization_id = NEW.organization_id
                   AND t.id = NEW.captive_team_id AND t.kind = 'captive') THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation',
            CONSTRAINT = 'sourcing_engagement_captive_party',
            MESSAGE = 'Only a captive team can be the party of an engagement.';
    END IF;
    RETURN NULL;
"""


@tracked
class Engagement(TenantModel):
    """Work that a vendor or a captive team does for the organization."""

    key = models.CharField(max_length=80, help_text="Short and unique, such as a contract number.")
    name = models.CharField(max_length=300)
    vendor = TenantForeignKey(
        Vendor, on_delete=models.PROTECT, null=True, blank=True, related_name="engagements"
    )
    captive_team = TenantForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="engagements"
    )
    operating_model = models.CharField(max_length=30, choices=OperatingModel)
    transfer_date = models.DateField(
        null=True, blank=True, help_text="Build-operate-transfer: the day the people move over."
    )
    declared_model = models.CharField(
        max_length=30, choices=DeclaredModel, blank=True, default=DeclaredModel.UNDECLARED
    )
    delivery_country = CountryField(
        blank=True, help_text="Used while no delivery team is recorded; empty: unknown."
    )
    function = models.CharField(max_length=120, blank=True)
    is_core = models.BooleanField(
        null=True, blank=True, verbose_name="core work", help_text="Unknown until someone decides."
    )
    criticality = models.CharField(max_length=20, choices=Criticality, default=Criticality.UNKNOWN)
    data_classification = models.CharField(
        max_length=20, choices=DataClassification, default=DataClassification.UNKNOWN
    )
    working_mode = models.CharField(max_length=20, choices=WorkingMode, default=WorkingMode.UNKNOWN)
    commitment = models.CharField(max_length=20, choices=Commitment, default=Commitment.UNKNOWN)
    starts_on = models.DateField(
        null=True, blank=True, help_text="Empty: the first day of its earliest contract."
    )
    horizon_months = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How long the work is meant to stay where it is."
    )
    decision_reviewed_on = models.DateField(
        null=True, blank=True, help_text="When the sourcing decision was last reviewed."
    )
    is_specialised = models.BooleanField(
        null=True,
        blank=True,
        verbose_name="specialised work",
        help_text="Needs knowledge that few people have. Unknown until someone decides.",
    )
    internal_expert = TenantForeignKey(
        Membership,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="expert_engagements",
    )
    owner = TenantForeignKey(
        Membership,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="owned_engagements",
    )
    scope_share_percent = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text="How much of the function is delegated, 0 to 100.",
    )
    notes = models.TextField(blank=True)

    class Meta:
        ordering = ["key"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "key"],
                name="sourcing_engagement_key",
                violation_error_message="An engagement with this key is already in the register.",
            ),
            models.CheckConstraint(
                condition=models.Q(vendor__isnull=True) ^ models.Q(captive_team__isnull=True),
                name="sourcing_engagement_one_party",
                violation_error_message=(
                    "An engagement is with exactly one party: a vendor or a captive team."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(captive_team__isnull=True)
                | models.Q(operating_model__in=["own_entity", "employer_of_record"]),
                name="sourcing_engagement_captive_is_own",
                violation_error_message=(
                    "A captive team is run by your own entity or an employer of record."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(vendor__isnull=True) | ~models.Q(operating_model="own_entity"),
                name="sourcing_engagement_vendor_is_not_own",
                violation_error_message="A vendor's people are not run by your own entity.",
            ),
            models.CheckConstraint(
                condition=models.Q(transfer_date__isnull=True) | models.Q(operating_model="bot"),
                name="sourcing_engagement_transfer_of_bot",
                violation_error_message="Only build-operate-transfer has a transfer date.",
            ),
            models.CheckConstraint(
                condition=models.Q(scope_share_percent__isnull=True)
                | models.Q(scope_share_percent__range=(0, 100)),
                name="sourcing_engagement_scope_share",
                violation_error_message="The scope share is a percentage from 0 to 100.",
            ),
            models.CheckConstraint(condition=~models.Q(key=""), name="sourcing_engagement_has_key"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="captive_party",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.captive_team_id IS NOT NULL"),
                func=_CAPTIVE_PARTY_ONLY,
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.name}"

    @property
    def party(self) -> Vendor | Team:
        """The vendor or the captive team; the database makes sure there is exactly one."""
        party = self.vendor or self.captive_team
        if party is None:
            raise ValueError(f"The engagement {self.key} has no party yet.")
        return party


@tracked
class EngagementContract(TenantModel):
    """A contract under which an engagement runs; a contract serves at most one engagement."""

    engagement = TenantForeignKey(
        Engagement, on_delete=models.CASCADE, related_name="contract_links"
    )
    contract = TenantForeignKey(Contract, on_delete=models.PROTECT, related_name="engagement_links")

    class Meta:
        ordering = ["engagement", "contract"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "contract"],
                name="sourcing_engagementcontract_once",
                violation_error_message="This contract already serves an engagement.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.engagement_id} under {self.contract_id}"


@tracked
class DeliveryTeam(TenantModel):
    """A team that delivers an engagement, with how many of its people do."""

    engagement = TenantForeignKey(
        Engagement, on_delete=models.CASCADE, related_name="delivery_teams"
    )
    team = TenantForeignKey(Team, on_delete=models.PROTECT, related_name="deliveries")
    heads = models.PositiveIntegerField()

    class Meta:
        ordering = ["engagement", "team"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "engagement", "team"],
                name="sourcing_deliveryteam_once",
                violation_error_message="This team already delivers the engagement.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.heads} of {self.team_id}"
