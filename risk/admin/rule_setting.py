"""Rules and what the organization changed about them, with a dry run before saving."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminSelectWidget

from accounts.access import organization_of, today_of
from accounts.display import Tone, badge, day, link, number, page_of
from accounts.model_admin import TenantModelAdmin, TenantModelForm
from accounts.sections import Column, Section
from risk.admin.finding_sections import rule_title, severity_badge
from risk.admin.parameter_fields import (
    changed_values,
    default_words,
    fields_of,
    initial_values,
    words,
)
from risk.conclusions import Severity
from risk.models import RuleSetting
from risk.rules.registry import RULES
from risk.rules.rule import ParameterRefused, Rule
from risk.services.scan import ScanResult, scan

#: The form isn't saved after a dry run; nobody reads this, the result stands above the form.
TRIED = "Tried, not saved."


class TriedOut(Exception):
    """Takes back what was saved only to be tried."""


class RuleSettingForm(TenantModelForm):
    """The switch of one rule and its parameters; `rule_of` is the rule of the form."""

    rule_of: ClassVar[Rule]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, value in initial_values(self.instance.parameters).items():
            self.initial.setdefault(name, value)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        parameters = changed_values(self.rule_of, cleaned)
        try:
            self.rule_of.values(parameters)
        except ParameterRefused as refused:
            raise ValidationError(str(refused)) from refused
        self.instance.parameters = parameters
        return cleaned


def form_for(rule: Rule) -> type[RuleSettingForm]:
    """A form with one field for each parameter of the rule."""
    return type("RuleForm", (RuleSettingForm,), {**fields_of(rule), "rule_of": rule})


@admin.register(RuleSetting)
class RuleSettingAdmin(TenantModelAdmin):
    """A rule without settings runs with its defaults."""

    list_display = ("rule_word", "switch", "changes")
    list_before_template = "accounts/sections.html"
    empty_hint = "Every rule runs with its defaults. Change one in the table above."
    actions_submit_line = ("try_out",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Settings are added for a rule of the table, never for none."""
        return super().has_add_permission(request) and (
            "rule" in request.GET or not request.path.endswith("/rulesetting/")
        )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        settings = {setting.rule: setting for setting in RuleSetting.objects.all()}
        may_change = request.user.has_perm("risk.change_rulesetting")
        table = Section(
            title="All rules",
            columns=(
                Column("Rule"),
                Column("What it asks"),
                Column("State"),
                Column("Parameters"),
                Column("Settings"),
            ),
            rows=[
                _rule_row(rule, settings.get(code), may_change=may_change)
                for code, rule in RULES.items()
            ],
        )
        return super().changelist_view(request, {**(extra_context or {}), "sections": [table]})

    def _rule(self, request: HttpRequest, obj: RuleSetting | None) -> Rule:
        """The rule of the page; raises Http404 for one that doesn't exist."""
        code = obj.rule if obj else request.POST.get("rule") or request.GET.get("rule", "")
        if code not in RULES:
            raise Http404(f"There is no rule “{code}”. The known ones: {', '.join(RULES)}.")
        return RULES[code]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Sequence[Any]:
        rule = self._rule(request, obj)
        named = "rule" if obj is None else "rule_word"
        switch = (None, {"fields": (named, "is_enabled"), "description": rule.question})
        if obj is not None and not self.has_change_permission(request, obj):
            return (switch, ("Parameters", {"fields": ("values",)}))
        parameters = {
            "fields": tuple(fields_of(rule)),
            "description": "Leave a value empty to use the default.",
        }
        return (switch, ("Parameters", parameters))

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        kwargs["form"] = form_for(self._rule(request, obj))
        return super().get_form(request, obj, change, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name != "rule":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        chosen = self._rule(request, None)
        return forms.ChoiceField(
            choices=[(chosen.code, chosen.title)],
            widget=UnfoldAdminSelectWidget,
            initial=chosen.code,
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("rule_word", "values") if obj is not None else ()

    # A dry run saves inside a savepoint, scans, and takes the saving back -------------------

    @action(description="Try without saving", icon="science", permissions=["change"])
    def try_out(self, request: HttpRequest, obj: RuleSetting) -> None:
        request.tried = scan(  # type: ignore[attr-defined]
            organization=organization_of(request),
            as_of=today_of(request),
            now=timezone.now(),
            dry_run=True,
        )

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            with transaction.atomic():
                response = super().changeform_view(request, object_id, form_url, extra_context)
                if hasattr(request, "tried"):
                    raise TriedOut
                return response
        except TriedOut:
            request.refusal = TRIED  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def message_user(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if not hasattr(request, "tried"):
            super().message_user(request, *args, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], **kwargs: Any
    ) -> HttpResponse:
        tried = getattr(request, "tried", None)
        if tried is not None:
            context["adminform"].form.errors.clear()
            context["errors"] = None
        response: Any = super().render_change_form(request, context, **kwargs)
        if tried is not None:
            response.context_data["sections"] = [dry_run_section(request, tried)]
        return response

    @display(description="Rule", ordering="rule")
    def rule_word(self, setting: RuleSetting) -> str:
        return rule_title(setting.rule)

    @display(description="Values")
    def values(self, setting: RuleSetting) -> SafeString:
        return _listed(RULES[setting.rule], setting.parameters)

    @display(description="State", ordering="is_enabled")
    def switch(self, setting: RuleSetting) -> str:
        return switch_badge(setting.is_enabled)

    @display(description="Changed parameters")
    def changes(self, setting: RuleSetting) -> str:
        if not setting.parameters:
            return "None"
        return ", ".join(f"{words(name)} {value}" for name, value in setting.parameters.items())


def switch_badge(is_enabled: bool) -> SafeString:
    if is_enabled:
        return badge("On", Tone.GOOD, "toggle_on")
    return badge("Off", Tone.NEUTRAL, "toggle_off")


def _listed(rule: Rule, stored: Mapping[str, object]) -> SafeString:
    """Each parameter and its value: the stored one, or else the default."""
    lines = [
        f"{words(p.name)}: {stored[p.name]} {p.unit}"
        if p.name in stored
        else f"{words(p.name)}: {default_words(p)}"
        for p in rule.parameters
    ]
    return format_html_join("", "<div>{}</div>", ([line] for line in lines)) or SafeString("None")


def _rule_row(rule: Rule, setting: RuleSetting | None, *, may_change: bool) -> tuple[object, ...]:
    stored: Mapping[str, object] = setting.parameters if setting else {}
    if setting is not None:
        settings: object = link(page_of(setting), "Open")
    elif may_change:
        address = f"{reverse('admin:risk_rulesetting_add')}?rule={rule.code}"
        settings = link(address, "Change")
    else:
        settings = "Defaults"
    return (
        rule.title,
        rule.question,
        switch_badge(setting is None or setting.is_enabled),
        _listed(rule, stored),
        settings,
    )


def dry_run_section(request: HttpRequest, result: ScanResult) -> Section:
    """What a scan with the values in the form would do."""
    people = result.people or 0
    return Section(
        title="Dry run: nothing is saved yet",
        sentence=format_html(
            "A scan as of {} with these values would open {} findings for {} {} and resolve {}.",
            day(today_of(request)),
            result.opened,
            people,
            "person" if people == 1 else "people",
            result.resolved,
        ),
        columns=(Column("Rule"), Column("Severity"), Column("Findings after it", figures=True)),
        rows=[
            (rule_title(rule), severity_badge(Severity[severity.upper()]), number(count))
            for rule, counts in result.findings.items()
            for severity, count in counts.items()
        ],
        empty="No finding would be left: no rule finds anything with these values.",
    )
