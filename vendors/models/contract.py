"""Contracts as a tree, their items, and what has been paid for each item.

Days are inclusive: a contract whose last day is 31 December still runs on 31 December.
"""

from typing import Self

import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django_countries.fields import CountryField

from accounts.history import tracked
from accounts.models import Currency, Membership
from accounts.tenancy import TenantForeignKey, TenantModel
from vendors.models.loops import refuse_loops
from vendors.models.one_agreement import a_contract_moves
from vendors.models.vendor import Vendor


class Kind(models.TextChoices):
    MASTER = "master", "Master agreement"
    STATEMENT_OF_WORK = "statement_of_work", "Statement of work"
    ORDER = "order", "Order"
    STANDALONE = "standalone", "Stand-alone contract"


class NoticeUnit(models.TextChoices):
    CALENDAR_DAYS = "calendar_days", "calendar days"
    BUSINESS_DAYS = "business_days", "business days"
    MONTHS = "months", "months"


class ContractQuerySet(models.QuerySet["Contract"]):
    def active_on(self, day: object) -> Self:
        """Contracts that run on `day`, their last day included."""
        return self.filter(first_day__lte=day).exclude(last_day__lt=day)


# A contract with items takes its days and value from them, so that the figures on the contract
# and those on its items can never tell two stories. When its last item goes, they go too.
# One contract at a time, by its key: over all of them at once the planner, which knows nothing of
# rows written a moment ago, would read every contract of the organization for each statement.
_SUM_UP_ITEMS = """
    FOR changed IN {rows} LOOP
        SELECT min(i.first_day) AS first_day,
               CASE WHEN bool_or(i.last_day IS NULL) THEN NULL ELSE max(i.last_day) END AS last_day,
               sum(i.amount) AS value
        INTO summed
        FROM vendors_contractitem i
        WHERE i.organization_id = changed.organization_id AND i.contract_id = changed.contract_id;
        UPDATE vendors_contract c
        SET first_day = summed.first_day, last_day = summed.last_day, value = summed.value
        WHERE c.organization_id = changed.organization_id AND c.id = changed.contract_id
          AND (c.first_day, c.last_day, c.value)
              IS DISTINCT FROM (summed.first_day, summed.last_day, summed.value);
    END LOOP;
    RETURN NULL;
"""


