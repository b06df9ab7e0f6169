"""Signed ways in for other systems: made, given another secret, revoked.

The address says which organization and way in is meant and can't be guessed or widened, since it
is signed; who sends proves it by signing each message with the secret (standardwebhooks.com).
"""

import base64
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from accounts import signed_links
from accounts.models import Membership
from accounts.signed_links import SignedLink
from accounts.signin.sealing import seal
from accounts.tenancy import tenant
from sourcing.models import InboundWebhook
from vendors.services.refusals import Refused, refuse_unless_allowed

PURPOSE = "inbound"
#: How long the former secret still holds after a new one was made.
OVERLAP = timedelta(hours=24)
SECRET_BYTES = 32
CHANGE = "sourcing.change_inboundwebhook"
WHAT = "set up inbound webhooks"


def link_of(webhook: InboundWebhook) -> str:
    """The signed part of the webhook's addresses; it stays when the secret changes."""
    link = SignedLink(webhook.organization.pk, "", PURPOSE, str(webhook.pk))
    return signed_links.write_lasting(link)


def webhook_named(signed_link: str) -> UUID | None:
    """The id of the webhook that a link was signed for; None for any other link."""
    link = signed_links.read_lasting(signed_link)
    return UUID(link.subject_id) if link is not None and link.purpose == PURPOSE else None


def make_webhook(*, webhook: InboundWebhook, actor: Membership, now: datetime) -> str:
    """Saves a new webhook and returns its secret, which can't be read again.

    Raises `vendors.services.refusals.NotPermitted`.
    """
    with tenant(actor.organization_id):
        refuse_unless_allowed(actor, "sourcing.add_inboundwebhook", WHAT)
        secret = _new_secret()
        webhook.secret, webhook.created_at = seal(secret), now
        webhook.save(force_insert=True)
    return secret


def rotate_secret(*, webhook_id: UUID, actor: Membership, now: datetime) -> str:
    """Gives a webhook another secret and returns it; the former one holds for `OVERLAP`.

    Raises `InboundWebhook.DoesNotExist`, `Refused` for a revoked one, and
    `vendors.services.refusals.NotPermitted`.
    """
    with tenant(actor.organization_id):
        refuse_unless_allowed(actor, CHANGE, WHAT)
        webhook = InboundWebhook.objects.select_for_update(of=("self",)).get(pk=webhook_id)
        if webhook.revoked_at is not None:
            raise Refused("This webhook is revoked and takes nothing any more: add another one.")
        secret = _new_secret()
        webhook.former_secret, webhook.former_until = webhook.secret, now + OVERLAP
        webhook.secret = seal(secret)
        webhook.save(update_fields=["secret", "former_secret", "former_until"])
    return secret


def revoke_webhook(*, webhook_id: UUID, actor: Membership, now: datetime) -> None:
    """Ends a webhook and both of its secrets at once; again: changes nothing.

    Raises `vendors.services.refusals.NotPermitted`.
    """
    with tenant(actor.organization_id):
        refuse_unless_allowed(actor, CHANGE, WHAT)
        live = InboundWebhook.objects.filter(pk=webhook_id, revoked_at__isnull=True)
        live.update(revoked_at=now, former_secret="", former_until=None)


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
