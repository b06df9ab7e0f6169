"""The outbox: mails to people, and the alerts they carry."""

import re
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    ChoicesDropdownFilter,
    RangeDateTimeFilter,
)
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action, display

from accounts.display import Tone, badge, link, no_data, page_of
from accounts.filters import MemberFilter
from accounts.model_admin import ReadOnlyAdmin
from accounts.sections import Column, Section
from risk.admin.finding_sections import severity_badge
from risk.models import Alert, Delivery
from risk.models.alert import DeliveryState
from risk.services.resend import NotParked, send_again

STATES = {
    DeliveryState.PENDING: (Tone.INFO, "schedule_send"),
    DeliveryState.SENDING: (Tone.INFO, "sync"),
    DeliveryState.SENT: (Tone.GOOD, "mark_email_read"),
    DeliveryState.PARKED: (Tone.DANGER, "error"),
}
SHORT = {
    DeliveryState.PENDING: "Waiting",
    DeliveryState.SENDING: "Being sent",
    DeliveryState.SENT: "Sent",
    DeliveryState.PARKED: "Refused",
}
_HREF = re.compile(r"""\s(href|src|action)\s*=\s*("[^"]*"|'[^']*')""", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+")


def state_badge(delivery: Delivery) -> SafeString:
    state = DeliveryState(delivery.state)
    return badge(SHORT[state], *STATES[state])


def without_links(html: str) -> str:
    """A mail's HTML without addresses: some of them act as the recipient, and this is another."""
    return _HREF.sub("", html)


def without_addresses(text: str) -> str:
    return _ADDRESS.sub("[link for the recipient]", text)


class RecipientFilter(MemberFilter):
    title = "recipient"
    parameter_name = "recipient"


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
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
    actions_detail = ("send_again",)

    def list_sentence(self, request: HttpRequest) -> str:
        figures = Delivery.objects.aggregate(
            sent=Count("pk", filter=Q(state=DeliveryState.SENT)),
            waiting=Count("pk", filter=Q(state__in=[DeliveryState.PENDING, DeliveryState.SENDING])),
            parked=Count("pk", filter=Q(state=DeliveryState.PARKED)),
        )
        return (
            f"{figures['sent']:,} mails were sent, {figures['waiting']:,} wait, and "
            f"{figures['parked']:,} were refused and need a person."
        )

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        return [_summary(record), _contents(record), _preview(record)]

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:
        """Only a refused mail is sent again."""
        delivery = self.get_object(request, str(object_id))
        if delivery is None or delivery.state != DeliveryState.PARKED:
            return []
        return super().get_actions_detail(request, object_id)

    def has_send_again_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("risk.change_delivery")

    @action(
        description="Send again",
        url_path="send-again",
        icon="forward_to_inbox",
        permissions=["send_again"],
    )
    def send_again(self, request: HttpRequest, object_id: str) -> HttpResponse:
        delivery = self.get_object(request, object_id)
        if delivery is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method != "POST":
            return self._ask(request, delivery)
        try:
            send_again(delivery_id=delivery.pk, now=timezone.now())
        except NotParked as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, "The mail waits to be sent again.")
        return redirect(page_of(delivery))

    def _ask(self, request: HttpRequest, delivery: Delivery) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "Send a mail again",
            "opts": self.opts,
            "delivery": delivery,
            "back": page_of(delivery),
        }
        return render(request, "risk/admin/send_again.html", context)

    @display(description="State", ordering="state")
    def state_word(self, delivery: Delivery) -> str:
        return state_badge(delivery)


def _summary(delivery: Delivery) -> Section:
    return Section(
        title="Mail",
        sentence=delivery.last_error and f"The mail server said: {delivery.last_error}",
        facts=(
            ("To", f"{delivery.recipient} <{delivery.recipient.user.email}>"),
            ("State", state_badge(delivery)),
            ("Made", date_format(timezone.localtime(delivery.created_at), "DATETIME_FORMAT")),
            ("Sent", _moment(delivery.sent_at)),
            ("Attempts", delivery.attempts),
        ),
    )


def _moment(value: Any) -> str:
    if value is None:
        return no_data("Not yet")
    return date_format(timezone.localtime(value), "DATETIME_FORMAT")


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
    goes_with_its_subject = True
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
