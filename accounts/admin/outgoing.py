"""What the pages of all mails that wait to be sent share: their state, and sending them again."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action, display

from accounts.display import Tone, badge, no_data, page_of
from accounts.model_admin import ReadOnlyAdmin
from accounts.models import MailState, OutgoingMail
from accounts.sections import Section
from accounts.services.outbox import NotParked, send_again, why_not_again

_LOOKS = {
    MailState.PENDING: ("Waiting", Tone.INFO, "schedule_send"),
    MailState.SENDING: ("Being sent", Tone.INFO, "sync"),
    MailState.SENT: ("Sent", Tone.GOOD, "mark_email_read"),
    MailState.PARKED: ("Refused", Tone.DANGER, "error"),
}


def state_badge(mail: OutgoingMail) -> SafeString:
    return badge(*_LOOKS[MailState(mail.state)])


class OutgoingMailAdmin(ReadOnlyAdmin):
    """Mails as people read them; a refused one can be sent again."""

    actions_detail = ("send_again",)

    def list_sentence(self, request: HttpRequest) -> str:
        figures = self.get_queryset(request).aggregate(
            sent=Count("pk", filter=Q(state=MailState.SENT)),
            waiting=Count("pk", filter=Q(state__in=[MailState.PENDING, MailState.SENDING])),
            parked=Count("pk", filter=Q(state=MailState.PARKED)),
        )
        if not any(figures.values()):
            return ""
        sentence = f"Sent: {figures['sent']:,}. Waiting: {figures['waiting']:,}. "
        if not figures["parked"]:
            return f"{sentence}Refused: none."
        return f"{sentence}Refused and in need of a person: {figures['parked']:,}."

    def recipient_of(self, mail: Any) -> str:
        """The person or address a mail goes to, in words."""
        raise NotImplementedError

    def summary(self, mail: Any, to: str) -> Section:
        """Where the mail stands."""
        return Section(
            title="Mail",
            sentence=_what_stopped(mail),
            facts=(
                ("To", to),
                ("State", state_badge(mail)),
                ("Made", _moment(mail.created_at)),
                ("Sent", _moment(mail.sent_at)),
                ("Attempts", mail.attempts),
            ),
        )

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:
        """Only a refused mail that still has its text is sent again."""
        mail = self.get_object(request, str(object_id))
        if mail is None or why_not_again(mail):
            return []
        return super().get_actions_detail(request, object_id)

    def has_send_again_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")

    @action(
        description="Send again",
        url_path="send-again",
        icon="forward_to_inbox",
        permissions=["send_again"],
    )
    def send_again(self, request: HttpRequest, object_id: str) -> HttpResponse:
        mail = self.get_object(request, object_id)
        if mail is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method != "POST" and not why_not_again(mail):
            return self._ask(request, mail)
        try:
            send_again(mails=self.get_queryset(request), mail_id=mail.pk, now=timezone.now())
        except NotParked as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, "The mail waits to be sent again.")
        return redirect(page_of(mail))

    def _ask(self, request: HttpRequest, mail: Any) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "Send a mail again",
            "opts": self.opts,
            "mail": mail,
            "recipient": self.recipient_of(mail),
            "back": page_of(mail),
        }
        return render(request, "accounts/admin/send_again.html", context)

    @display(description="State", ordering="state")
    def state_word(self, mail: Any) -> str:
        return state_badge(mail)


def _what_stopped(mail: Any) -> str:
    said = mail.last_error and f"The mail server said: {mail.last_error}"
    if mail.state == MailState.PARKED and not mail.text:
        return f"{said}. {why_not_again(mail)}".lstrip(". ")
    return str(said)


def _moment(value: Any) -> str:
    if value is None:
        return no_data("Not yet")
    return date_format(timezone.localtime(value), "DATETIME_FORMAT")
