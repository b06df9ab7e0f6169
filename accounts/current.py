"""Which organization the running code works for. Set only by `accounts.tenancy.tenant`."""

from contextvars import ContextVar

current_organization: ContextVar[int | None] = ContextVar("current_organization", default=None)


def organization_id() -> int | None:
    """The organization's id, or None when no organization has been entered."""
    return current_organization.get()
