"""The navigation: one order for everyone, showing a role only what it may open."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from accounts.access import may_open_pages
from sourcing.import_pages import kinds


@dataclass(frozen=True)
class Entry:
    """A page in the navigation; `model` such as `vendors.vendor` names its list.

    `page` is the name of a page of its own, for those who may read the model; `useful` says
    whether somebody who may read it finds anything to do there.
    """

    title: str
    icon: str
    model: str
    page: str = ""
    useful: Callable[[HttpRequest], object] = bool

    @property
    def permission(self) -> str:
        app, model = self.model.split(".")
        return f"{app}.view_{model}"

    def is_for(self, request: HttpRequest) -> bool:
        """Whether the person may open the page and has something to do there."""
        return request.user.has_perm(self.permission) and bool(self.useful(request))

    @property
    def address(self) -> str:
        return reverse(f"admin:{self.page or self.model.replace('.', '_') + '_changelist'}")


@dataclass(frozen=True)
class Group:
    """Pages under one heading; an empty title puts them on the top level."""

    title: str
    entries: tuple[Entry, ...]


GROUPS = (
    Group(
        "",
        (
            Entry("Engagements", "handshake", "sourcing.engagement"),
            Entry("Documents", "description", "sourcing.document"),
        ),
    ),
    Group(
        "Vendors",
        (
            Entry("Vendors", "domain", "vendors.vendor"),
            Entry("Contacts", "contact_phone", "vendors.vendorcontact"),
            Entry("Due-diligence items", "checklist", "vendors.duediligenceitem"),
            Entry("Vendor merges", "merge", "vendors.vendormerge"),
            Entry("Subcontractors", "account_tree", "vendors.subcontractorlink"),
            Entry("Contracts", "contract", "vendors.contract"),
            Entry("Renewals", "event_repeat", "vendors.contract", "renewals"),
            Entry("Contract items", "list_alt", "vendors.contractitem"),
            Entry("Payments to date", "payments", "vendors.paymenttodate"),
            Entry("Reference rates", "currency_exchange", "vendors.referencerate"),
            Entry("Own exchange rates", "price_change", "vendors.ownrate"),
            Entry("Amendments", "edit_document", "vendors.amendment"),
            Entry("Obligations", "task_alt", "vendors.obligation"),
            Entry("Renewal decisions", "gavel", "vendors.renewaldecision"),
            Entry("Holiday lists", "celebration", "vendors.holidaysnapshot"),
        ),
    ),
    Group(
        "Service levels",
        (
            Entry("Service levels", "speed", "sourcing.servicelevel"),
            Entry("Definitions of service levels", "rule", "sourcing.leveldefinition"),
            Entry("Vendor reports", "fact_check", "sourcing.vendorreport"),
            Entry("Exclusions", "event_busy", "sourcing.exclusion"),
            Entry("Incidents of service levels", "emergency", "sourcing.incidentlink"),
            Entry("Service credits", "request_quote", "sourcing.servicecredit"),
            Entry("Review packs", "summarize", "sourcing.reviewpack"),
            Entry("Credit schemes", "percent", "sourcing.creditscheme"),
            Entry("Inbound webhooks", "webhook", "sourcing.inboundwebhook"),
            Entry("Monthly charges", "receipt_long", "vendors.monthlycharge"),
        ),
    ),
    Group(
        "Teams",
        (
            Entry("Sites", "location_on", "teams.site"),
            Entry("Teams", "groups", "teams.team"),
            Entry("Working windows", "schedule", "teams.workingwindow"),
            Entry("Service calendars", "calendar_month", "teams.servicecalendar"),
            Entry("Hours of service calendars", "hourglass", "teams.calendarhours"),
        ),
    ),
    Group(
        "Findings",
        (
            Entry("Findings", "flag", "risk.finding"),
            Entry("Actions", "task_alt", "risk.action"),
            Entry("Comments", "forum", "risk.comment"),
            Entry("Waivers", "verified_user", "risk.waiver"),
            Entry("Rule settings", "tune", "risk.rulesetting"),
            Entry("Alerts", "notifications", "risk.alert"),
            Entry("Deliveries", "mail", "risk.delivery"),
            Entry("Scan runs", "radar", "risk.scanrun"),
        ),
    ),
    Group(
        "Settings",
        (
            Entry("Organization", "apartment", "accounts.organization"),
            Entry("Members", "badge", "accounts.membership"),
            Entry("Invitations", "person_add", "accounts.invitation"),
            Entry("Letters", "outgoing_mail", "accounts.letter"),
            Entry("Imports", "upload_file", "sourcing.import", page="imports", useful=kinds),
            Entry("Single sign-on providers", "passkey", "accounts.identityprovider"),
            Entry("History", "history", "accounts.history", page="history"),
        ),
    ),
)


def navigation(request: HttpRequest) -> list[dict[str, object]]:
    """The groups that the person may open, in Unfold's form."""
    portfolio: list[dict[str, object]] = []
    if may_open_pages(request) and request.user.has_perm("risk.view_portfolio"):
        address = reverse("admin:index")
        portfolio = [{"title": "Portfolio", "icon": "dashboard", "link": address}]
    groups: list[dict[str, object]] = []
    for group in GROUPS:
        items = allowed(request, group)
        if group.title == "":
            items = [*portfolio, *items]
        if group.title == "Settings" and request.user.has_perm("accounts.add_apitoken"):
            tokens = reverse("admin:api_tokens")
            items = [*items, {"title": "API tokens", "icon": "key", "link": tokens}]
        if items:
            groups.append({"title": group.title, "separator": bool(group.title), "items": items})
    return groups


def first_page(request: HttpRequest) -> str:
    """The address of the first list that the person may open; empty where there is none."""
    for group in GROUPS:
        for entry in group.entries:
            if entry.is_for(request):
                return entry.address
    return ""


def allowed(request: HttpRequest, group: Group) -> list[dict[str, object]]:
    """The entries of a group that the person may open."""
    if not may_open_pages(request):
        return []
    return [
        {"title": entry.title, "icon": entry.icon, "link": entry.address}
        for entry in group.entries
        if entry.is_for(request)
    ]


def organization_name(request: HttpRequest) -> str:
    """Stands under the product's name."""
    return str(getattr(request, "organization", None) or "")


def account_links(request: HttpRequest) -> list[dict[str, str]]:
    """The person's own pages, under their name."""
    if not request.user.is_authenticated:
        return []
    membership = getattr(request.user, "membership", None)
    mails = reverse("admin:accounts_membership_change", args=[membership.pk]) if membership else ""
    return [
        {
            "title": "My profile",
            "link": reverse("admin:accounts_user_change", args=[request.user.pk]),
        },
        {"title": "My mails", "link": mails},
        {"title": "What each role may do", "link": reverse("admin:roles")},
        {"title": "My exports", "link": reverse("admin:exports")},
        {"title": "Change password", "link": reverse("account_change_password")},
        {"title": "Second factor", "link": reverse("mfa_index")},
        {"title": "My sessions", "link": reverse("account_sessions")},
    ]
