"""Mails that aren't alerts: invitations, a new password, an export that is ready."""

from django.db import models
from django.db.models import Q

from accounts.current import organization_id
from accounts.models.organization import Organization
from accounts.models.outgoing import OutgoingMail


class Letter(OutgoingMail):
    """A mail to one address, written in the transaction of what it tells of.

    Its text and HTML may hold a link that acts for whoever has it, so they are erased once the
    mail is sent or 30 days after it was refused, and history doesn't hold them. A letter of no
    organization, such as one about a password, is visible only while no organization is entered,
    so no organization sees it.
    """

    organization = models.ForeignKey(  # type: ignore[assignment]
        Organization,
        on_delete=models.PROTECT,
        default=organization_id,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        db_index=False,
    )
    to = models.EmailField()

    class Meta(OutgoingMail.Meta):
        abstract = False
        constraints = [
            *OutgoingMail.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(text="", html=""),
                name="accounts_letter_erased_once_sent",
            ),
        ]
