"""How credits and their moves read on pages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.display import Shown, Tone, badge, day, no_data
from sourcing.credits.ledger_rules import Move
from sourcing.credits.words import listed
from sourcing.models import CreditState, ServiceCredit
from sourcing.selectors.credits_owed import UNCLAIMED, Owed

STATES = {
    CreditState.APPLIED: (Tone.GOOD, "check_circle"),
    CreditState.DISPUTED: (Tone.DANGER, "gavel"),
    CreditState.EXPIRED: (Tone.DANGER, "event_busy"),
    CreditState.COMPUTED: (Tone.WARNING, "pending"),
    CreditState.NOTIFIED: (Tone.WARNING, "outgoing_mail"),
    CreditState.WAIVED: (Tone.NEUTRAL, "block"),
    CreditState.REJECTED: (Tone.NEUTRAL, "block"),
    CreditState.EARNED_BACK: (Tone.NEUTRAL, "undo"),
}


@dataclass(frozen=True, slots=True)
class MoveWords:
    """A move on pages: what its button says, what it means, what was done, and its icon.

    `is_end` says that nothing comes after it, so it is offered apart from the others.
    """

    verb: str
    means: str
    done: str
    icon: str
    is_end: bool = False


MOVES: Mapping[Move, MoveWords] = MappingProxyType(
    {
        Move.NOTIFY: MoveWords(
            "Vendor was told",
            "Records that the vendor knows of the credit. From then on its amount stays as it is.",
            "The vendor was told.",
            "outgoing_mail",
        ),
        Move.CLAIM: MoveWords(
            "Claimed",
            "Records that the claim has been sent, which stops its deadline.",
            "The credit is claimed.",
            "send",
        ),
        Move.ACCEPT: MoveWords(
            "Vendor accepts",
            "The vendor accepts the credit as it was computed.",
            "The vendor accepted the credit.",
            "check",
        ),
        Move.ACCEPT_PART: MoveWords(
            "Vendor accepts a part",
            "The vendor accepts less than was computed. Its figure is kept beside ours.",
            "The vendor accepted a part.",
            "rule",
        ),
        Move.DISPUTE: MoveWords(
            "Vendor disputes",
            "The vendor holds another figure against ours, or 0 where it sees no credit.",
            "The credit is disputed.",
            "gavel",
        ),
        Move.AGREE: MoveWords(
            "Agree on an amount",
            "Both sides settle. No more than what was computed can be agreed.",
            "The amount is agreed.",
            "handshake",
        ),
        Move.MAKE_DUE: MoveWords(
            "Due on an invoice",
            "Names the invoice that has to show the credit.",
            "The credit is due on an invoice.",
            "request_quote",
        ),
        Move.APPLY: MoveWords(
            "Applied on an invoice",
            "An invoice shows the credit or a part of it. Parts can follow until all is applied.",
            "The invoice is recorded.",
            "receipt_long",
        ),
        Move.EXPIRE: MoveWords(
            "Expired",
            "It wasn't claimed in time. Credits whose last day has passed expire by themselves.",
            "The credit has expired.",
            "event_busy",
            is_end=True,
        ),
        Move.WAIVE: MoveWords(
            "Give it up",
            "We don't pursue the credit any more. This can't be undone.",
            "The credit is given up.",
            "block",
            is_end=True,
        ),
        Move.REJECT: MoveWords(
            "Vendor rejects",
            "The vendor rejects it, and it is left at that. This can't be undone.",
            "The credit is rejected.",
            "thumb_down",
            is_end=True,
        ),
        Move.EARN_BACK: MoveWords(
            "Earned back",
            "Good periods take it back, as the contract says: what invoices show already is "
            "charged again.",
            "The credit is earned back.",
            "undo",
            is_end=True,
        ),
    }
)


def state_badge(credit: ServiceCredit) -> SafeString:
    tone, icon = STATES.get(CreditState(credit.state), (Tone.INFO, "arrow_forward"))
    return badge(credit.get_state_display(), tone, icon)


def claim_day(credit: ServiceCredit, today: date) -> SafeString:
    """The last day to claim it and, while nobody has, how many days that leaves."""
    last_day = credit.claim_by
    if last_day is None:
        return no_data("No deadline" if credit.needs_claim else "No claim needed")
    if credit.state not in UNCLAIMED:
        return day(last_day)
    html = format_html("{}, {}", day(last_day), days_left(last_day, today))
    return Shown.of(html, last_day)


def days_left(last_day: date, today: date) -> str:
    """today; 1 day left; 15 days left; passed."""
    days = (last_day - today).days
    if days < 0:
        return "passed"
    if days == 0:
        return "today is the last day"
    return f"{days} {'day' if days == 1 else 'days'} left"


def owed_sentence(owed: Sequence[Owed]) -> str:
    """What can be claimed now and until when, then what else waits for somebody."""
    deadlines = [each.first_deadline for each in owed if each.first_deadline]
    to_claim = _sums(owed, lambda each: each.to_claim)
    first = "No credit waits to be claimed."
    if to_claim:
        until = f"; the first deadline is {date_format(min(deadlines))}" if deadlines else ""
        first = f"{to_claim} of credit can be claimed now{until}."
    others = (
        ("is disputed", _sums(owed, lambda each: each.disputed)),
        ("is due and on no invoice yet", _sums(owed, lambda each: each.to_invoice)),
        ("was not claimed in time", _sums(owed, lambda each: each.too_late)),
    )
    return " ".join([first, *(f"{sums} {words}." for words, sums in others if sums)])


def _sums(owed: Sequence[Owed], amount: Callable[[Owed], Decimal]) -> str:
    return listed([f"{amount(each):,.2f} {each.currency}" for each in owed if amount(each)])