@tracked
class Contract(TenantModel):
    """An agreement with a vendor. All its money is in its one currency."""

    number = models.CharField(max_length=80)
    title = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.STANDALONE)
    parent = TenantForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        help_text="The master agreement that this contract stands under.",
    )
    vendor = TenantForeignKey(Vendor, on_delete=models.PROTECT, related_name="contracts")
    original_vendor = models.CharField(
        max_length=200, blank=True, help_text="Whom the contract was first concluded with."
    )
    business_unit = models.CharField(max_length=200, blank=True)
    owner = TenantForeignKey(
        Membership,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="owned_contracts",
    )
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(
        null=True, blank=True, help_text="The last day on which it runs; empty: no end agreed."
    )
    value = models.DecimalField(
        max_digits=18, decimal_places=2, null=True, blank=True, help_text="Sum of its items."
    )
    currency = Currency(default="USD")
    notice_period = models.PositiveSmallIntegerField(null=True, blank=True)
    notice_unit = models.CharField(max_length=20, choices=NoticeUnit, blank=True)
    delivery_days = models.PositiveSmallIntegerField(
        default=0, help_text="Calendar days a notice needs to arrive."
    )
    holiday_country = CountryField(
        blank=True, help_text="Whose public holidays are no business days; empty: none are."
    )
    holiday_subdivision = models.CharField(
        max_length=10,
        blank=True,
        help_text="Its state or region where holidays differ, such as CA for California.",
    )
    auto_renewal = models.BooleanField(
        null=True, blank=True, help_text="Unknown until someone has read the contract."
    )
    renewal_months = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1)]
    )
    renewal_uplift_percent = models.DecimalField(
        max_digits=6, decimal_places=2, null=True, blank=True
    )
    replacement_lead_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Calendar days needed to put a replacement in place."
    )
    notes = models.TextField(blank=True)
    extra = models.JSONField(
        default=dict,
        blank=True,
        editable=False,
        help_text="Columns of the source kept as they are.",
    )

    objects = ContractQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"],
                name="vendors_contract_number",
                violation_error_message="A contract with this number is already in the register.",
            ),
            models.CheckConstraint(
                condition=models.Q(last_day__isnull=True)
                | models.Q(last_day__gte=models.F("first_day")),
                name="vendors_contract_days_in_order",
                violation_error_message="The last day comes before the first day.",
            ),
            models.CheckConstraint(
                condition=models.Q(notice_period__isnull=True, notice_unit="")
                | (models.Q(notice_period__isnull=False) & ~models.Q(notice_unit="")),
                name="vendors_contract_notice_has_unit",
                violation_error_message="A notice period needs its unit, and a unit its period.",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["statement_of_work", "order"])
                | models.Q(parent__isnull=True),
                name="vendors_contract_parent_kind",
                violation_error_message="Only statements of work and orders stand under a master.",
            ),
            models.CheckConstraint(
                condition=~models.Q(number=""), name="vendors_contract_is_numbered"
            ),
            models.CheckConstraint(
                condition=models.Q(holiday_subdivision="") | ~models.Q(holiday_country=""),
                name="vendors_contract_holidays_of_a_country",
                violation_error_message="A state or region needs its country.",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "last_day"], name="vendors_contract_by_end"),
        ]
        triggers = [
            refuse_loops(
                "parent_loop",
                "vendors_contract",
                child="id",
                parent="parent_id",
                sentence="A contract can not stand under itself.",
            ),
            a_contract_moves(),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


@tracked
class ContractItem(TenantModel):
    """One agreed amount with its term: the original, an amendment or a renewal.

    Which of the three it is follows from all items of the contract (`vendors.terms`). Several
    terms of one item number may overlap; they are kept and reported. `vendor` is whom this item
    was last reported with, so that an assignment leaves earlier items where they were.
    """

    contract = TenantForeignKey(Contract, on_delete=models.CASCADE, related_name="items")
    vendor = TenantForeignKey(Vendor, on_delete=models.PROTECT, related_name="contract_items")
    number = models.CharField(max_length=80)
    is_original = models.BooleanField(
        default=False, help_text="The item the contract was first concluded with."
    )
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)
    amount = models.DecimalField(
        max_digits=18,
        decimal_places=2,
        help_text="In the contract's currency; negative cuts scope.",
    )
    title = models.CharField(max_length=300, blank=True)
    source = models.CharField(
        max_length=300, blank=True, editable=False, help_text="File and line it was read from."
    )
    extra = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        ordering = ["contract", "first_day", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "contract", "number", "first_day"],
                name="vendors_contractitem_term",
                violation_error_message="This item already has a term with the same first day.",
            ),
            models.CheckConstraint(
                condition=models.Q(last_day__isnull=True)
                | models.Q(last_day__gte=models.F("first_day")),
                name="vendors_contractitem_days_in_order",
                violation_error_message="The last day comes before the first day.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name=f"sum_up_on_{operation}",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=trigger_operation,
                referencing=pgtrigger.Referencing(**rows),  # type: ignore[no-untyped-call]
                declare=[("changed", "RECORD"), ("summed", "RECORD")],
                func=_SUM_UP_ITEMS.format(
                    rows=" UNION ".join(
                        f"SELECT DISTINCT organization_id, contract_id FROM {table}"  # noqa: S608
                        for table in rows.values()
                    )
                ),
            )
            for operation, trigger_operation, rows in (
                ("insert", pgtrigger.Insert, {"new": "new_rows"}),
                # Both, since an item may have moved from one contract to another.
                ("update", pgtrigger.Update, {"old": "old_rows", "new": "new_rows"}),
                ("delete", pgtrigger.Delete, {"old": "old_rows"}),
            )
        ]

    def __str__(self) -> str:
        return self.number


@tracked
class PaymentToDate(TenantModel):
    """All payments for an item up to and including a day, in the contract's currency.

    Figures are cumulative: the latest day counts, earlier ones stay and date the spending.
    """

    item = TenantForeignKey(ContractItem, on_delete=models.CASCADE, related_name="payments")
    as_of = models.DateField()
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    source = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        ordering = ["item", "-as_of"]
        verbose_name_plural = "payments to date"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "item", "as_of"],
                name="vendors_paymenttodate_once_a_day",
                violation_error_message="There is already a figure for this item and day.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} by {self.as_of}"
