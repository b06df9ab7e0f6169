"""Keeping a list's filters under a name, and letting go of them."""

from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import Membership, SavedView


def visible_views(*, actor: Membership, page: str) -> QuerySet[SavedView]:
    """The member's own views of a page, and those shared with the organization."""
    seen = Q(member=actor) | Q(is_shared=True)
    return SavedView.objects.filter(seen, page=page).select_related("member__user")


def save_view(*, actor: Membership, page: str, name: str, query: str, shared: bool) -> SavedView:
    """Keeps the query under the name; an own view of that name is replaced."""
    view, _ = SavedView.objects.update_or_create(
        member=actor, page=page, name=name, defaults={"query": query, "is_shared": shared}
    )
    return view


def delete_view(*, actor: Membership, view_id: UUID, may_delete_shared: bool) -> SavedView:
    """Deletes an own view, or a shared one where the role allows it.

    Raises `SavedView.DoesNotExist` for any other.
    """
    allowed = Q(member=actor)
    if may_delete_shared:
        allowed |= Q(is_shared=True)
    view = SavedView.objects.filter(allowed).get(pk=view_id)
    SavedView.objects.filter(pk=view.pk).delete()
    return view
