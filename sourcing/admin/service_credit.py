"""Service credits: what each miss is worth, until when it must be claimed, and where it stands."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Min, Sum
from django.http import HttpRequest
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from accounts.display import Tone, badge, day, money, no_data, record_link
from accounts.model_admin import ReadOnlyAdmin
from accounts.sections import Column, Section
from sourcing.models import CreditState, ServiceCredit

UNCLAIMED = (CreditState.COMPUTED, CreditState.NOTIFIED)
STATES = {
    CreditState.APPLIED: (Tone.GOOD, "check_circle"),
    CreditState.DISPUTED: (Tone.DANGER, "gavel"),
    CreditState.EXPIRED: (Tone.DANGER, "event_busy"),
    CreditState.COMPUTED: (Tone.WARNING, "pending"),
    CreditState.NOTIFIED: (Tone.WARNING, "outgoing_mail"),
}


@admin.register(ServiceCredit)
class ServiceCreditAdmin(ReadOnlyAdmin):
    """The ledger to read; moves are made through the API."""

    list_display = ("level", "period", "amount_shown", "state_shown", "claim_until", "applied")
    list_display_links = ("period",)
    list_filter = (("state", ChoicesDropdownFilter), ("currency", ChoicesDropdownFilter))
    list_prefetch = ("result__service_level", "scheme")
    search_fields = ("result__service_level__name", "scheme__name")
    search_help_text = "Search by service level or scheme"
    ordering = ("claim_by", "-computed_at")
    empty_hint = (
        "Credits appear when a default becomes final, its definition names a credit scheme and "
        "the contract says what it charges each month."
    )
    fields = (
        "scheme",
        "base",
        "multiplier",
        "cap",
        "amount",
        "vendor_amount",
        "agreed_amount",
        "applied_amount",
        "currency",
        "claim_by",
        "computed_at",
    )

    def list_sentence(self, request: HttpRequest) -> str:
        open_ones = ServiceCredit.objects.filter(needs_claim=True, state__in=UNCLAIMED).order_by()
        rows = list(open_ones.values("currency").annotate(sum=Sum("amount"), number=Count("pk")))
        if not rows:
            return "No credit waits to be claimed."
        first = open_ones.aggregate(first=Min("claim_by"))["first"]
        sums = " and ".join(f"{row['sum']:,.2f} {row['currency']}" for row in rows)
        until = f", the first deadline is {first.day} {first:%B %Y}" if first else ""
        return f"{sums} of credit is unclaimed{until}."

    @display(description="Service level")
    def level(self, row: ServiceCredit) -> str:
        return record_link(row.result.service_level)

    @display(description="Period")
    def period(self, row: ServiceCredit) -> str:
        return f"{row.result.first_day:%d %b %Y} to {row.result.last_day:%d %b %Y}"

    @display(description="Credit", ordering="amount", formatting="price")
    def amount_shown(self, row: ServiceCredit) -> str:
        return money(row.amount, row.currency)

    @display(description="State", ordering="state")
    def state_shown(self, row: ServiceCredit) -> str:
        tone, icon = STATES.get(CreditState(row.state), (Tone.INFO, "arrow_forward"))
        return badge(row.get_state_display(), tone, icon)

    @display(description="Claim by", ordering="claim_by")
    def claim_until(self, row: ServiceCredit) -> str:
        return day(row.claim_by, "No claim needed")

    @display(description="On invoices", ordering="applied_amount", formatting="price")
    def applied(self, row: ServiceCredit) -> str:
        return money(row.applied_amount, row.currency) if row.applied_amount else no_data("Nothing")

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        return [
            Section(
                title="How is this computed?",
                columns=(Column("Step"),),
                rows=[(str(step),) for step in record.steps],
            ),
            Section(
                title="What happened to it",
                columns=(
                    Column("When"),
                    Column("Who"),
                    Column("To"),
                    Column("Amount", figures=True),
                    Column("Invoice"),
                    Column("Why"),
                ),
                rows=[
                    (
                        day(move.at.date()),
                        move.by or "A job",
                        move.get_to_state_display(),
                        money(move.amount, record.currency),
                        move.invoice_reference or no_data("None"),
                        move.reason,
                    )
                    for move in record.moves.select_related("by__user").order_by("at", "id")
                ],
                empty="Nothing yet: it was computed and waits.",
            ),
        ]
