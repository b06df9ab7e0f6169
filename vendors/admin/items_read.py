"""Contract items read together: kind, overlap and payments follow from all items of a contract."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Self
from uuid import UUID

from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.display import Tone, badge
from vendors.admin.figures import paid_by_item
from vendors.models import Contract, ContractItem
from vendors.terms import ItemKind, Term, classify, overlaps

_KIND = {
    ItemKind.ORIGINAL: ("Original", Tone.INFO, "flag"),
    ItemKind.AMENDMENT: ("Amendment", Tone.NEUTRAL, "edit_document"),
    ItemKind.RENEWAL: ("Renewal", Tone.GOOD, "autorenew"),
}


@dataclass(frozen=True)
class ItemsRead:
    """By item id: its kind, its payments to date (missing where unknown), and who overlaps."""

    items: list[ContractItem] = field(default_factory=list)
    kinds: dict[Hashable, ItemKind] = field(default_factory=dict)
    paid: dict[UUID, Decimal] = field(default_factory=dict)
    overlapping: frozenset[Hashable] = frozenset()
    currencies: dict[UUID, str] = field(default_factory=dict)

    @classmethod
    def of_contracts(cls, contracts: Iterable[Contract]) -> Self:
        """Reads all items of these contracts with two queries."""
        currencies = {contract.pk: contract.currency for contract in contracts}
        if not currencies:
            return cls()
        items = list(
            ContractItem.objects.filter(contract__in=list(currencies)).order_by(
                "first_day", "number"
            )
        )
        terms = defaultdict(list)
        for item in items:
            terms[item.contract_id].append(_term(item))
        kinds: dict[Hashable, ItemKind] = {}
        overlapping: set[Hashable] = set()
        for of_contract in terms.values():
            kinds |= classify(of_contract)
            overlapping |= {term.id for pair in overlaps(of_contract) for term in pair}
        paid = paid_by_item([item.pk for item in items])
        return cls(items, kinds, paid, frozenset(overlapping), currencies)


def kind_badge(item: ContractItem, read: ItemsRead) -> SafeString:
    """Original, amendment or renewal, with a mark where its term overlaps another of its own."""
    kind = badge(*_KIND[read.kinds[item.pk]])
    if item.pk not in read.overlapping:
        return kind
    return format_html("{} {}", kind, badge("Overlaps", Tone.WARNING, "layers"))


def _term(item: ContractItem) -> Term:
    return Term(
        id=item.pk,
        number=item.number,
        first_day=item.first_day,
        last_day=item.last_day,
        amount=item.amount,
        is_original=item.is_original,
    )
