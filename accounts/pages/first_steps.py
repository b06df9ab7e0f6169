"""Putting the first steps away and bringing them back."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import organization_of
from accounts.services.setup import show_first_steps


@require_http_methods(["GET", "HEAD", "POST"])
def first_steps_page(request: HttpRequest) -> HttpResponse:
    """Asks before it brings the steps back; the portfolio's button puts them away."""
    if not request.user.has_perm("accounts.change_organization"):
        raise PermissionDenied("Owners decide whether the first steps are shown.")
    if request.method != "POST":
        context = {**admin.site.each_context(request), "title": "First steps"}
        request.current_app = admin.site.name
        return render(request, "accounts/pages/first_steps.html", context)
    shown = request.POST.get("shown") != "no"
    show_first_steps(organization=organization_of(request), shown=shown, now=timezone.now())
    if not shown:
        messages.info(request, "The first steps are put away. Settings › Organization has them.")
    return redirect("admin:index")
