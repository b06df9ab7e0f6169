"""Records that a row refers to, found by what people call them."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models

from accounts.current import organization_id
from accounts.models import Membership
from sourcing.importing.lists import NATURAL_KEYS
from sourcing.importing.values import FORMAT, did_you_mean
from vendors.importing.cells import CellRefused, parse_date
from vendors.models import ContractItem, Vendor


class MissingReference(CellRefused):
    """There is no such record, or not yet: a later row of the file may bring it."""


class References:
    """Reads the names of each table once, and learns those that the file adds."""

    def __init__(self) -> None:
        self._known: dict[type[models.Model], dict[str, Any]] = {}
        self._names_by_key: dict[type[models.Model], dict[Any, str]] = {}
        self._items: dict[tuple[str, str], dict[date, Any]] | None = None

    def find(self, model: type[models.Model], text: str) -> Any:
        """The key of the record that `text` names; raises MissingReference."""
        names = self._names(model)
        wanted = text.lower() if model is Membership else text
        if wanted in names:
            return names[wanted]
        what = (
            "an active member's e-mail address"
            if model is Membership
            else (f"the name of a {model._meta.verbose_name} in the register")
        )
        raise MissingReference(what + did_you_mean(text, names))

    def find_item(self, contract: str, number: str, first_day: str) -> Any:
        """The key of a contract's item; the first day is needed only where several share it."""
        terms = self._terms().get((contract, number or contract), {})
        if not terms:
            raise MissingReference("the number of an item of this contract")
        if first_day:
            day = parse_date(first_day, formats=FORMAT.dates)
            if day in terms:
                return terms[day]
            raise MissingReference(
                f"a first day of this item: {', '.join(str(each) for each in sorted(terms))}"
            )
        if len(terms) > 1:
            raise CellRefused("the item's first day too, since it has several terms")
        return next(iter(terms.values()))

    def learn(self, record: models.Model) -> None:
        """Lets later rows refer to a record that an earlier one added."""
        model = type(record)
        if model in self._known:
            name = str(getattr(record, NATURAL_KEYS[model]))
            self._known[model][name] = record.pk
            self._names_by_key[model][record.pk] = name

    def name_of(self, model: type[models.Model], key: Any) -> str:
        """What people call the record; empty for none."""
        if key is None:
            return ""
        if model in NATURAL_KEYS:
            self._names(model)
            return self._names_by_key[model].get(key, str(key))
        return str(model._default_manager.filter(pk=key).first() or key)

    def _names(self, model: type[models.Model]) -> dict[str, Any]:
        if model not in self._known:
            rows = model._default_manager.all()
            if model is Membership:
                rows = rows.filter(organization_id=organization_id(), is_active=True)
            name = NATURAL_KEYS[model]
            self._known[model] = dict(rows.values_list(name, "pk").order_by())
            self._names_by_key[model] = {key: name for name, key in self._known[model].items()}
            if model is Vendor:
                self._known[model].update(_survivors())
        return self._known[model]

    def _terms(self) -> Mapping[tuple[str, str], dict[date, Any]]:
        if self._items is None:
            self._items = defaultdict(dict)
            rows = ContractItem.objects.values_list("contract__number", "number", "first_day", "pk")
            for contract, number, first_day, key in rows.order_by().iterator():
                self._items[contract, number][first_day] = key
        return self._items


def _survivors() -> dict[str, Any]:
    """Whom the name of a merged vendor stands for, so that old files still find their way."""
    merged = Vendor.objects.filter(merged_into__isnull=False).order_by()
    return dict(merged.values_list("legal_name", "merged_into_id"))
