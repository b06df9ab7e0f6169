"""Why a use case of this room says no."""

from django.core.exceptions import PermissionDenied

from accounts.models import Membership
from accounts.permissions import allows


class NotPermitted(PermissionDenied):
    """The person's role doesn't allow this."""


class Refused(ValueError):
    """What was asked for doesn't fit what is recorded, or lacks something."""


def refuse_unless_allowed(actor: Membership, permission: str, what: str) -> None:
    """Raises `NotPermitted` unless the role grants `app.action_model`."""
    if not allows(actor, permission):
        raise NotPermitted(f"The role {actor.get_role_display()} doesn't {what}.")
