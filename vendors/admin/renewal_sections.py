"""What was decided about a contract's term, on the contract's page."""

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html

from accounts.display import day, no_data
from accounts.sections import Column, Section
from vendors.models import Contract, RenewalDecision
from vendors.models.renewal import Choice
from vendors.renewal_words import decision_badge


def renewal_section(contract: Contract, user: Any) -> Section:
    """Every decision about the contract's terms, the latest first."""
    decisions = list(
        contract.renewal_decisions.select_related("decided_by__user", "taken_back_by__user")
    )
    stands = next(
        (d for d in decisions if d.taken_back_at is None and d.term_end == contract.last_day), None
    )
    return Section(
        title="Decisions about renewal",
        sentence=_sentence(contract, stands),
        columns=(
            Column("Term ends"),
            Column("Decision"),
            Column("By"),
            Column("On"),
            Column("Reason"),
            Column("Notice sent"),
        )
        if decisions
        else (),
        rows=[_row(decision) for decision in decisions],
        more=reverse("admin:renewals_decide", args=[contract.pk])
        if user.has_perm("vendors.add_renewaldecision")
        else "",
        more_text="Change the decision" if stands else "Decide",
    )


def _sentence(contract: Contract, stands: RenewalDecision | None) -> str:
    end = (
        f"that ends on {date_format(contract.last_day)}" if contract.last_day else "without an end"
    )
    if stands is None:
        return f"Nobody has decided yet what follows the term {end}."
    return f"For the term {end} it was decided: {stands.get_choice_display().lower()}."


def _row(decision: RenewalDecision) -> tuple[object, ...]:
    reason: object = decision.reason
    if decision.taken_back_by is not None:
        reason = format_html(
            "{}<br>Taken back by {}: {}",
            decision.reason,
            decision.taken_back_by,
            decision.taken_back_reason,
        )
    return (
        day(decision.term_end, "No end agreed"),
        decision_badge(decision),
        str(decision.decided_by),
        day(decision.decided_at.date()),
        reason,
        day(decision.notice_sent_on, "No")
        if decision.choice != Choice.RENEW
        else no_data("Not needed"),
    )
