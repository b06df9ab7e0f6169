"""Actions: the list of everything to do, and an action's own page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action
from unfold.widgets import UnfoldAdminTextareaWidget

from accounts.access import membership_of, today_of
from accounts.display import no_data, page_of
from accounts.model_admin import TenantModelAdmin, TenantModelForm
from accounts.models import Membership
from accounts.sections import Section
from risk.admin.action_words import due_badge, priority_badge, source_link, state_badge
from risk.admin.agenda import agenda_page
from risk.models import Action, Comment, Finding
from risk.models.action import ActionState, Priority
from risk.services.actions import (
    REASON_LENGTH,
    ActionRefused,
    Plan,
    change_action,
    check_plan,
    complete_action,
    create_action,
    drop_action,
    plan_from,
    reopen_action,
)


class ActionForm(TenantModelForm):
    """What an action says."""

    actor: ClassVar[Membership]

    class Meta:
        model = Action
        fields = ("title", "owner", "due_on", "priority", "notes")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if cleaned.get("owner") and cleaned.get("title"):
            try:
                check_plan(self.plan(), self.actor)
            except ActionRefused as refusal:
                raise ValidationError(str(refusal)) from refusal
        return cleaned

    def plan(self) -> Plan:
        said = self.cleaned_data
        return Plan(
            title=said["title"],
            owner=said["owner"],
            due_on=said.get("due_on"),
            priority=Priority(said.get("priority") or Priority.NORMAL),
            notes=said.get("notes") or "",
        )


class ReasonForm(forms.Form):
    """Why an action is dropped; must be said."""

    reason = forms.CharField(
        max_length=REASON_LENGTH, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )


@dataclass(frozen=True)
class Step:
    """One thing to do with an action: its words, and the states it starts from."""

    verb: str
    done: str
    means: str
    states: frozenset[ActionState]
    form: type[forms.Form] = forms.Form


STEPS = {
    "complete": Step(
        "Mark as done",
        "done",
        "It goes to the closed ones, with your name and the time.",
        frozenset({ActionState.OPEN}),
    ),
    "drop": Step(
        "Drop",
        "dropped",
        "It won't be done. Say why, for whoever asks later.",
        frozenset({ActionState.OPEN}),
        ReasonForm,
    ),
    "reopen": Step(
        "Reopen",
        "reopened",
        "It is to be done again, by the same owner.",
        frozenset({ActionState.DONE, ActionState.DROPPED}),
    ),
}


def button(verb: str, icon: str) -> dict[str, Any]:
    """How a step is offered on an action's page; who may take it depends on the action."""
    return {"description": verb, "url_path": verb.lower(), "icon": icon}


