"""Who does what in an engagement: responsible, accountable, consulted, informed."""

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models

from accounts.history import tracked
from accounts.models import Membership
from accounts.tenancy import TenantForeignKey, TenantModel
from sourcing.models.engagement import Engagement
from sourcing.raci import ACTIVITIES
from teams.models import Team
from vendors.models import Vendor, VendorContact


class Duty(models.TextChoices):
    RESPONSIBLE = "responsible", "Responsible"
    ACCOUNTABLE = "accountable", "Accountable"
    CONSULTED = "consulted", "Consulted"
    INFORMED = "informed", "Informed"


# Kept beside the contact so that two foreign keys can hold both ends to one vendor. A merge moves
# it together with the contact, so only a new contact sets it.
_VENDOR_OF_CONTACT = """
    NEW.vendor_id := (SELECT c.vendor_id FROM vendors_vendorcontact c
                      WHERE c.organization_id = NEW.organization_id AND c.id = NEW.contact_id);
    RETURN NEW;
"""
_CONTACT_CHANGES = "OLD.contact_id IS DISTINCT FROM NEW.contact_id"


@tracked
class RaciEntry(TenantModel):
    """One party's duty in one activity of an engagement.

    The party is exactly one of a member, a contact of the engagement's vendor, or a team. That
    the contact works for the engagement's vendor is kept by two foreign keys over `vendor`,
    which the database fills in.
    """

    engagement = TenantForeignKey(Engagement, on_delete=models.CASCADE, related_name="raci")
    activity = models.CharField(max_length=40, choices=[(a.code, a.title) for a in ACTIVITIES])
    duty = models.CharField(max_length=20, choices=Duty)
    member = TenantForeignKey(
        Membership, on_delete=models.CASCADE, null=True, blank=True, related_name="raci"
    )
    contact = TenantForeignKey(
        VendorContact, on_delete=models.CASCADE, null=True, blank=True, related_name="raci"
    )
    team = TenantForeignKey(
        Team, on_delete=models.CASCADE, null=True, blank=True, related_name="raci"
    )
    vendor = TenantForeignKey(
        Vendor, on_delete=models.CASCADE, null=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["engagement", "activity", "duty"]
        verbose_name = "RACI entry"
        verbose_name_plural = "RACI entries"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "engagement", "activity"],
                condition=models.Q(duty="accountable"),
                name="sourcing_racientry_one_accountable",
                violation_error_message="Somebody is accountable for this activity already.",
            ),
            models.CheckConstraint(
                condition=models.Q(member__isnull=False, contact__isnull=True, team__isnull=True)
                | models.Q(member__isnull=True, contact__isnull=False, team__isnull=True)
                | models.Q(member__isnull=True, contact__isnull=True, team__isnull=False),
                name="sourcing_racientry_one_party",
                violation_error_message=(
                    "A duty belongs to exactly one: a member, a vendor's contact or a team."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(contact__isnull=True, vendor__isnull=True)
                | models.Q(contact__isnull=False, vendor__isnull=False),
                name="sourcing_racientry_vendor_of_contact",
            ),
            *(
                models.UniqueConstraint(
                    fields=["organization", "engagement", "activity", "duty", party],
                    condition=models.Q((f"{party}__isnull", False)),
                    name=f"sourcing_racientry_{party}_once",
                    violation_error_message="This duty is recorded already.",
                )
                for party in ("member", "contact", "team")
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="vendor_of_new_contact",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=_VENDOR_OF_CONTACT,
            ),
            pgtrigger.Trigger(
                name="vendor_of_other_contact",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(_CONTACT_CHANGES),
                func=_VENDOR_OF_CONTACT,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_duty_display()}: {self.get_activity_display()}"

    @property
    def party(self) -> Membership | VendorContact | Team:
        """Whose duty it is; the database makes sure there is exactly one."""
        party = self.member or self.contact or self.team
        if party is None:
            raise ValueError(f"The RACI entry {self.pk} has no party yet.")
        return party

    def clean(self) -> None:
        """Says kindly what the database would refuse: a contact of another vendor."""
        super().clean()
        if self.contact and self.contact.vendor_id != self.engagement.vendor_id:
            raise ValidationError(
                {
                    "contact": f"{self.contact} works for {self.contact.vendor}, which isn't the "
                    "vendor of this engagement."
                }
            )
