"""Sending a mail again after a person has looked at why it was refused."""

from datetime import datetime
from uuid import UUID

from risk.models import Delivery
from risk.models.alert import DeliveryState


class NotParked(ValueError):
    """Only a mail that the mail server refused is sent again by hand."""


def send_again(*, delivery_id: UUID, now: datetime) -> Delivery:
    """Puts a parked mail back among those that are due, with its Message-ID.

    Must run inside `tenant(organization)`. Raises `NotParked` for a mail in any other state and
    `Delivery.DoesNotExist` for a missing one. A mail older than 72 hours gets one attempt
    (`risk.retries`).
    """
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    if delivery.state != DeliveryState.PARKED:
        raise NotParked(
            f"The mail “{delivery.subject}” is {delivery.get_state_display().lower()}; only a "
            "refused one can be sent again."
        )
    delivery.state = DeliveryState.PENDING
    delivery.next_attempt_at = now
    delivery.save(update_fields=["state", "next_attempt_at"])
    return delivery
