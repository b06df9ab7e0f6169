"""Findings and waivers on the pages of the records they are about.

The rooms below know nothing of findings, so their pages are extended here, on the floor that does.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from unfold.decorators import display

from accounts.access import today_of
from accounts.display import Tone, badge, day, link, list_of, page_of
from accounts.sections import Column, Section
from risk.admin.finding_sections import FINDING_COLUMNS, finding_rows, rule_title
from risk.admin.threads import actions_section, comments_section
from risk.models import Finding
from sourcing.admin.document_words import documents_section
from sourcing.admin.engagement import EngagementAdmin
from sourcing.models import Engagement, EngagementContract
from vendors.admin.contract import ContractAdmin
from vendors.admin.vendor import VendorAdmin
from vendors.models import Contract, ContractItem, Vendor

SHOWN = 10


def findings_about(field: str, record: Model, contracts: Sequence[UUID]) -> QuerySet[Finding]:
    """The unresolved findings about a record and its contracts, worst first.

    `field` is the finding's foreign key to the record.
    """
    items = ContractItem.objects.filter(contract__in=contracts).order_by()
    about = (
        Q(**{field: record.pk})
        | Q(contract__in=contracts)
        | Q(contract_item__in=list(items.values_list("pk", flat=True)))
    )
    return Finding.objects.unresolved().filter(about).order_by("-severity", "due_on")


def count_findings(
    field: str, ids: Sequence[UUID], record_of: Mapping[UUID, UUID]
) -> Counter[UUID]:
    """How many unresolved findings are about each record, in three queries.

    `record_of` says to which of the records a contract belongs. Findings are looked up by key:
    joined to contracts under row-level security they took seconds while the tables were young.
    """
    waiting = Finding.objects.unresolved().order_by()
    counts = Counter(waiting.filter(**{f"{field}__in": ids}).values_list(f"{field}_id", flat=True))
    if field != "contract":
        found = waiting.filter(contract__in=list(record_of)).values_list("contract_id", flat=True)
        counts.update(record_of[contract] for contract in found)
    on_items = Counter(
        waiting.filter(contract_item__isnull=False).values_list("contract_item_id", flat=True)
    )
    items = ContractItem.objects.filter(pk__in=list(on_items), contract__in=list(record_of))
    for item, contract in items.order_by().values_list("pk", "contract_id"):
        counts[record_of[contract]] += on_items[item]
    return counts


def contracts_of_vendors(ids: Sequence[UUID]) -> dict[UUID, UUID]:
    found = Contract.objects.filter(vendor__in=ids).order_by()
    return dict(found.values_list("pk", "vendor_id"))


def contracts_of_engagements(ids: Sequence[UUID]) -> dict[UUID, UUID]:
    found = EngagementContract.objects.filter(engagement__in=ids).order_by()
    return dict(found.values_list("contract_id", "engagement_id"))


def contracts_themselves(ids: Sequence[UUID]) -> dict[UUID, UUID]:
    return {key: key for key in ids}


def findings_section(request: HttpRequest, findings: QuerySet[Finding], search: str) -> Section:
    """The worst of what is waiting about a record; `search` finds the rest in the list."""
    rows = list(findings[: SHOWN + 1])
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
    field: str
    contracts_of: Callable[[Sequence[UUID]], dict[UUID, UUID]]

    def findings_part(self, request: HttpRequest, record: Any, search: str) -> Section:
        contracts = list(type(self).contracts_of([record.pk]))
        return findings_section(request, findings_about(self.field, record, contracts), search)

    def prepare(self, request: HttpRequest, rows: list[Any]) -> list[Any]:
        ids = [row.pk for row in rows]
        counts = count_findings(self.field, ids, type(self).contracts_of(ids))
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
    field = "vendor"
    contracts_of = staticmethod(contracts_of_vendors)

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        findings = self.findings_part(request, record, record.legal_name)
        documents = documents_section(request, record)
        return [findings, *super().sections(request, record), documents, *_said(request, record)]


@admin.register(Contract)
class ContractWithFindings(WithFindings, ContractAdmin):
    field = "contract"
    contracts_of = staticmethod(contracts_themselves)

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        findings = self.findings_part(request, record, record.number)
        first, *others = super().sections(request, record)
        documents = documents_section(request, record)
        return [first, findings, _engagement(record), *others, documents, *_said(request, record)]


@admin.register(Engagement)
class EngagementWithFindings(WithFindings, EngagementAdmin):
    field = "engagement"
    contracts_of = staticmethod(contracts_of_engagements)

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        findings = self.findings_part(request, record, record.key)
        first, *others = super().sections(request, record)
        documents = documents_section(request, record)
        waivers = _waivers(record, today_of(request))
        return [first, findings, *others, documents, *waivers, *_said(request, record)]


def _said(request: HttpRequest, record: Any) -> list[Section]:
    """What people do and say about a record."""
    said = [actions_section(request, record)]
    if not isinstance(record, Vendor) and request.user.has_perm("risk.view_comment"):
        said.append(comments_section(request, record))
    return said


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
