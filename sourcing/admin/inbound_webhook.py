"""Signed ways in for other systems: the secret is shown once, changed with an overlap, revoked."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.views.decorators.cache import never_cache
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display
from unfold.enums import ActionVariant

from accounts.access import membership_of
from accounts.display import Tone, badge, no_data, page_of, record_link
from accounts.model_admin import TenantModelAdmin
from accounts.sections import Column, Section
from sourcing.models import InboundWebhook
from sourcing.services.inbound_webhooks import (
    CHANGE,
    link_of,
    make_webhook,
    revoke_webhook,
    rotate_secret,
)
from vendors.services.refusals import Refused


@admin.register(InboundWebhook)
class InboundWebhookAdmin(TenantModelAdmin):
    """Each takes measurements and work items of one engagement."""

    list_display = ("name", "engagement_link", "state", "last_used")
    list_display_links = ("name",)
    list_filter = (("engagement", AutocompleteSelectFilter),)
    list_prefetch = ("engagement",)
    search_fields = ("name", "engagement__key", "engagement__name")
    search_help_text = "Search by name or engagement"
    empty_hint = (
        "Add one for each system that sends measurements or work items by itself. It gets an "
        "address and a secret to sign with, and needs no token."
    )
    fields = ("name", "engagement")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("engagement",) if obj else ()

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                f"<uuid:object_id>/{name}/",
                self.admin_site.admin_view(view),
                name=f"sourcing_inboundwebhook_{name.replace('-', '_')}",
            )
            for name, view in (("new-secret", self.secret_page), ("revoke", self.revoke_page))
        ]
        urls: list[URLPattern] = super().get_urls()
        return [*own, *urls]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            obj.shown_secret = make_webhook(
                webhook=obj, actor=membership_of(request), now=timezone.now()
            )

    @method_decorator(never_cache)
    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """The secret, this once, in place of the list."""
        return self._show(request, obj, "Inbound webhook", secret=obj.shown_secret)

    def secret_page(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """Asks whether to make a new secret, and shows it this once."""
        return self._ask(request, object_id, "New secret")

    def revoke_page(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """Asks whether to end the webhook, and does so."""
        return self._ask(request, object_id, "Revoke")

    @method_decorator(never_cache)
    def _ask(self, request: HttpRequest, object_id: UUID, verb: str) -> HttpResponse:
        webhook = self.get_object(request, str(object_id))
        if webhook is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(object_id))
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied("Your role doesn't set up inbound webhooks.")
        if request.method != "POST":
            return self._show(request, webhook, verb, asks=True)
        member, now = membership_of(request), timezone.now()
        if verb == "Revoke":
            revoke_webhook(webhook_id=webhook.pk, actor=member, now=now)
            messages.success(request, f"{webhook} is revoked: what it sends is refused.")
            return redirect(page_of(webhook))
        try:
            secret = rotate_secret(webhook_id=webhook.pk, actor=member, now=now)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect(page_of(webhook))
        return self._show(request, webhook, verb, secret=secret)

    def _show(
        self,
        request: HttpRequest,
        webhook: InboundWebhook,
        title: str,
        secret: str = "",
        *,
        asks: bool = False,
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "original": webhook,
            "asks": asks,
            "secret": secret,
            "addresses": addresses(webhook),
            "back": page_of(webhook),
        }
        return render(request, "sourcing/admin/webhook_secret.html", context)

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        former = [("Former secret works until", _moment(record.former_until))]
        standing = Section(
            title="How it stands",
            facts=[
                ("State", self.state(record)),
                ("Last message", self.last_used(record)),
                *(former if record.former_until else []),
            ],
        )
        if record.revoked_at is not None:
            return [standing]
        where = Section(
            title="Where it sends",
            sentence="Sign each message with the secret as standardwebhooks.com describes. "
            "An address from before works as well.",
            columns=(Column("What"), Column("Address")),
            rows=[(what.capitalize(), address) for what, address in addresses(record).items()],
        )
        return [standing, where]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], **kwargs: Any
    ) -> HttpResponse:
        record = kwargs.get("obj")
        if record is not None and record.revoked_at is None and request.user.has_perm(CHANGE):
            context["actions_detail"] = [
                _button(record, "New secret", "key", "new_secret"),
                _button(record, "Revoke", "block", "revoke"),
            ]
        return super().render_change_form(request, context, **kwargs)

    @display(description="Engagement", ordering="engagement__key")
    def engagement_link(self, row: InboundWebhook) -> str:
        return record_link(row.engagement)

    @display(description="State", ordering="revoked_at")
    def state(self, row: InboundWebhook) -> str:
        if row.revoked_at is not None:
            return badge("Revoked", Tone.NEUTRAL, "block")
        return badge("Works", Tone.GOOD, "check_circle")

    @display(description="Last message", ordering="last_used_at")
    def last_used(self, row: InboundWebhook) -> str:
        return _moment(row.last_used_at) if row.last_used_at else no_data("Never")


def addresses(webhook: InboundWebhook) -> dict[str, str]:
    """Where the webhook's sender sends each kind of data."""
    return {
        what: settings.BASE_URL + reverse(name, args=[link_of(webhook)])
        for what, name in (
            ("measurements", "api-inbound-measurements"),
            ("work items", "api-inbound-work-items"),
        )
    }


def _moment(at: datetime | None) -> str:
    return "" if at is None else date_format(localtime(at), "DATETIME_FORMAT")


def _button(webhook: InboundWebhook, title: str, icon: str, page: str) -> dict[str, Any]:
    return {
        "title": title,
        "icon": icon,
        "variant": ActionVariant.DEFAULT,
        "attrs": {},
        "dialog": None,
        "path": reverse(f"admin:sourcing_inboundwebhook_{page}", args=[webhook.pk]),
    }
