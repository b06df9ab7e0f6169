"""The pages “Possible duplicates” and what is decided about one pair."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from unfold.widgets import UnfoldAdminTextareaWidget

from accounts.access import membership_of
from accounts.commands import validation_text
from accounts.display import link, list_of, page_of
from accounts.models import Membership
from vendors.duplicates import THRESHOLD
from vendors.models import DismissedSuggestion, Vendor, VendorMerge
from vendors.selectors.suggestions import duplicate_pairs, parent_suggestions
from vendors.services.merge import MERGES, MergeRefused, merge, references
from vendors.services.suggestions import (
    REASON_LENGTH,
    accept_parent,
    dismiss_duplicate,
    dismiss_parent,
)


class ReasonForm(forms.Form):
    """Why, kept with what is decided."""

    reason = forms.CharField(
        max_length=REASON_LENGTH, widget=UnfoldAdminTextareaWidget({"rows": 3})
    )


class OptionalReasonForm(ReasonForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False


@dataclass(frozen=True)
class Decision:
    """What can be decided about two vendors; `means` says it in a sentence."""

    verb: str
    means: str
    done: str
    form: type[forms.Form]
    carry_out: Callable[[Vendor, Vendor, str, Membership], object]


DECISIONS = {
    "merge": Decision(
        "Merge",
        "{second} becomes part of {first}: all that refers to it moves there, its old address "
        "leads there, and the merge can be undone.",
        "{second} has been merged into {first}.",
        OptionalReasonForm,
        lambda first, second, reason, actor: merge(
            survivor=first, loser=second, reason=reason, actor=actor, now=timezone.now()
        ),
    ),
    "apart": Decision(
        "Two companies",
        "{first} and {second} are two companies; they won't be suggested again.",
        "{first} and {second} won't be suggested again.",
        ReasonForm,
        lambda first, second, reason, actor: dismiss_duplicate(
            one=first, other=second, reason=reason, actor=actor, now=timezone.now()
        ),
    ),
    "parent": Decision(
        "Set the parent",
        "{second} becomes the ultimate parent of {first}.",
        "{first} belongs to {second}.",
        OptionalReasonForm,
        lambda first, second, reason, actor: accept_parent(child=first, parent=second),
    ),
    "no-parent": Decision(
        "Not its parent",
        "{second} isn't the parent of {first}; it won't be suggested again.",
        "{second} won't be suggested as the parent of {first} again.",
        ReasonForm,
        lambda first, second, reason, actor: dismiss_parent(
            child=first, parent=second, reason=reason, actor=actor, now=timezone.now()
        ),
    ),
}


def duplicates(request: HttpRequest) -> HttpResponse:
    """Every pair with its score and reasons, the most alike first, then suggested parents."""
    if not request.user.has_perm("vendors.view_vendor"):
        raise PermissionDenied("Your role doesn't include vendors.")
    pairs, parents = duplicate_pairs(), parent_suggestions()
    count = Vendor.objects.current().count()
    context = {
        **admin.site.each_context(request),
        "title": "Possible duplicates",
        "sentence": f"{len(pairs):,} {'pair' if len(pairs) == 1 else 'pairs'} of {count:,} vendors "
        f"may be one company recorded twice (alike by {THRESHOLD:.0f} % or more); "
        f"{len(parents):,} may belong to a recorded group.",
        "vendors": count,
        "pairs": [
            {
                "pair": pair,
                "first": _linked(pair.first),
                "second": _linked(pair.second),
                "keep_first": _decide_address("merge", pair.first, pair.second),
                "keep_second": _decide_address("merge", pair.second, pair.first),
                "dismiss": _decide_address("apart", pair.first, pair.second),
            }
            for pair in pairs
        ],
        "parents": [
            {
                "first": _linked(each.child),
                "second": _linked(each.parent),
                "why": each.why,
                "accept": _decide_address("parent", each.child, each.parent),
                "dismiss": _decide_address("no-parent", each.child, each.parent),
            }
            for each in parents
        ],
        "may_change": request.user.has_perm(MERGES),
        "merges": list_of(VendorMerge),
        "dismissed": list_of(DismissedSuggestion),
    }
    return render(request, "vendors/admin/duplicates.html", context)


def decide(request: HttpRequest) -> HttpResponse:
    """Asks once what is to become of a pair; nothing changes without a POST."""
    if not request.user.has_perm(MERGES):
        raise PermissionDenied("Your role doesn't merge vendors.")
    name = request.GET.get("do", "")
    if name not in DECISIONS:
        raise Http404("There is no such decision.")
    decision = DECISIONS[name]
    first, second = _vendor(request, "first"), _vendor(request, "second")
    form = decision.form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            decision.carry_out(first, second, form.cleaned_data["reason"], membership_of(request))
        except (MergeRefused, ValidationError) as refusal:
            text = (
                validation_text(refusal) if isinstance(refusal, ValidationError) else str(refusal)
            )
            form.add_error(None, text)
            messages.warning(request, text)
        else:
            messages.success(request, decision.done.format(first=first, second=second))
            return redirect("admin:vendors_vendor_duplicates")
    context = {
        **admin.site.each_context(request),
        "title": decision.verb,
        "sentence": decision.means.format(first=first, second=second),
        "lines": _what_moves(second) if name == "merge" else [],
        "form": form,
        "verb": decision.verb,
        "back": reverse("admin:vendors_vendor_duplicates"),
    }
    return render(request, "vendors/admin/confirm.html", context)


def _what_moves(loser: Vendor) -> list[str]:
    counted = ((each.model._meta, each.rows(loser.pk).count()) for each in references())
    return [
        f"{count:,} {meta.verbose_name if count == 1 else meta.verbose_name_plural}"
        for meta, count in counted
        if count
    ] or ["Nothing refers to it."]


def _vendor(request: HttpRequest, name: str) -> Vendor:
    """Raises Http404 for what is no vendor of the organization."""
    try:
        return Vendor.objects.get(pk=request.GET.get(name, ""))
    except (Vendor.DoesNotExist, ValidationError):
        raise Http404("There is no such vendor.") from None


def _linked(named: Any) -> str:
    return link(page_of(Vendor(pk=named.id)), named.legal_name)


def _decide_address(name: str, first: Any, second: Any) -> str:
    query = urlencode({"do": name, "first": first.id, "second": second.id})
    return f"{reverse('admin:vendors_vendor_decide')}?{query}"
