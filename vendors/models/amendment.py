"""Amendments of contracts, what papers say, and the order in which papers win."""

from django.db import models
from django.db.models import Q

from accounts.history import tracked
from accounts.tenancy import TenantForeignKey, TenantModel
from vendors.models.contract import Contract, ContractItem, NoticeUnit
from vendors.models.one_agreement import a_rank_is_written, an_amendment_moves
from vendors.precedence import AgreedOn

AGREED_ON_WORDS = {
    AgreedOn.NOTICE: "Notice",
    AgreedOn.RENEWAL: "Renewal",
    AgreedOn.LIABILITY_CAP: "Liability cap",
    AgreedOn.PAYMENT_DAYS: "Payment days",
    AgreedOn.GOVERNING_LAW: "Governing law",
    AgreedOn.SERVICE_LEVELS: "Service level schedule",
    AgreedOn.TERMINATION: "Termination",
    AgreedOn.PRICE_REVIEW: "Price review",
    AgreedOn.CONFIDENTIALITY: "Confidentiality",
    AgreedOn.DATA_PROTECTION: "Data protection",
    AgreedOn.INSURANCE: "Insurance",
    AgreedOn.INTELLECTUAL_PROPERTY: "Intellectual property",
}
#: Notice and renewal have fields of their own, because dates are computed from them.
STATED = [
    (str(subject), words)
    for subject, words in AGREED_ON_WORDS.items()
    if subject not in {AgreedOn.NOTICE, AgreedOn.RENEWAL}
]


@tracked
class Amendment(TenantModel):
    """A paper that changes a contract. Its money, if any, stands in a contract item.

    It counts from the day it takes effect, once it is signed. Notice and renewal are filled in
    only where the amendment changes them; one that touches renewal states it whole.
    """

    contract = TenantForeignKey(Contract, on_delete=models.CASCADE, related_name="amendments")
    number = models.CharField(max_length=80)
    title = models.CharField(max_length=300, blank=True)
    signed_on = models.DateField(
        null=True, blank=True, help_text="Empty: a draft, which changes nothing yet."
    )
    effective_on = models.DateField(help_text="The first day on which it counts.")
    summary = models.TextField(blank=True, help_text="What it changes, in a sentence or two.")
    item = TenantForeignKey(
        ContractItem,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="amendments",
        help_text="The contract item that carries its money.",
    )
    notice_period = models.PositiveSmallIntegerField(null=True, blank=True)
    notice_unit = models.CharField(max_length=20, choices=NoticeUnit, blank=True)
    auto_renewal = models.BooleanField(
        null=True, blank=True, help_text="Unknown: the amendment doesn't touch renewal."
    )
    renewal_months = models.PositiveSmallIntegerField(null=True, blank=True)
    renewal_uplift_percent = models.DecimalField(
        max_digits=6, decimal_places=2, null=True, blank=True
    )

    class Meta:
        ordering = ["contract", "effective_on", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "contract", "number"],
                name="vendors_amendment_number",
                violation_error_message="The contract already has an amendment of this number.",
            ),
            models.CheckConstraint(
                condition=~Q(number=""),
                name="vendors_amendment_is_numbered",
                violation_error_message="An amendment needs a number.",
            ),
            models.CheckConstraint(
                condition=Q(notice_period__isnull=True, notice_unit="")
                | (Q(notice_period__isnull=False) & ~Q(notice_unit="")),
                name="vendors_amendment_notice_has_unit",
                violation_error_message="A notice period needs its unit, and a unit its period.",
            ),
            models.CheckConstraint(
                condition=Q(auto_renewal__isnull=False)
                | Q(renewal_months__isnull=True, renewal_uplift_percent__isnull=True),
                name="vendors_amendment_renewal_is_whole",
                violation_error_message=(
                    "Say whether the contract renews by itself where the amendment changes the "
                    "renewal's length or price."
                ),
            ),
            models.CheckConstraint(
                condition=Q(renewal_months__isnull=True) | Q(renewal_months__gte=1),
                name="vendors_amendment_renewal_has_length",
                violation_error_message="A renewal lasts at least one month.",
            ),
        ]
        triggers = [an_amendment_moves()]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


@tracked
class AgreedTerm(TenantModel):
    """What a contract, or an amendment of one, says about one subject, in its own words."""

    contract = TenantForeignKey(
        Contract, on_delete=models.CASCADE, null=True, blank=True, related_name="agreed_terms"
    )
    amendment = TenantForeignKey(
        Amendment, on_delete=models.CASCADE, null=True, blank=True, related_name="agreed_terms"
    )
    subject = models.CharField(max_length=30, choices=STATED)
    value = models.CharField(max_length=500, help_text="Such as 30 days, or 2,000,000 USD a year.")
    clause = models.CharField(max_length=80, blank=True, help_text="Such as 14.2.")

    class Meta:
        ordering = ["subject"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "contract", "subject"],
                condition=Q(contract__isnull=False),
                name="vendors_agreedterm_of_contract",
                violation_error_message="The contract already says something about this.",
            ),
            models.UniqueConstraint(
                fields=["organization", "amendment", "subject"],
                condition=Q(amendment__isnull=False),
                name="vendors_agreedterm_of_amendment",
                violation_error_message="The amendment already says something about this.",
            ),
            models.CheckConstraint(
                condition=Q(contract__isnull=True) ^ Q(amendment__isnull=True),
                name="vendors_agreedterm_one_paper",
                violation_error_message="A term stands in one paper: a contract or an amendment.",
            ),
            models.CheckConstraint(
                condition=~Q(value=""),
                name="vendors_agreedterm_says_something",
                violation_error_message="Write down what the paper says.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_subject_display()}: {self.value}"


@tracked
class PrecedenceRank(TenantModel):
    """A place in a contract's own order of precedence, 1 for the paper that wins.

    Without any, the latest amendment wins over its contract and a contract over its master.
    """

    contract = TenantForeignKey(Contract, on_delete=models.CASCADE, related_name="precedence_ranks")
    rank = models.PositiveSmallIntegerField(help_text="1 wins over all others.")
    paper_contract = TenantForeignKey(
        Contract,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="contract in this place",
    )
    paper_amendment = TenantForeignKey(
        Amendment,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="or amendment in this place",
    )

    class Meta:
        ordering = ["contract", "rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "contract", "rank"],
                name="vendors_precedencerank_place",
                violation_error_message="Another paper already has this place.",
            ),
            models.UniqueConstraint(
                fields=["organization", "contract", "paper_contract"],
                name="vendors_precedencerank_contract",
                violation_error_message="This contract already has a place in the order.",
            ),
            models.UniqueConstraint(
                fields=["organization", "contract", "paper_amendment"],
                name="vendors_precedencerank_amendment",
                violation_error_message="This amendment already has a place in the order.",
            ),
            models.CheckConstraint(
                condition=Q(paper_contract__isnull=True) ^ Q(paper_amendment__isnull=True),
                name="vendors_precedencerank_one_paper",
                violation_error_message="A place holds one paper: a contract or an amendment.",
            ),
            models.CheckConstraint(
                condition=Q(rank__gte=1),
                name="vendors_precedencerank_from_one",
                violation_error_message="The first place is 1.",
            ),
        ]
        triggers = [a_rank_is_written()]

    def __str__(self) -> str:
        return f"{self.rank}"
