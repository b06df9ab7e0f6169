"""What stands above the form on a contract's page, and how contracts look in tables."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.display import Shown, Tone, badge, day, money, no_data, record_link
from accounts.sections import Column, Section
from vendors.admin.agreement_sections import said_words
from vendors.admin.figures import with_paid
from vendors.admin.items_read import ItemsRead
from vendors.models import Contract
from vendors.precedence import AgreedOn
from vendors.selectors.agreements import Agreement

SOON_DAYS = 90
DEEPEST = 3
TREE_COLUMNS = (
    Column("Contract"),
    Column("Kind"),
    Column("State"),
    Column("First day"),
    Column("Last day"),
    Column("Agreed", figures=True),
    Column("Paid to date", figures=True),
)


def contract_state(contract: Contract, today: date) -> SafeString:
    """Whether the contract runs on `today`, and whether it ends within 90 days."""
    if contract.first_day is None:
        return badge("Days not known", Tone.NEUTRAL, "help")
    if contract.first_day > today:
        return badge("Starts later", Tone.INFO, "schedule")
    if contract.last_day is None:
        return badge("Running", Tone.GOOD, "play_circle")
    left = (contract.last_day - today).days
    if left < 0:
        return badge("Ended", Tone.NEUTRAL, "stop_circle")
    if left <= SOON_DAYS:
        words = "Ends today" if left == 0 else f"Ends in {left} day{'s' if left > 1 else ''}"
        return badge(words, Tone.WARNING, "event_upcoming")
    return badge("Running", Tone.GOOD, "play_circle")


def paid_beside_agreed(contract: Any) -> SafeString:
    """Payments to date, marked where they exceed what was agreed."""
    shown = money(contract.paid, contract.currency)
    if contract.paid is None or not contract.value or contract.paid <= contract.value:
        return shown
    html = format_html("{} {}", shown, badge("Over agreed", Tone.DANGER, "trending_up"))
    return Shown.of(html, shown.value, shown.currency)


def summary(contract: Any, today: date, agreement: Agreement) -> Section:
    read = ItemsRead.of_contracts([contract])
    known = any(item.is_original for item in read.items)
    return Section(
        title="At a glance",
        sentence=_money_sentence(contract, original_known=known or not read.items),
        facts=(
            ("Vendor", record_link(contract.vendor)),
            ("State", contract_state(contract, today)),
            ("First day", day(contract.first_day)),
            ("Last day", day(contract.last_day, "No end agreed")),
            ("Agreed", money(contract.value, contract.currency)),
            ("Paid to date", paid_beside_agreed(contract)),
            ("Items", f"{len(read.items)}"),
            ("Notice", _notice(agreement)),
        ),
    )


def _money_sentence(contract: Any, *, original_known: bool) -> SafeString | str:
    if contract.paid is None:
        return "No payment is recorded, so nothing can be said about what was paid."
    if not contract.value or contract.value < 0:
        return "The register holds no agreed value, so payments can't be compared with it."
    left = contract.value - contract.paid
    said = format_html(
        "{} was paid to date against {} agreed: {} {}.",
        money(contract.paid, contract.currency),
        money(contract.value, contract.currency),
        money(abs(left), contract.currency),
        "left" if left >= 0 else "more than agreed",
    )
    if original_known:
        return said
    return format_html(
        "{} Its original item is not in the register, so the agreed value may be incomplete.", said
    )


def _notice(agreement: Agreement) -> SafeString | str:
    """The notice in force, with the paper it comes from where that is another one."""
    found = agreement.in_force.get(AgreedOn.NOTICE)
    if found is None:
        return no_data("Not known")
    own = found.paper.id == agreement.contract.pk
    return said_words(found.value) if own else f"{said_words(found.value)} ({found.paper.name})"


def family(contract: Contract) -> list[Contract]:
    """A contract's master agreement and all that stand under it, at most `DEEPEST` levels."""
    root = contract
    while root.parent is not None:
        root = root.parent
    found = level = with_paid(Contract.objects.filter(pk=root.pk))
    for _ in range(DEEPEST):
        level = with_paid(Contract.objects.filter(parent__in=level))
        if not level:
            break
        found = [*found, *level]
    return found


def arranged(contracts: Sequence[Contract]) -> list[tuple[int, Any]]:
    """Contracts with their depth, each followed by those of them that stand under it."""
    here = {contract.pk for contract in contracts}
    children: dict[UUID | None, list[Contract]] = defaultdict(list)
    for contract in contracts:
        children[contract.parent_id if contract.parent_id in here else None].append(contract)
    return list(_walk(None, children, 0))


def _walk(
    parent: UUID | None, children: Mapping[UUID | None, list[Contract]], depth: int
) -> Iterator[tuple[int, Contract]]:
    for contract in children.get(parent, ()):
        yield depth, contract
        yield from _walk(contract.pk, children, depth + 1)


def tree_rows(
    contracts: list[tuple[int, Any]], today: date, here: Contract | None = None
) -> list[tuple[object, ...]]:
    """The rows of a contract tree, `TREE_COLUMNS` wide; `here` isn't linked to itself."""
    return [
        (
            format_html(
                '<span class="ls-indent-{}">{}</span>',
                depth,
                format_html("<strong>{}</strong>", contract)
                if contract == here
                else record_link(contract),
            ),
            contract.get_kind_display(),
            contract_state(contract, today),
            day(contract.first_day),
            day(contract.last_day, "No end agreed"),
            money(contract.value, contract.currency),
            paid_beside_agreed(contract),
        )
        for depth, contract in contracts
    ]


def tree_section(contract: Contract, today: date) -> list[Section]:
    """The contracts above and below this one; nothing where it stands alone."""
    contracts = family(contract)
    if len(contracts) == 1:
        return []
    return [
        Section(
            title="Contract tree",
            columns=TREE_COLUMNS,
            rows=tree_rows(arranged(contracts), today, here=contract),
        )
    ]
