"""What every portfolio page starts with: who asks, what the address wants, what is held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.template.response import TemplateResponse

from accounts.access import organization_of, today_of
from accounts.models import Organization
from risk.dashboards import addresses
from risk.dashboards.options import Options, read_options
from risk.dashboards.words import BASES, SCOPES
from risk.portfolio import Portfolio
from risk.selectors.portfolio import read_portfolio
from vendors.concentration import Basis

PERMISSION = "risk.view_portfolio"


@dataclass(frozen=True)
class Frame:
    """An organization's portfolio as of the date in the address, for one request."""

    organization: Organization
    options: Options
    portfolio: Portfolio

    @property
    def as_of(self) -> date:
        return self.options.as_of


@dataclass(frozen=True)
class Choice:
    label: str
    address: str
    is_current: bool


def frame_of(request: HttpRequest, also: Sequence[str] = ()) -> Frame:
    """Reads the address and the portfolio; `also` names the page's own parameters.

    Raises PermissionDenied for roles that may not see the portfolio.
    """
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied("Your role doesn't include the portfolio.")
    organization = organization_of(request)
    options = read_options(request.GET, today_of(request), also)
    return Frame(organization, options, read_portfolio(organization, options.as_of))


def respond(
    request: HttpRequest,
    template: str,
    frame: Frame,
    context: Mapping[str, Any],
    shell: Mapping[str, Any] | None = None,
) -> TemplateResponse:
    """The page; `shell` is what the site gives every page, looked up where it isn't given."""
    request.current_app = admin.site.name
    return TemplateResponse(
        request,
        f"risk/portfolio/{template}.html",
        {
            **(shell if shell is not None else admin.site.each_context(request)),
            "options": frame.options,
            "view_page": request.resolver_match.view_name if request.resolver_match else "",
            "portfolio_address": addresses.portfolio(frame.options),
            "currency": frame.portfolio.reporting_currency,
            **context,
        },
        status=frame.options.status,
    )


def basis_choices(options: Options, basis: Basis, **kept: str) -> list[Choice]:
    """Links that show the same page on another basis."""
    return [
        Choice(label, options.query(**{**kept, "basis": each}), each is basis)
        for each, label in BASES.items()
    ]


def scope_choices(options: Options, **kept: str) -> list[Choice]:
    """Links that show the same page over other items."""
    return [
        Choice(label, options.query(**{**kept, "scope": each}), each is options.scope)
        for each, label in SCOPES.items()
    ]
