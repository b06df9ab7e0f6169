"""How actions read: priority, day, state, and where they come from."""

from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.display import Tone, badge, day, link, no_data, page_of
from risk.models import Action, Comment
from risk.models.action import ActionState, Priority

PRIORITY = {
    Priority.LOW: (Tone.NEUTRAL, "arrow_downward"),
    Priority.NORMAL: (Tone.INFO, "remove"),
    Priority.HIGH: (Tone.WARNING, "arrow_upward"),
    Priority.URGENT: (Tone.DANGER, "priority_high"),
}
STATE = {
    ActionState.OPEN: (Tone.WARNING, "radio_button_unchecked"),
    ActionState.DONE: (Tone.GOOD, "check_circle"),
    ActionState.DROPPED: (Tone.NEUTRAL, "cancel"),
}


def priority_badge(priority: int) -> SafeString:
    level = Priority(priority)
    return badge(str(level.label), *PRIORITY[level])


def state_badge(state: str) -> SafeString:
    found = ActionState(state)
    return badge(str(found.label), *STATE[found])


def due_badge(due_on: date | None, today: date, *, is_open: bool) -> SafeString:
    """The last day that is in time, marked once it has passed."""
    if due_on is None:
        return no_data("No date")
    if is_open and due_on < today:
        return format_html("{} {}", day(due_on), badge("Overdue", Tone.DANGER, "event_busy"))
    return day(due_on)


def source_link(action: Action) -> SafeString:
    """Where an action comes from: a comment's link leads to the record it is about."""
    source = action.source
    if source is None:
        return no_data("Written by hand")
    if isinstance(source, Comment):
        subject = source.subject
        address = f"{page_of(subject)}#comment-{source.pk}"
        return link(address, f"Comment on {subject._meta.verbose_name} {subject}")
    return link(page_of(source), f"{str(source._meta.verbose_name).capitalize()} {source}")
