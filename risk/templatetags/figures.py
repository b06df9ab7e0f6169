"""Figures on the portfolio pages: grouped by thousands, with their unit, and bars beside them."""

from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts import display

register = template.Library()

# Short enough to mean “little”, long enough to be seen, in percent of the bar.
VISIBLE = Decimal("0.5")


@register.filter
def money(amount: Decimal | None, currency: str) -> SafeString:
    """Whole units of a currency: 1,234,567 USD. Cents don't matter where money is summed."""
    return display.money(amount, currency, cents=False)


@register.filter
def money_cents(amount: Decimal | None, currency: str) -> SafeString:
    """To the cent: 1,234,567.89 USD."""
    return display.money(amount, currency)


@register.filter
def number(value: Decimal | int | None, decimals: int = 0) -> SafeString:
    """Grouped by thousands, with so many decimals."""
    return display.number(None if value is None else _rounded(Decimal(value), decimals))


@register.filter
def percent(value: Decimal | None, decimals: int = 1) -> SafeString:
    """A percentage, 12.3 %; a part that would round to nothing is shown as less than that."""
    if value is None:
        return display.no_data()
    smallest = Decimal(1).scaleb(-decimals)
    if 0 < value < smallest / 2:
        return format_html("< {} %", smallest)
    return format_html("{} %", _rounded(value, decimals))


@register.simple_tag
def bar(value: Decimal | None, largest: Decimal | None, series: str = "one") -> SafeString:
    """A bar beside its figure, as long as the value's part of the largest one.

    The figure stands next to it in words, so it is hidden from screen readers. `series` is
    `one`, `two` or `rest`.
    """
    length = Decimal(0)
    if value is not None and largest and value > 0:
        length = max(VISIBLE, min(Decimal(100), value * 100 / largest))
    return format_html(
        '<svg class="bar bar-{}" aria-hidden="true" focusable="false">'
        '<rect width="{}%" height="100%" rx="2"/></svg>',
        series,
        _rounded(length, 1),
    )


def _rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
