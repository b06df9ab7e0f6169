"""Findings and waivers on the pages of the records they are about.

The rooms below know nothing of findings, so their pages are extended here, on the floor that does.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import admin
from django.db.models import Count, Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from unfold.decorators import display

from accounts.access import today_of
from accounts.display import Tone, badge, day, link, list_of, page_of
from accounts.sections import Column, Section
from risk.admin.finding_sections import FINDING_COLUMNS, finding_rows, rule_title
from risk.models import Finding
from sourcing.admin.engagement import EngagementAdmin
from sourcing.models import Engagement
from vendors.admin.contract import ContractAdmin
from vendors.admin.vendor import VendorAdmin
from vendors.models import Contract, Vendor

SHOWN = 10


#: By which fields of a finding a record is what it is about.
VENDOR = ("vendor", "contract__vendor", "contract_item__vendor")
CONTRACT = ("contract", "contract_item__contract")
ENGAGEMENT = (
    "engagement",
    "contract__engagement_links__engagement",
    "contract_item__contract__engagement_links__engagement",
)


def findings_about(fields: Sequence[str], record: Model) -> QuerySet[Finding]:
    """The unresolved findings about a record, worst first."""
    about = Q()
    for field in fields:
        about |= Q(**{field: record.pk})
    return Finding.objects.unresolved().filter(about).order_by("-severity", "due_on")


def count_findings(fields: Sequence[str], ids: Sequence[UUID]) -> Counter[UUID]:
    """How many unresolved findings are about each of these records; a query for each field."""
    counts: Counter[UUID] = Counter()
    for field in fields:
        found = Finding.objects.unresolved().filter(**{f"{field}__in": ids}).order_by()
        counts.update(dict(found.values_list(field).annotate(Count("pk"))))
    return counts


def findings_section(
    request: HttpRequest, fields: Sequence[str], record: Model, search: str
) -> Section:
    """What is waiting about a record; `search` finds the rest in the list of findings."""
    rows = list(findings_about(fields, record)[: SHOWN + 1])
    return Section(
        title="Findings",
        columns=FINDING_COLUMNS,
        rows=finding_rows(rows[:SHOWN], today_of(request)),
        empty="All is well: no finding about this is waiting for a decision.",
        more=list_of(Finding, urlencode({"q": search})) if len(rows) > SHOWN else "",
        more_text="All findings about it",
    )


class WithFindings:
    """Adds a column of findings to a list, after as many columns as name the record."""

    naming_columns = 2
    about: tuple[str, ...]

    def prepare(self, request: HttpRequest, rows: list[Any]) -> list[Any]:
        counts = count_findings(self.about, [row.pk for row in rows])
        for row in rows:
            row.finding_count = counts[row.pk]
        prepared: list[Any] = super().prepare(request, rows)  # type: ignore[misc]
        return prepared

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        shown: tuple[str, ...] = tuple(super().get_list_display(request))  # type: ignore[misc]
        if not request.user.has_perm("risk.view_finding"):
            return shown
        return (*shown[: self.naming_columns], "findings", *shown[self.naming_columns :])

    @display(description="Findings")
    def findings(self, record: Any) -> str:
        if not record.finding_count:
            return "0"
        return badge(f"{record.finding_count} open", Tone.WARNING, "flag")


admin.site.unregister([Vendor, Contract, Engagement])


@admin.register(Vendor)
class VendorWithFindings(WithFindings, VendorAdmin):
    naming_columns = 1
    about = VENDOR

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        findings = findings_section(request, VENDOR, record, record.legal_name)
        return [findings, *super().sections(request, record)]


@admin.register(Contract)
class ContractWithFindings(WithFindings, ContractAdmin):
    about = CONTRACT

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        findings = findings_section(request, CONTRACT, record, record.number)
        first, *others = super().sections(request, record)
        return [first, findings, _engagement(record), *others]


@admin.register(Engagement)
class EngagementWithFindings(WithFindings, EngagementAdmin):
    about = ENGAGEMENT

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        findings = findings_section(request, ENGAGEMENT, record, record.key)
        first, *others = super().sections(request, record)
        return [first, findings, *others, *_waivers(record, today_of(request))]


def _engagement(contract: Contract) -> Section:
    serving = contract.engagement_links.select_related("engagement").first()
    return Section(
        title="Engagement",
        sentence=format_html("Serves {}.", link(page_of(serving.engagement), serving.engagement))
        if serving
        else "Serves no engagement, so nobody has said what the work is or where it is done.",
    )


def _waivers(engagement: Engagement, today: Any) -> list[Section]:
    waivers = list(engagement.waivers.select_related("granted_by__user"))
    if not waivers:
        return []
    return [
        Section(
            title="Waivers",
            columns=(
                Column("Rule"),
                Column("Reason"),
                Column("Granted by"),
                Column("Granted on"),
                Column("Holds until"),
            ),
            rows=[
                (
                    link(page_of(waiver), rule_title(waiver.rule)),
                    waiver.reason,
                    waiver.granted_by,
                    day(waiver.granted_on),
                    _held(waiver.valid_until, today),
                )
                for waiver in waivers
            ],
        )
    ]


def _held(until: Any, today: Any) -> str:
    if until < today:
        return format_html("{} {}", day(until), badge("Has ended", Tone.NEUTRAL, "event_busy"))
    return day(until)
