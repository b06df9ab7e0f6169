"""Organizations, people, their memberships, and the letters they get.

The tables of organizations, people and memberships stand outside row-level security because they
decide which organization a request serves; they are read only inside this room, by keys the
caller already holds.
"""

from accounts.models.access import Access, AccessEvent, StrangerEvent
from accounts.models.api import ApiToken, KeptAnswer, RequestCount
from accounts.models.currency import Currency
from accounts.models.export import Export
from accounts.models.heartbeat import Heartbeat
from accounts.models.identity_provider import IdentityProvider
from accounts.models.invitation import Invitation, InvitationState
from accounts.models.letter import Letter
from accounts.models.membership import Membership, Role
from accounts.models.operation import Operation
from accounts.models.organization import Organization
from accounts.models.outgoing import MailState, OutgoingMail
from accounts.models.removal import Removal, Removed
from accounts.models.saved_view import SavedView
from accounts.models.user import User, UserManager

__all__ = [
    "Access",
    "AccessEvent",
    "ApiToken",
    "Currency",
    "Export",
    "Heartbeat",
    "IdentityProvider",
    "Invitation",
    "InvitationState",
    "KeptAnswer",
    "Letter",
    "MailState",
    "Membership",
    "Operation",
    "Organization",
    "OutgoingMail",
    "Removal",
    "Removed",
    "RequestCount",
    "Role",
    "SavedView",
    "StrangerEvent",
    "User",
    "UserManager",
]
