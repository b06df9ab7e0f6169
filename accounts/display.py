"""How figures, states and links look on every page. All return safe HTML."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class Tone(StrEnum):
    """The colour of a badge; its word and icon say the same without colour."""

    GOOD = "good"
    WARNING = "warning"
    DANGER = "danger"
    INFO = "info"
    NEUTRAL = "neutral"


class Shown(SafeString):
    """HTML that remembers what it shows, so that an export gives the value, not the markup.

    `value` is the value itself, or the words where there is none; `currency` its ISO 4217 code.
    """

    value: object
    currency: str

    @classmethod
    def of(cls, html: str, value: object, currency: str = "") -> "Shown":
        shown = cls(html)
        shown.value, shown.currency = value, currency
        return shown


def no_data(words: str = "No data", currency: str = "") -> Shown:
    """Says that a figure isn't known, which differs from zero."""
    return Shown.of(format_html('<span class="ls-no-data">{}</span>', words), words, currency)


def money(amount: Decimal | None, currency: str, cents: bool = True) -> Shown:
    """An amount with thousands separated and its ISO 4217 code; None reads “No data”."""
    if amount is None:
        return no_data(currency=currency)
    figures = f"{amount:,.2f}" if cents else f"{amount:,.0f}"
    html = format_html('<span class="ls-figure">{} {}</span>', figures, currency)
    return Shown.of(html, amount, currency)


def totals(by_currency: Mapping[str, Decimal], otherwise: str = "No data") -> SafeString:
    """One amount for each currency; currencies are never added up."""
    if not by_currency:
        return no_data(otherwise)
    parts = [[money(amount, currency)] for currency, amount in sorted(by_currency.items())]
    return format_html_join(" and ", "{}", parts)


def number(value: int | Decimal | None, unit: str = "") -> SafeString:
    """A number with thousands separated; None reads “No data”."""
    if value is None:
        return no_data()
    html = format_html('<span class="ls-figure">{}</span>', f"{value:,} {unit}".strip())
    return Shown.of(html, value if not unit else f"{value:,} {unit}")


def day(value: date | None, otherwise: str = "Not known") -> SafeString:
    """A date as 14 Dec 2026."""
    if value is None:
        return no_data(otherwise)
    html = format_html('<span class="ls-nowrap">{}</span>', date_format(value))
    return Shown.of(html, value)


def badge(word: str, tone: Tone, icon: str) -> SafeString:
    """A state as word, icon (a Material symbol's name) and colour."""
    html = format_html(
        '<span class="ls-badge ls-badge-{}"><span class="material-symbols-outlined"'
        ' aria-hidden="true">{}</span>{}</span>',
        tone,
        icon,
        word,
    )
    return Shown.of(html, word)


def country(value: Any) -> SafeString:
    """A country field's name; an empty one reads “Not known”."""
    return format_html("{}", value.name) if value else no_data("Not known")


def link(address: str, text: object) -> SafeString:
    html = format_html('<a class="ls-link" href="{}">{}</a>', address, text)
    return Shown.of(html, getattr(text, "value", str(text)), getattr(text, "currency", ""))


def page_of(record: Model) -> str:
    """The address of a record's own page."""
    meta = record._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[record.pk])


def list_of(model: type[Model], query: str = "") -> str:
    """The address of a model's list; `query` is an encoded query string without `?`."""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{address}?{query}" if query else address


def record_link(record: Model | None, otherwise: str = "None") -> SafeString:
    """A record's name as a link to its page."""
    if record is None:
        return no_data(otherwise)
    return link(page_of(record), record)
