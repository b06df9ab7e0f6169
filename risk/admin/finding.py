"""Findings: read here, decided here, written by scans."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db.models import Count, DateField, Q, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action, display

from accounts.access import membership_of, today_of
from accounts.display import list_of, money, page_of, record_link
from accounts.model_admin import ReadOnlyAdmin
from accounts.permissions import ACT_ON_MAILED_FINDINGS, allows
from accounts.sections import Section
from risk.admin.decisions import DECISIONS, ReasonForm, carry_out
from risk.admin.finding_filters import DueFilter, RuleFilter, StateFilter, SubjectFilter
from risk.admin.finding_sections import (
    due_words,
    finding_sections,
    rule_title,
    severity_badge,
    state_badge,
)
from risk.admin.threads import actions_section, comments_section
from risk.conclusions import Severity
from risk.models import Alert, Finding, ScanRun, State
from risk.models.finding import WORST_FIRST
from risk.models.rule import SCANS
from sourcing.models import Engagement
from vendors.models import Contract

REFUSALS_SHOWN = 5


def button(verb: str, icon: str) -> dict[str, Any]:
    """How a decision is offered on a finding's page; who may take it depends on the finding."""
    return {
        "description": verb,
        "url_path": verb.lower(),
        "icon": icon,
        "permissions": ["view"],
    }


