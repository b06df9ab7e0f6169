"""Exchange rates: the bank's, to look up, and the organization's own."""

from django.contrib import admin
from django.db.models import Max
from django.http import HttpRequest
from unfold.contrib.filters.admin import AllValuesCheckboxFilter, RangeDateFilter
from unfold.decorators import display

from accounts.model_admin import ReadOnlyAdmin, TenantModelAdmin
from vendors.fx import MAX_AGE, Quote
from vendors.models import OwnRate, ReferenceRate


@admin.register(ReferenceRate)
class ReferenceRateAdmin(ReadOnlyAdmin):
    """Euro reference rates of the European Central Bank."""

    list_display = ("day", "currency", "one_euro")
    list_filter = (("day", RangeDateFilter),)
    search_fields = ("=currency",)
    search_help_text = "Search by currency, such as USD"
    fields = ("currency", "day", "rate")
    empty_hint = "Whoever runs Longshore loads them with the command load_rates."

    def list_sentence(self, request: HttpRequest) -> str:
        last = ReferenceRate.objects.aggregate(last=Max("day"))["last"]
        if last is None:
            return ""
        return (
            "How much one euro was worth, by the European Central Bank, up to "
            f"{last.day} {last:%b %Y}. A rate counts for its day and {MAX_AGE.days} days after."
        )

    @display(description="One euro was", ordering="rate")
    def one_euro(self, row: ReferenceRate) -> str:
        return f"{row.rate.normalize():f} {row.currency}"


@admin.register(OwnRate)
class OwnRateAdmin(TenantModelAdmin):
    """Rates that win over the bank's, or stand in where it publishes none."""

    list_display = ("pair", "day", "valid_until", "rate_words", "source")
    list_filter = (
        ("base", AllValuesCheckboxFilter),
        ("quote", AllValuesCheckboxFilter),
        ("day", RangeDateFilter),
    )
    search_fields = ("=base", "=quote", "source")
    search_help_text = "Search by currency or source"
    fields = ("base", "quote", "rate", "day", "valid_until", "source")
    empty_hint = (
        "The bank's reference rates are used. Record a rate of your own where your accounts use "
        "another, or for a currency that the bank doesn't publish."
    )

    @display(description="Pair", ordering="base")
    def pair(self, row: OwnRate) -> str:
        return f"{row.base}/{row.quote}"

    @display(description="Rate", ordering="rate")
    def rate_words(self, row: OwnRate) -> str:
        return Quote(row.base, row.quote, row.day, row.rate, row.source).text