@admin.register(Action)
class ActionAdmin(TenantModelAdmin):
    """The list is a page of its own, because it shows more than actions."""

    search_fields = ("title",)
    form = ActionForm
    fields = ("title", "owner", "due_on", "priority", "notes")
    actions_detail = ("complete", "drop", "reopen")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Action]:
        actions: Any = super().get_queryset(request)
        seen: QuerySet[Action] = actions.visible_to(membership_of(request))
        return seen

    def get_urls(self) -> list[URLPattern]:
        made = path(
            "from/<str:kind>/<uuid:source_id>/",
            self.admin_site.admin_view(require_POST(self.make_from)),
            name="risk_action_from",
        )
        urls: list[URLPattern] = super().get_urls()
        return [made, *urls]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied("Your role doesn't include actions.")
        context = {**self.admin_site.each_context(request), **(extra_context or {})}
        return agenda_page(request, context)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is not None:
            return ((None, {"fields": self.fields}),)
        about = ("contract", "engagement", "vendor", "finding")
        said = "At most one; without any it counts as written by hand."
        return (
            (None, {"fields": self.fields}),
            ("Where it comes from", {"fields": about, "description": said}),
        )

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.actor = membership_of(request)
        return form

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "owner" and field is not None:
            active: QuerySet[Membership] = field.queryset
            field.queryset = active.filter(is_active=True)
        return field

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        given: dict[str, Any] = super().get_changeform_initial_data(request)
        return {"owner": membership_of(request).pk, **given}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        actor = membership_of(request)
        if change:
            change_action(action_id=obj.pk, plan=form.plan(), actor=actor)
            return
        written = create_action(
            plan=form.plan(), actor=actor, now=timezone.now(), source=obj.source
        )
        obj.pk = written.pk
        obj._state.adding = False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever owns an action may change it, whatever their role."""
        own = obj is not None and obj.owner_id == membership_of(request).pk
        return own or super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: an action that won't be done is dropped, with a reason."""
        return False

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        is_open = record.state == ActionState.OPEN
        facts: list[tuple[str, object]] = [
            ("State", state_badge(record.state)),
            ("Priority", priority_badge(record.priority)),
            ("Due", due_badge(record.due_on, today_of(request), is_open=is_open)),
            ("Owner", record.owner),
            ("Comes from", source_link(record)),
            ("Written down by", f"{record.created_by}, {_moment(record.created_at)}"),
        ]
        if not is_open:
            facts.append(("Closed by", f"{record.closed_by}, {_moment(record.closed_at)}"))
        if record.reason:
            facts.append(("Why it was dropped", record.reason))
        notes = record.notes or no_data("No notes")
        return [Section(title=record.title, facts=facts), Section(title="Notes", sentence=notes)]

    # Steps ----------------------------------------------------------------------------------

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:
        record = self.get_object(request, str(object_id))
        if record is None or not self.has_change_permission(request, record):
            return []
        prefix = f"{self.opts.app_label}_{self.opts.model_name}_"
        return [
            offered
            for offered in super().get_actions_detail(request, object_id)
            if record.state in STEPS[offered.action_name.removeprefix(prefix)].states
        ]

    @action(**button("Done", "check_circle"))
    def complete(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._step(
            request,
            object_id,
            "complete",
            lambda record, _: complete_action(
                action_id=record.pk, actor=membership_of(request), now=timezone.now()
            ),
        )

    @action(**button("Drop", "cancel"))
    def drop(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._step(
            request,
            object_id,
            "drop",
            lambda record, said: drop_action(
                action_id=record.pk,
                reason=said["reason"],
                actor=membership_of(request),
                now=timezone.now(),
            ),
        )

    @action(**button("Reopen", "undo"))
    def reopen(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._step(
            request,
            object_id,
            "reopen",
            lambda record, _: reopen_action(action_id=record.pk, actor=membership_of(request)),
        )

    def _step(
        self,
        request: HttpRequest,
        object_id: str,
        name: str,
        act: Callable[[Action, dict[str, Any]], Action],
    ) -> HttpResponse:
        record = self.get_object(request, object_id)
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_change_permission(request, record):
            raise PermissionDenied("Your role changes only actions of its own.")
        step = STEPS[name]
        form = step.form(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                act(record, form.cleaned_data)
                messages.success(request, f"“{record.title}” is {step.done}.")
            except ActionRefused as refusal:
                messages.warning(request, str(refusal))
            return redirect(page_of(record))
        context = {
            **self.admin_site.each_context(request),
            "title": f"{step.verb}: {record.title}",
            "opts": self.opts,
            "original": record,
            "step": step,
            "form": form,
            "back": page_of(record),
            "media": self.media + form.media,
        }
        return render(request, "risk/actions/step.html", context)

    def make_from(self, request: HttpRequest, kind: str, source_id: Any) -> HttpResponse:
        """One click: an action of one's own from a finding or a comment, then its page."""
        actor = membership_of(request)
        source: Finding | Comment | None = None
        if kind == "finding" and request.user.has_perm("risk.view_finding"):
            source = Finding.objects.filter(pk=source_id).first()
        if kind == "comment":
            source = Comment.objects.visible_to(actor).filter(pk=source_id).first()
        if source is None:
            raise Http404
        plan = plan_from(source, actor)
        written = create_action(plan=plan, actor=actor, now=timezone.now(), source=source)
        messages.success(request, "It is an action of yours now. Change what it says below.")
        return redirect(page_of(written))


def _moment(at: Any) -> str:
    return date_format(localtime(at), "DATETIME_FORMAT")
