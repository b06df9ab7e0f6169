"""The outbox: mails to people, and the alerts they carry."""

import re
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    ChoicesDropdownFilter,
    RangeDateTimeFilter,
)
from unfold.decorators import display

from accounts.admin.outgoing import OutgoingMailAdmin, state_badge
from accounts.display import Tone, badge, link, page_of
from accounts.filters import MemberFilter
from accounts.model_admin import ReadOnlyAdmin
from accounts.sections import Column, Section
from risk.admin.finding_sections import severity_badge
from risk.models import Alert, Delivery

_HREF = re.compile(r"""\s(href|src|action)\s*=\s*("[^"]*"|'[^']*')""", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+")


def without_links(html: str) -> str:
    """A mail's HTML without addresses: some of them act as the recipient, and this is another."""
    return _HREF.sub("", html)


def without_addresses(text: str) -> str:
    return _ADDRESS.sub("[link for the recipient]", text)


class RecipientFilter(MemberFilter):
    title = "recipient"
    parameter_name = "recipient"


@admin.register(Delivery)
class DeliveryAdmin(OutgoingMailAdmin):
    """One mail to one person."""

    list_display = (
        "subject",
        "recipient",
        "state_word",
        "created_at",
        "sent_at",
        "attempts",
        "last_error",
    )
    list_filter = (
        ("state", ChoicesDropdownFilter),
        RecipientFilter,
        ("created_at", RangeDateTimeFilter),
    )
    list_prefetch = ("recipient__user",)
    search_fields = ("subject", "recipient__user__full_name", "recipient__user__email")
    search_help_text = "Search by subject or recipient"
    empty_hint = "Mails are made when a scan finds something that people are told about."
    fields = ("message_id", "window", "next_attempt_at")

    def recipient_of(self, mail: Any) -> str:
        return str(mail.recipient)

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        to = f"{record.recipient} <{record.recipient.user.email}>"
        return [self.summary(record, to), _contents(record), _preview(record)]


def _contents(delivery: Delivery) -> Section:
    alerts = delivery.alerts.select_related("finding").order_by("-severity")
    return Section(
        title="Findings in it",
        columns=(Column("Severity"), Column("Finding"), Column("Why it was told")),
        rows=[
            (
                severity_badge(alert.severity),
                link(page_of(alert.finding), alert.finding.title),
                alert.get_stage_display(),
            )
            for alert in alerts
        ],
    )


def _preview(delivery: Delivery) -> Section:
    if not (delivery.html or delivery.text):
        return Section(
            title="As the recipient saw it",
            sentence="The text is no longer kept: the organization's page says how long mails are.",
        )
    frame = format_html(
        '<iframe class="ls-mail" sandbox title="The mail as it looks" srcdoc="{}"></iframe>',
        without_links(delivery.html),
    )
    text = format_html('<pre class="ls-text">{}</pre>', without_addresses(delivery.text))
    return Section(
        title="As the recipient sees it",
        sentence="Links are left out here, because they act in the recipient's name.",
        columns=(Column(delivery.subject),),
        rows=[(frame,), (text,)],
    )


class AlertStateFilter(admin.SimpleListFilter):
    """Alerts by what became of them."""

    title = "state"
    parameter_name = "became"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("waiting", "Waiting"), ("mailed", "In a mail"), ("dropped", "Dropped")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "waiting":
                return queryset.filter(delivery=None, dropped_at=None)
            case "mailed":
                return queryset.exclude(delivery=None)
            case "dropped":
                return queryset.exclude(dropped_at=None)
        return queryset


@admin.register(Alert)
class AlertAdmin(ReadOnlyAdmin):
    """One finding for one person."""

    list_display = ("finding_title", "severity_word", "recipient", "stage", "created_at", "became")
    list_filter = (
        AlertStateFilter,
        ("stage", ChoicesDropdownFilter),
        RecipientFilter,
        ("finding", AutocompleteSelectFilter),
    )
    list_prefetch = ("finding", "recipient__user", "delivery")
    search_fields = ("finding__title", "recipient__user__full_name")
    search_help_text = "Search by finding or recipient"
    empty_hint = "Alerts are written with the findings that people are told about."
    written_by_the_application = True
    fields = ("finding", "recipient", "stage", "created_at", "delivery", "dropped_at")

    @display(description="Finding", ordering="finding__title")
    def finding_title(self, alert: Alert) -> str:
        return alert.finding.title

    @display(description="Severity", ordering="severity")
    def severity_word(self, alert: Alert) -> str:
        return severity_badge(alert.severity)

    @display(description="State")
    def became(self, alert: Alert) -> str:
        if alert.dropped_at is not None:
            return badge("Dropped", Tone.NEUTRAL, "do_not_disturb_on")
        if alert.delivery is None:
            return badge("Waiting", Tone.INFO, "schedule")
        return state_badge(alert.delivery)
