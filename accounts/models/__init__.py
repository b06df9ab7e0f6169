"""Organizations, people, and what is known of their coming and going."""

from accounts.models.organization import (
    Currency,
    Heartbeat,
    Membership,
    Organization,
    Role,
    User,
    UserManager,
)

__all__ = [
    "Currency",
    "Heartbeat",
    "Membership",
    "Organization",
    "Role",
    "User",
    "UserManager",
]
