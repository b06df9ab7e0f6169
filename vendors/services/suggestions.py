"""What people decide about suggested duplicates and parents; what they refuse is remembered."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Membership
from vendors.models import DismissedSuggestion, Vendor
from vendors.models.merge import Suggestion

REASON_LENGTH = 500


@transaction.atomic
def dismiss_duplicate(
    *, one: Vendor, other: Vendor, reason: str, actor: Membership, now: datetime
) -> DismissedSuggestion:
    """Two companies after all; the order in which they are named doesn't matter."""
    first, second = sorted((one, other), key=lambda vendor: vendor.pk)
    return _dismiss((Suggestion.DUPLICATE, first, second), reason, actor, now)


@transaction.atomic
def dismiss_parent(
    *, child: Vendor, parent: Vendor, reason: str, actor: Membership, now: datetime
) -> DismissedSuggestion:
    return _dismiss((Suggestion.PARENT, child, parent), reason, actor, now)


@transaction.atomic
def accept_parent(*, child: Vendor, parent: Vendor) -> Vendor:
    """Records the parent, or the company at its top where that is known.

    Raises ValidationError where the child has another parent by now or owns the parent itself.
    """
    child = Vendor.objects.select_for_update().get(pk=child.pk)
    top = parent.ultimate_parent or parent
    if child.ultimate_parent_id not in {None, top.pk}:
        raise ValidationError(f"{child} has the parent {child.ultimate_parent} by now.")
    if top.pk == child.pk:
        raise ValidationError(f"{parent} belongs to {child}, so it can't be its parent.")
    child.ultimate_parent = top
    child.save(update_fields=["ultimate_parent"])
    return child


def _dismiss(
    pair: tuple[Suggestion, Vendor, Vendor], reason: str, actor: Membership, now: datetime
) -> DismissedSuggestion:
    kind, first, second = pair
    reason = reason.strip()
    if not reason:
        raise ValidationError("Say why, so that nobody has to find out again.")
    if first.pk == second.pk:
        raise ValidationError("A pair needs two different vendors.")
    row, _ = DismissedSuggestion.objects.get_or_create(
        kind=kind,
        first=first,
        second=second,
        defaults={"reason": reason[:REASON_LENGTH], "dismissed_by": actor, "dismissed_at": now},
    )
    return row