@admin.register(Finding)
class FindingAdmin(ReadOnlyAdmin):
    """Worst first; what is resolved is left out unless asked for."""

    list_display = ("severity_word", "title", "rule_word", "about", "at_stake", "due", "state_word")
    list_display_links = ("title",)
    list_filter = (
        ("severity", ChoicesDropdownFilter),
        RuleFilter,
        StateFilter,
        DueFilter,
        SubjectFilter,
    )
    list_prefetch = ("vendor", "contract", "contract_item", "engagement")
    search_fields = (
        "title",
        "vendor__legal_name",
        "contract__number",
        "contract__vendor__legal_name",
        "contract_item__number",
        "engagement__key",
        "engagement__name",
    )
    search_help_text = "Search by words, vendor, contract or engagement"
    ordering = WORST_FIRST
    all_is_well = "No finding is waiting for a decision."
    empty_hint = (
        "Each night a scan looks at the vendors, contracts and engagements that are recorded. "
        "Record or import these first; what it finds is listed here."
    )
    written_by_the_application = True
    fields = ("first_seen_at", "last_seen_at", "times_seen", "episode")
    actions = ("acknowledge_selected", "snooze_selected", "resolve_selected", "reopen_selected")
    actions_detail = ("acknowledge", "snooze", "resolve", "reopen")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Finding]:
        findings = super().get_queryset(request)
        return findings.annotate(today=Value(today_of(request), DateField()))

    def list_sentence(self, request: HttpRequest) -> str:
        today = today_of(request)
        open_ = ~Q(state=State.RESOLVED)
        urgent = open_ & Q(severity__gte=Severity.HIGH)
        figures = Finding.objects.aggregate(
            open=Count("pk", filter=open_),
            urgent=Count("pk", filter=urgent),
            past=Count("pk", filter=open_ & Q(due_on__lt=today)),
        )
        if not figures["open"]:
            return ""
        waiting = (
            "1 finding waits" if figures["open"] == 1 else f"{figures['open']:,} findings wait"
        )
        return (
            f"{waiting}; high or critical: {figures['urgent']:,}; "
            f"past the day to act by: {figures['past']:,}."
        )

    def is_all_well(self, request: HttpRequest) -> bool:
        """Where all findings are settled, or a scan that had something to look at found none."""
        if super().is_all_well(request):
            return True
        scanned = ScanRun.objects.filter(kind__in=SCANS, finished_at__isnull=False)
        recorded = Contract.objects.exists() or Engagement.objects.exists()
        return recorded and scanned.exists()

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        said = [actions_section(request, record), comments_section(request, record)]
        first, *others = finding_sections(record, today_of(request))
        return [first, *said, *others]

    @display(description="Severity", ordering="severity")
    def severity_word(self, finding: Finding) -> str:
        return severity_badge(finding.severity)

    @display(description="Rule", ordering="rule")
    def rule_word(self, finding: Finding) -> str:
        return rule_title(finding.rule)

    @display(description="About")
    def about(self, finding: Finding) -> str:
        return record_link(finding.subject)

    @display(description="At stake", ordering="money", formatting="price")
    def at_stake(self, finding: Finding) -> str:
        return money(finding.money, finding.currency) if finding.money is not None else "–"

    @display(description="Act by", ordering="due_on")
    def due(self, finding: Any) -> str:
        return due_words(finding, finding.today)

    @display(description="State", ordering="state")
    def state_word(self, finding: Finding) -> str:
        return state_badge(finding)

    # Deciding -------------------------------------------------------------------------------

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        found: dict[str, Any] = super().get_actions(request)
        return found if request.user.has_perm("risk.change_finding") else {}

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:
        finding = self.get_object(request, str(object_id))
        if finding is None:
            return []
        prefix = f"{self.opts.app_label}_{self.opts.model_name}_"
        return [
            offered
            for offered in super().get_actions_detail(request, object_id)
            if self._fits(request, offered.action_name.removeprefix(prefix), finding)
        ]

    def _fits(self, request: HttpRequest, name: str, finding: Finding) -> bool:
        """Whether a button is offered."""
        return finding.state in DECISIONS[name].states and self._may(request, name, finding)

    def _may(self, request: HttpRequest, name: str, finding: Finding) -> bool:
        """Whether the person may decide this; the service asks again."""
        if request.user.has_perm("risk.change_finding"):
            return True
        member = membership_of(request)
        routed = Alert.objects.filter(finding=finding, recipient=member)
        is_enough = DECISIONS[name].mailed_is_enough and allows(member, ACT_ON_MAILED_FINDINGS)
        return is_enough and routed.exists()

    def _decide(self, request: HttpRequest, name: str, ids: Sequence[UUID], back: str) -> Any:
        decision, today = DECISIONS[name], today_of(request)
        asked = request.POST if "decided" in request.POST else None
        form: ReasonForm = decision.form(asked, today=today)
        if not form.is_valid():
            return self._ask(request, name, ids, form, back)
        result = carry_out(decision, ids, form, membership_of(request), timezone.now())
        if result.done:
            noun = "finding" if result.done == 1 else "findings"
            messages.success(request, f"{result.done} {noun} {decision.done}.")
        for refusal in result.refusals[:REFUSALS_SHOWN]:
            messages.warning(request, refusal)
        return redirect(back)

    def _ask(
        self, request: HttpRequest, name: str, ids: Sequence[UUID], form: ReasonForm, back: str
    ) -> HttpResponse:
        findings = list(Finding.objects.filter(pk__in=ids).order_by(*self.ordering))
        context = {
            **self.admin_site.each_context(request),
            "title": f"{DECISIONS[name].verb} {len(findings)} findings"
            if len(findings) != 1
            else f"{DECISIONS[name].verb} a finding",
            "opts": self.opts,
            "decision": DECISIONS[name],
            "action": f"{name}_selected",
            "checkbox_name": ACTION_CHECKBOX_NAME,
            "findings": [(severity_badge(f.severity), f) for f in findings],
            "form": form,
            "back": back,
            "media": self.media + form.media,
        }
        return render(request, "risk/admin/decide.html", context)

    def _decide_one(self, request: HttpRequest, name: str, object_id: str) -> HttpResponse:
        finding = self.get_object(request, object_id)
        if finding is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self._may(request, name, finding):
            raise PermissionDenied("Your role doesn't decide about this finding.")
        return self._decide(request, name, [finding.pk], page_of(finding))

    @action(**button("Acknowledge", "visibility"))
    def acknowledge(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._decide_one(request, "acknowledge", object_id)

    @action(**button("Snooze", "snooze"))
    def snooze(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._decide_one(request, "snooze", object_id)

    @action(**button("Resolve", "check_circle"))
    def resolve(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._decide_one(request, "resolve", object_id)

    @action(**button("Reopen", "undo"))
    def reopen(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._decide_one(request, "reopen", object_id)

    def _decide_many(self, request: HttpRequest, name: str, queryset: QuerySet) -> HttpResponse:
        ids = list(queryset.values_list("pk", flat=True))
        return self._decide(request, name, ids, list_of(Finding, request.GET.urlencode()))

    @admin.action(description="Acknowledge")
    def acknowledge_selected(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse:
        return self._decide_many(request, "acknowledge", queryset)

    @admin.action(description="Snooze")
    def snooze_selected(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse:
        return self._decide_many(request, "snooze", queryset)

    @admin.action(description="Resolve")
    def resolve_selected(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse:
        return self._decide_many(request, "resolve", queryset)

    @admin.action(description="Reopen")
    def reopen_selected(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse:
        return self._decide_many(request, "reopen", queryset)
