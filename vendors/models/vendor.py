"""Vendors and who works for them in turn."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django_countries.fields import CountryField
from stdnum import lei

from accounts.history import tracked
from accounts.tenancy import TenantForeignKey, TenantModel
from vendors.models.loops import refuse_loops


def validate_lei(value: str) -> None:
    """Refuses a legal entity identifier whose ISO 17442 check digits are wrong."""
    if not lei.is_valid(value):
        raise ValidationError(
            f"{value} is not a legal entity identifier: 20 letters and digits, of which the "
            "last two are check digits, such as HWUPKR0MPOU8FGXBT394."
        )


class Status(models.TextChoices):
    PROSPECT = "prospect", "Prospect"
    ACTIVE = "active", "Active"
    SUSPENDED = "suspended", "Suspended"
    ENDED = "ended", "Ended"


class Tier(models.TextChoices):
    STRATEGIC = "strategic", "Strategic"
    IMPORTANT = "important", "Important"
    TACTICAL = "tactical", "Tactical"
    UNRATED = "unrated", "Not rated"


class Substitutability(models.TextChoices):
    NOT = "not", "Not substitutable"
    HIGHLY_COMPLEX = "highly_complex", "Highly complex"
    MEDIUM = "medium", "Medium"
    EASY = "easy", "Easily substitutable"
    UNKNOWN = "unknown", "Not assessed"


class SubstitutabilityReason(models.TextChoices):
    NO_ALTERNATIVE = "no_alternative", "No real alternative"
    MIGRATION = "migration", "Difficult to migrate"
    BOTH = "both", "No alternative and difficult to migrate"


class Reintegration(models.TextChoices):
    EASY = "easy", "Easy"
    DIFFICULT = "difficult", "Difficult"
    HIGHLY_COMPLEX = "highly_complex", "Highly complex"
    UNKNOWN = "unknown", "Not assessed"


class VendorQuerySet(models.QuerySet["Vendor"]):
    def current(self) -> Self:
        """Vendors that haven't been merged into another one."""
        return self.filter(merged_into__isnull=True)


@tracked
class Vendor(TenantModel):
    """A company that work is given to. The exit fields follow the terms of DORA's register.

    A record that turned out to be another one's duplicate is merged into it and stays, pointing
    at the survivor, so that old addresses and imports of the old name still lead somewhere.
    """

    legal_name = models.CharField(max_length=200)
    ultimate_parent = TenantForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="subsidiaries"
    )
    country = CountryField(blank=True, help_text="Where the company is registered.")
    lei = models.CharField(
        "LEI",
        max_length=20,
        blank=True,
        validators=[validate_lei],
        help_text="Legal entity identifier (ISO 17442), 20 characters.",
    )
    tax_id = models.CharField(
        "tax id", max_length=40, blank=True, help_text="As printed, with its country prefix."
    )
    web_domain = models.CharField(
        max_length=120, blank=True, help_text="Without https:// and www, such as example.com."
    )
    merged_into = TenantForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged_records",
    )
    status = models.CharField(max_length=20, choices=Status, default=Status.ACTIVE)
    tier = models.CharField(max_length=20, choices=Tier, default=Tier.UNRATED)
    substitutability = models.CharField(
        max_length=20, choices=Substitutability, default=Substitutability.UNKNOWN
    )
    substitutability_reason = models.CharField(
        max_length=20, choices=SubstitutabilityReason, blank=True
    )
    reintegration = models.CharField(
        max_length=20, choices=Reintegration, default=Reintegration.UNKNOWN
    )
    has_exit_plan = models.BooleanField(
        null=True,
        blank=True,
        help_text="Unknown until someone has looked.",
        verbose_name="exit plan",
    )
    exit_tested_on = models.DateField(null=True, blank=True)
    exit_tested_days = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many calendar days the tested exit took."
    )
    notes = models.TextField(blank=True)

    objects = VendorQuerySet.as_manager()

    class Meta:
        ordering = ["legal_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "legal_name"],
                name="vendors_vendor_legal_name",
                violation_error_message="A vendor with this legal name is already in the register.",
            ),
            models.UniqueConstraint(
                fields=["organization", "lei"],
                condition=~models.Q(lei=""),
                name="vendors_vendor_lei",
                violation_error_message="Another vendor already carries this LEI.",
            ),
            models.CheckConstraint(
                condition=models.Q(lei="") | models.Q(lei__regex=r"^[A-Z0-9]{18}[0-9]{2}$"),
                name="vendors_vendor_lei_form",
                violation_error_message="An LEI has 18 letters or digits and 2 check digits.",
            ),
            # "Unknown or true" is unknown to SQL, which a check lets pass: hence the second half.
            models.CheckConstraint(
                condition=models.Q(exit_tested_on__isnull=True)
                | models.Q(has_exit_plan=True, has_exit_plan__isnull=False),
                name="vendors_vendor_tested_plan_is_known",
                violation_error_message="Only an exit plan that exists can have been tested.",
            ),
            models.CheckConstraint(
                condition=~models.Q(legal_name=""), name="vendors_vendor_is_named"
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True)
                | ~models.Q(merged_into=models.F("id")),
                name="vendors_vendor_not_merged_into_itself",
                violation_error_message="A vendor can't be merged into itself.",
            ),
        ]
        triggers = [
            refuse_loops(
                "parent_loop",
                "vendors_vendor",
                child="id",
                parent="ultimate_parent_id",
                sentence="A vendor can not be its own ultimate parent.",
            )
        ]

    def __str__(self) -> str:
        return self.legal_name


@tracked
class SubcontractorLink(TenantModel):
    """A vendor that passes work on to another one."""

    prime = TenantForeignKey(Vendor, on_delete=models.CASCADE, related_name="subcontractor_links")
    subcontractor = TenantForeignKey(Vendor, on_delete=models.PROTECT, related_name="prime_links")
    service = models.CharField(max_length=200, blank=True)
    since = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "subcontractor"
        ordering = ["prime__legal_name", "subcontractor__legal_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "prime", "subcontractor"],
                name="vendors_subcontractorlink_once",
                violation_error_message="This subcontractor is already recorded.",
            ),
            models.CheckConstraint(
                condition=~models.Q(prime=models.F("subcontractor")),
                name="vendors_subcontractorlink_not_self",
                violation_error_message="A vendor is not its own subcontractor.",
            ),
        ]
        triggers = [
            refuse_loops(
                "subcontractor_loop",
                "vendors_subcontractorlink",
                child="prime_id",
                parent="subcontractor_id",
                sentence="The subcontractor already passes work on to this vendor.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.prime} → {self.subcontractor}"
