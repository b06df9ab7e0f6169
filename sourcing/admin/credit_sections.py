"""What a credit's page shows above its fields: where it stands, how it came about, its ledger."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime

from accounts.display import day, money, no_data, record_link
from accounts.sections import Column, Section
from sourcing.admin.credit_words import days_left, state_badge
from sourcing.credits.words import money as in_words
from sourcing.models import CreditMove, ServiceCredit
from sourcing.selectors.credit_groups import period_of_result, plain
from sourcing.selectors.credits_owed import UNCLAIMED
from sourcing.selectors.definitions import definition_of
from sourcing.service_levels.rounding import shown
from sourcing.services.credit_moves import as_ledger


def standing_section(credit: ServiceCredit, today: date) -> Section:
    """The credit's level, period, contract and amounts, each a link to what is behind it."""
    result, definition = credit.result, definition_of(credit.result.definition)
    contract = credit.scheme.contract
    attained = no_data() if result.attained is None else shown(definition, result.attained)
    expected, minimum = (shown(definition, target) for target in definition.targets)
    return Section(
        title="Where it stands",
        sentence=_sentence(credit, today),
        facts=(
            ("State", state_badge(credit)),
            ("Vendor", record_link(contract.vendor)),
            ("Contract", record_link(contract)),
            ("Credit scheme", record_link(credit.scheme)),
            ("Service level", record_link(result.service_level)),
            ("Period", period_of_result(result).label),
            ("Attained", attained),
            ("Expected and minimum", f"{expected} and {minimum}"),
            ("Judged by", record_link(result.definition)),
            ("On invoices", money(credit.applied_amount, credit.currency)),
            ("Still to come", money(as_ledger(credit).open_amount, credit.currency)),
        ),
    )


def _sentence(credit: ServiceCredit, today: date) -> str:
    computed = f"{in_words(credit.amount, credit.currency)} was computed"
    if credit.vendor_amount is not None:
        computed += f"; the vendor's figure is {in_words(credit.vendor_amount, credit.currency)}"
    if credit.agreed_amount is not None:
        computed += f"; {in_words(credit.agreed_amount, credit.currency)} is agreed"
    if not credit.needs_claim:
        return f"{computed}. It needs no claim."
    if credit.claim_by is None:
        return f"{computed}. It can be claimed at any time."
    last = f"{credit.claim_by.day} {credit.claim_by:%B %Y}"
    if credit.state not in UNCLAIMED:
        return f"{computed}. It had to be claimed by {last}."
    return f"{computed}. The last day to claim it is {last}: {days_left(credit.claim_by, today)}."


def steps_section(credit: ServiceCredit) -> Section:
    """The credit's own steps, after those by which its period was judged."""
    steps = [*credit.result.steps, *credit.steps]
    return Section(
        title="How is this computed?",
        facts=(
            ("Charge of the period", money(credit.base, credit.currency)),
            ("Most for the period", money(credit.cap, credit.currency) if credit.cap else "–"),
            ("Multiplied by", f"{plain(credit.multiplier)}"),
        ),
        body=format_html(
            '<ol class="ls-list ls-steps">{}</ol>',
            format_html_join("", "<li>{}</li>", ([step] for step in steps)),
        ),
    )


def ledger_section(credit: ServiceCredit, moves: Sequence[CreditMove]) -> Section:
    """Every move in its order."""
    return Section(
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
                day(localtime(move.at).date()),
                move.by or "A job",
                move.get_to_state_display(),
                _amount(move.amount, credit.currency),
                move.invoice_reference or "–",
                move.reason or "–",
            )
            for move in moves
        ],
        empty="Nothing yet: it was computed and waits.",
    )


def _amount(amount: Decimal | None, currency: str) -> str:
    return "–" if amount is None else money(amount, currency)
