"""What stands above a list besides its sentence: saved views, and links to further pages."""

from typing import Any

from django import template

from accounts.list_links import list_links
from accounts.services.saved_views import visible_views
from accounts.view_pages import without_passing

register = template.Library()


@register.inclusion_tag("accounts/views/views.html", takes_context=True)
def saved_views(context: dict[str, Any], page: str) -> dict[str, Any]:
    """The views the member may open, with what they may delete; nothing for nobody."""
    request = context["request"]
    member: Any = getattr(request.user, "membership", None)
    views: list[Any] = list(visible_views(actor=member, page=page)) if member else []
    may_delete_shared = request.user.has_perm("accounts.delete_savedview")
    for view in views:
        view.is_own = view.member_id == member.pk
        view.is_deletable = view.is_own or may_delete_shared
    query = without_passing(request.GET.urlencode())
    # The form needs the token of the page's own context.
    return {"views": views, "page": page, "query": query, "csrf_token": context.get("csrf_token")}


@register.simple_tag(takes_context=True)
def links_of_list(context: dict[str, Any], name: str) -> list[tuple[str, str]]:
    """Text and address of each."""
    return list_links(context["request"], name)
