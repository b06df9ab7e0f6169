"""May the caller do this? The role of the membership and the token's scopes must both say so."""

from typing import Any

from rest_framework.exceptions import NotAuthenticated, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.access import membership_of, organization_of
from accounts.api.scopes import scope_of, within
from accounts.models import ApiToken
from accounts.permissions import allows


class Granted(BasePermission):
    """Refuses unless the view names a permission and the caller has it.

    A view names it by `permission_of(method, action)`; one without that is closed to everybody.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        if not request.user or not request.user.is_authenticated:
            raise NotAuthenticated(
                "Send a token in the header Authorization: Bearer <token>, or sign in."
            )
        named = getattr(view, "permission_of", None)
        if named is None or request.method is None:
            return False
        organization_of(request._request)
        membership_of(request._request)
        permission = named(request.method)
        if permission is not None:
            refuse_unless_granted(request, permission)
        return True


def refuse_unless_granted(request: Request, permission: str) -> None:
    """Raises `PermissionDenied` that says what is missing, the role's grant or the scope."""
    membership = membership_of(request._request)
    if not allows(membership, permission):
        raise PermissionDenied(
            f"The role {membership.get_role_display()} doesn't include {permission}."
        )
    refuse_unless_in_scope(request, permission)


def refuse_unless_in_scope(request: Request, permission: str) -> None:
    """Raises `PermissionDenied` where a token's scopes don't cover the permission."""
    token = request.auth
    if isinstance(token, ApiToken) and not within(permission, token.scopes):
        raise PermissionDenied(
            f"The token “{token.name}” lacks the scope {scope_of(permission)}.",
            code="missing_scope",
        )
