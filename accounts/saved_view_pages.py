"""Saving, opening and deleting a view of a list."""

from collections.abc import Callable
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST

from accounts.access import membership_of
from accounts.models import SavedView
from accounts.services.saved_views import delete_view, save_view, visible_views
from accounts.view_pages import ViewPage, view_page, without_passing

View = Callable[..., HttpResponseBase]


class SaveForm(forms.Form):
    """What a view is called, and for whom it is."""

    name = forms.CharField(max_length=60, strip=True, label="Name of the view")
    shared = forms.BooleanField(required=False, label="Share with everyone here")
    page = forms.CharField(max_length=100, widget=forms.HiddenInput)
    query = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)


def urls() -> list[tuple[str, View, str]]:
    """Route, view and name of each page, for the site to guard."""
    return [
        ("views/save/", save, "save_view"),
        ("views/<uuid:key>/", open_view, "open_view"),
        ("views/<uuid:key>/delete/", delete, "delete_view"),
    ]


@require_POST
def save(request: HttpRequest) -> HttpResponseBase:
    """Keeps the filters of the page the form came from, and goes back to it."""
    page = view_page(request, request.POST.get("page", ""))
    form = SaveForm(request.POST)
    if not form.is_valid():
        return _form_again(request, form, page)
    query = without_passing(form.cleaned_data["query"])
    saved = save_view(
        actor=membership_of(request),
        page=form.cleaned_data["page"],
        name=form.cleaned_data["name"],
        query=query,
        shared=form.cleaned_data["shared"],
    )
    messages.success(request, f"The view “{saved.name}” is kept above the list.")
    return redirect(f"{page.address}?{query}")


def open_view(request: HttpRequest, key: UUID) -> HttpResponse:
    """Goes to the list as it was kept; what the list no longer understands is left out and told."""
    found = SavedView.objects.filter(pk=key).first()
    if found is None or not visible_views(actor=membership_of(request), page=found.page).contains(
        found
    ):
        raise Http404("There is no such view.")
    page = view_page(request, found.page)
    kept: list[tuple[str, str]] = []
    stale: list[tuple[str, str]] = []
    for name, values in QueryDict(found.query).lists():
        for value in values:
            known = page.understands(request, name, str(value))
            (kept if known else stale).append((name, str(value)))
    for name, value in stale:
        messages.warning(
            request,
            f"The view “{found.name}” also filters by {name} “{value}”, which is not known any "
            "more. It was left out; save the view again to drop it.",
        )
    return redirect(f"{page.address}?{urlencode(kept)}")


@require_POST
def delete(request: HttpRequest, key: UUID) -> HttpResponse:
    """Deletes the view and goes back to its list."""
    try:
        view = delete_view(
            actor=membership_of(request),
            view_id=key,
            may_delete_shared=request.user.has_perm("accounts.delete_savedview"),
        )
    except SavedView.DoesNotExist:
        raise Http404("There is no such view.") from None
    messages.success(request, f"The view “{view.name}” is deleted.")
    return redirect(view_page(request, view.page).address)


def _form_again(request: HttpRequest, form: SaveForm, page: ViewPage) -> HttpResponse:
    request.current_app = admin.site.name
    shell = admin.site.each_context(request)
    context = {**shell, "title": "Save view", "form": form, "back": page.address}
    return TemplateResponse(request, "accounts/views/save.html", context, status=400)
