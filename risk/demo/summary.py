"""What the example organizations hold and how to sign in, as plain text."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from textwrap import indent

from django.conf import settings
from django.db import models
from django.db.models import Count

from accounts.models import MailState, Organization, Role
from accounts.tenancy import tenant
from risk.conclusions import Severity
from risk.demo.organizations import members
from risk.demo.people import DEMO_PASSWORD
from risk.models import Delivery, Finding
from sourcing.models import Engagement
from teams.models import Team
from vendors.models import Contract, ContractItem, PaymentToDate, Vendor

COUNTED: tuple[tuple[str, type[models.Model]], ...] = (
    ("vendors", Vendor),
    ("contracts", Contract),
    ("contract items", ContractItem),
    ("payment figures", PaymentToDate),
    ("teams", Team),
    ("engagements", Engagement),
)
WORST_FIRST = sorted(Severity, reverse=True)
FILE_BACKEND = "risk.mail.files.EmlFileBackend"


def summary(organizations: Iterable[Organization]) -> str:
    """Rows, findings by rule and severity, mails, addresses and roles of each organization."""
    parts = [_organization(organization) for organization in organizations]
    return "\n\n".join(
        [
            *parts,
            f"Everybody signs in at {settings.BASE_URL}/ with the password {DEMO_PASSWORD}; "
            "it is for these examples only.",
        ]
    )


def _organization(organization: Organization) -> str:
    with tenant(organization):
        parts = [_rows(), _findings(), _mails(), _people(organization)]
    lines = "\n\n".join("\n".join(part) for part in parts)
    return f"{_title(organization)}\n\n{indent(lines, '  ')}"


def _title(organization: Organization) -> str:
    today = organization.pinned_today
    return f"{organization}: today is {today.day} {today:%b %Y}" if today else str(organization)


def _rows() -> list[str]:
    counts = [f"{model._default_manager.count():,} {name}" for name, model in COUNTED]
    return [f"Rows: {', '.join(counts)}."]


def _findings() -> list[str]:
    counted = (
        Finding.objects.unresolved()
        .order_by()
        .values_list("rule", "severity")
        .annotate(count=Count("pk"))
    )
    found = {(rule, severity): count for rule, severity, count in counted}
    rules = sorted({rule for rule, _ in found})
    rows = [
        [rule, *(_shown(found.get((rule, severity), 0)) for severity in WORST_FIRST)]
        for rule in rules
    ]
    header = ["Findings", *(severity.name.lower() for severity in WORST_FIRST)]
    return table([header, *rows]) if rows else ["Findings: none."]


def _mails() -> list[str]:
    sent = Delivery.objects.filter(state=MailState.SENT).count()
    waiting = Delivery.objects.exclude(state=MailState.SENT).count()
    left = f", {waiting} waiting to be sent" if waiting else ""
    return [f"Mails: {sent} {_where()}{left}."]


def _where() -> str:
    if settings.EMAIL_BACKEND != FILE_BACKEND:
        return "sent to the mail server"
    directory = Path(settings.MAIL_DIRECTORY)
    if directory.is_relative_to(settings.BASE_DIR):
        directory = directory.relative_to(settings.BASE_DIR)
    return f"written to {directory}/"


def _people(organization: Organization) -> list[str]:
    by_role = members(organization)
    rows = [
        [role.label, by_role[role].user.full_name, by_role[role].user.email]
        for role in Role
        if role in by_role
    ]
    return table([["Role", "Name", "Sign in with"], *rows], left=3)


def table(rows: Sequence[Sequence[str]], left: int = 1) -> list[str]:
    """Aligned columns: the first `left` ones to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(_cells(row, widths, left)).rstrip() for row in rows]


def _cells(row: Sequence[str], widths: Sequence[int], left: int) -> Iterable[str]:
    for position, (cell, width) in enumerate(zip(row, widths, strict=True)):
        yield cell.ljust(width) if position < left else cell.rjust(width)


def _shown(count: int) -> str:
    return f"{count:,}" if count else "–"
