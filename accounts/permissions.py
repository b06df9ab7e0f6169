"""What each role may do, as data.

A grant is a pattern for Django's permission names, `app.action_model`: the action is view,
add, change or delete, and `*` stands for anything. Rooms are named by their app label, so
this table is the one place where a role's reach can be read.
"""

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import Membership

GRANTS: dict[str, tuple[str, ...]] = {
    "owner": ("*.*",),
    "operations_lead": (
        "vendors.*",
        "teams.*",
        "sourcing.*",
        "risk.*",
        "accounts.view_*",
    ),
    "vendor_manager": (
        "vendors.*",
        "sourcing.view_*",
        "teams.view_*",
        "risk.view_*",
        "risk.change_finding",
    ),
    "executive": ("vendors.view_*", "teams.view_*", "sourcing.view_*", "risk.view_*"),
    "integrator": (),
}


def allows(membership: "Membership | None", permission: str) -> bool:
    """Whether the membership's role grants `app.action_model`, e.g. `vendors.change_vendor`."""
    if membership is None or not membership.is_active:
        return False
    return any(fnmatchcase(permission, pattern) for pattern in GRANTS[membership.role])


def allows_any(membership: "Membership | None", app_label: str) -> bool:
    """Whether the role may open anything at all of a room."""
    if membership is None or not membership.is_active:
        return False
    return any(
        fnmatchcase(f"{app_label}.", pattern.split(".")[0] + ".")
        for pattern in GRANTS[membership.role]
    )
