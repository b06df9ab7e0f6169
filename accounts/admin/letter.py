"""Letters: invitations and other mails that aren't alerts."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateTimeFilter

from accounts.admin.outgoing import OutgoingMailAdmin
from accounts.models import Letter
from accounts.sections import Section


@admin.register(Letter)
class LetterAdmin(OutgoingMailAdmin):
    """One mail to one address. What it says is nowhere shown: it may hold a secret link."""

    list_display = (
        "subject",
        "to",
        "state_word",
        "created_at",
        "sent_at",
        "attempts",
        "last_error",
    )
    list_filter = (("state", ChoicesDropdownFilter), ("created_at", RangeDateTimeFilter))
    search_fields = ("subject", "to")
    search_help_text = "Search by subject or address"
    empty_hint = "Letters are written when somebody is invited or something is ready for them."
    fields = ("message_id", "next_attempt_at")

    def recipient_of(self, mail: Any) -> str:
        return str(mail.to)

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        return [self.summary(record, record.to)]
