"""How a contract turns missed service levels into money."""

import pgtrigger
from django.db import models
from django.db.models import Q

from accounts.history import tracked
from accounts.tenancy import TenantForeignKey, TenantModel
from vendors.models import Contract


class SchemeKind(models.TextChoices):
    TIERED = "tiered", "Tiers of the attained figure"
    AT_RISK_POOL = "at_risk_pool", "At-risk pool"
    POINTS = "points", "Points"
    FLAT = "flat", "Flat percentage"


@tracked
class CreditScheme(TenantModel):
    """A scheme of one contract. `terms` is its configuration (`sourcing.credits.schemes`).

    A contract that changes its scheme gets a new one, and its levels new definitions: what was
    credited before stays explainable.
    """

    contract = TenantForeignKey(Contract, on_delete=models.CASCADE, related_name="credit_schemes")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=SchemeKind)
    terms = models.JSONField(default=dict)
    clause = models.CharField(
        max_length=200, blank=True, help_text="Where the contract says so, such as Schedule 3, 4.2."
    )

    class Meta:
        ordering = ["contract", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "contract", "name"],
                name="sourcing_creditscheme_name",
                violation_error_message="The contract already has a credit scheme of this name.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="sourcing_creditscheme_has_name",
                violation_error_message="A credit scheme needs a name.",
            ),
        ]
        triggers = [pgtrigger.ReadOnly(name="contract_stays", fields=["contract"])]

    def __str__(self) -> str:
        return self.name
