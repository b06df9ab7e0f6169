"""Where a contract's renewal is decided, taken back, and its notice recorded."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from unfold.widgets import (
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
)

from accounts.access import membership_of, today_of
from risk.dashboards import addresses
from vendors.models import Contract, RenewalDecision
from vendors.models.renewal import Choice
from vendors.renewal_words import decision_badge
from vendors.services.refusals import Refused
from vendors.services.renewals import (
    REASON_LENGTH,
    decide_renewal,
    record_notice,
    take_back_decision,
)


class DecideForm(forms.Form):
    """What and why. The term is named, so that a term that moved meanwhile is noticed."""

    choice = forms.ChoiceField(
        label="What follows this term",
        choices=Choice.choices,
        widget=UnfoldAdminRadioSelectWidget,
        error_messages={"required": "Choose renew, renegotiate or exit."},
    )
    reason = forms.CharField(
        label="Reason",
        max_length=REASON_LENGTH,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text="Kept with the decision, for whoever asks later.",
    )
    term_end = forms.DateField(required=False, widget=forms.HiddenInput)


class TakeBackForm(forms.Form):
    reason = forms.CharField(
        label="Why it is taken back",
        max_length=REASON_LENGTH,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
    )


class NoticeForm(forms.Form):
    sent_on = forms.DateField(
        label="Notice sent on",
        required=False,
        widget=UnfoldAdminSingleDateWidget,
        help_text="Empty: not sent.",
    )


@dataclass(frozen=True)
class _Page:
    request: HttpRequest
    contract: Contract
    decision: RenewalDecision | None

    def forms(self, bound: str = "") -> dict[str, forms.Form]:
        """The forms by their action; the one named `bound` holds what was sent."""
        data: Any = self.request.POST if bound else None
        if self.decision is None:
            start = {"term_end": self.contract.last_day}
            return {"decide": DecideForm(data, initial=start)}
        found: dict[str, forms.Form] = {
            "take_back": TakeBackForm(data if bound == "take_back" else None)
        }
        if self.decision.choice != Choice.RENEW:
            start = {"sent_on": self.decision.notice_sent_on}
            found["notice"] = NoticeForm(data if bound == "notice" else None, initial=start)
        return found


def decide(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Shows the decisions about a contract's terms; a POST decides, takes back or records.

    Raises Http404 for a contract that the organization doesn't have, and PermissionDenied.
    """
    if not request.user.has_perm("vendors.view_contract"):
        raise PermissionDenied("Your role doesn't include contracts.")
    contract = Contract.objects.select_related("vendor").filter(pk=contract_id).first()
    if contract is None:
        raise Http404("There is no such contract.")
    decisions = RenewalDecision.objects.standing().filter(
        contract=contract, term_end=contract.last_day
    )
    page = _Page(request, contract, decisions.first())
    if request.method != "POST":
        return _show(page, page.forms())
    if not request.user.has_perm("vendors.add_renewaldecision"):
        raise PermissionDenied("Your role doesn't decide about renewals.")
    return _carry_out(page)


def _carry_out(page: _Page) -> HttpResponse:
    """Does what was asked for, or shows the form again with what was typed and why not."""
    action = page.request.POST.get("action", "")
    found = page.forms(action)
    form = found.get(action)
    if form is None:
        found = page.forms()
        messages.error(page.request, _OVERTAKEN)
        return _show(page, found, status=409)
    if not form.is_valid():
        return _show(page, found, status=400)
    try:
        said = _ACTIONS[action](page, form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _show(page, found, status=409)
    messages.success(page.request, said)
    return redirect(addresses.renewal(page.contract.pk))


_OVERTAKEN = "Somebody else was quicker: look at what stands now before you decide."


def _decide(page: _Page, values: dict[str, Any]) -> str:
    decision = decide_renewal(
        contract_id=page.contract.pk,
        term_end=values["term_end"],
        choice=Choice(values["choice"]),
        reason=values["reason"],
        actor=membership_of(page.request),
        now=timezone.now(),
    )
    return f"Decided: {decision.get_choice_display().lower()}."


def _take_back(page: _Page, values: dict[str, Any]) -> str:
    take_back_decision(
        decision_id=_standing(page).pk,
        reason=values["reason"],
        actor=membership_of(page.request),
        now=timezone.now(),
    )
    return "The decision is taken back; it stays in the history."


def _notice(page: _Page, values: dict[str, Any]) -> str:
    record_notice(
        decision_id=_standing(page).pk,
        sent_on=values["sent_on"],
        today=today_of(page.request),
        actor=membership_of(page.request),
    )
    return "The notice is recorded." if values["sent_on"] else "Recorded: no notice was sent."


_ACTIONS: dict[str, Callable[[_Page, dict[str, Any]], str]] = {
    "decide": _decide,
    "take_back": _take_back,
    "notice": _notice,
}


def _standing(page: _Page) -> RenewalDecision:
    if page.decision is None:
        raise Refused(_OVERTAKEN)
    return page.decision


def _show(page: _Page, found: dict[str, forms.Form], status: int = 200) -> HttpResponse:
    page.request.current_app = admin.site.name
    history = page.contract.renewal_decisions.select_related(
        "decided_by__user", "taken_back_by__user"
    )
    media = forms.Media()
    for form in found.values():
        media += form.media
    return TemplateResponse(
        page.request,
        "risk/renewals/decide.html",
        {
            **admin.site.each_context(page.request),
            "title": f"Renewal of {page.contract.number}",
            "contract": page.contract,
            "contract_address": addresses.contract(page.contract.pk),
            "renewals_address": reverse("admin:renewals"),
            "decision": page.decision,
            "badge": decision_badge(page.decision) if page.decision else "",
            "history": [(decision_badge(each), each) for each in history],
            "forms": found,
            "media": media,
            "may_decide": page.request.user.has_perm("vendors.add_renewaldecision"),
        },
        status=status,
    )
