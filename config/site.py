"""The one shell: Unfold's site, on which signing in lands on the portfolio."""

from collections.abc import Callable
from functools import update_wrapper
from time import perf_counter
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
)
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from unfold.sites import UnfoldAdminSite

from accounts import saved_view_pages
from accounts.access import may_open_pages
from accounts.audit import views as audit
from accounts.exporting import pages as exporting
from accounts.organization_switch import switch_organization
from accounts.pages import api_tokens
from accounts.pages.first_steps import first_steps_page
from accounts.pages.roles import roles
from config.content_security import under_the_shell
from config.navigation import first_page
from config.search import find
from risk import dashboards
from sourcing import import_pages

PAGE_METHODS = ("GET", "HEAD", "POST")
View = Callable[..., HttpResponseBase]


class LongshoreSite(UnfoldAdminSite):
    """Everyone who signs in uses it; what a page shows depends on the role."""

    site_title = "Longshore"
    site_header = "Longshore"

    def has_permission(self, request: HttpRequest) -> bool:
        return may_open_pages(request)

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Answers a signed-in person without pages with the reason, not with a sign-in form.

        A page knows no other methods than a browser's: Django's would take DELETE for GET.
        """
        guarded = super().admin_view(view, cacheable)

        def explained(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in PAGE_METHODS:
                return HttpResponseNotAllowed(PAGE_METHODS)
            if request.user.is_authenticated and not self.has_permission(request):
                return _no_pages(request)
            return under_the_shell(guarded(request, *args, **kwargs))

        return update_wrapper(explained, guarded)

    def get_urls(self) -> list[URLResolver | URLPattern]:
        own: list[URLResolver | URLPattern] = [
            # These two are reached at allauth's views, which stand before the shell; here they
            # give the shell's templates their addresses.
            path("login/", self.login, name="login"),
            path("logout/", self.logout, name="logout"),
            path("history/", self.admin_view(audit.history), name="history"),
            path("history/sign-ins/", self.admin_view(audit.sign_ins), name="history_sign_ins"),
            path("switch/", switch_organization, name="switch_organization"),
            # For integrators too, who have no other page; its date boxes need the words.
            path("jsi18n/", self.i18n_javascript, name="jsi18n"),
            path("tokens/", _token_page, name="api_tokens"),
            path("tokens/<uuid:token_id>/revoke/", api_tokens.revoke, name="api_token_revoke"),
            path("first-steps/", self.admin_view(first_steps_page), name="first_steps"),
            path("roles/", self.admin_view(roles), name="roles"),
            *(
                path(route, self.admin_view(view), name=name)
                for route, view, name in (
                    *dashboards.urls(),
                    *exporting.urls(),
                    *saved_view_pages.urls(),
                    *import_pages.urls(),
                )
            ),
        ]
        return own + super().get_urls()

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Nothing for those whose role has no pages, whatever their programs may do."""
        if not self.has_permission(request):
            return []
        found: list[Any] = super().get_app_list(request, app_label)
        return found

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        return under_the_shell(super().login(request, extra_context))

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not request.user.has_perm("risk.view_portfolio"):
            return _without_portfolio(request)
        return dashboards.portfolio(
            request, {**self.each_context(request), **(extra_context or {})}
        )

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A room has no page of its own: its first list stands for it."""
        for app in self.get_app_list(request, app_label):
            for model in app["models"]:
                if model["admin_url"]:
                    return redirect(model["admin_url"])
        raise Http404("There is nothing to open here.")

    def search(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse | HttpResponse:
        """The command palette. Nothing is cached: a person may switch organization meanwhile."""
        started = perf_counter()
        results = find(self, request, request.GET.get("s", "").strip())
        pages = Paginator(results, max(len(results), 1))
        context = {
            "results": pages.page(1),
            "page_obj": pages,
            "page_counter": 0,
            "execution_time": perf_counter() - started,
        }
        return TemplateResponse(request, "unfold/helpers/command_results.html", context)


def _token_page(request: HttpRequest) -> HttpResponseBase:
    return under_the_shell(api_tokens.tokens(request))


def _without_portfolio(request: HttpRequest) -> HttpResponse:
    """Leads on to the first page of someone whose role doesn't include the portfolio."""
    address = first_page(request)
    if not address:
        raise PermissionDenied("Your role doesn't include the portfolio.")
    return redirect(address)


def _no_pages(request: HttpRequest) -> HttpResponse:
    membership = getattr(request.user, "membership", None)
    role = membership.get_role_display() if membership else ""
    return render(request, "accounts/no_pages.html", {"role": role}, status=403)
