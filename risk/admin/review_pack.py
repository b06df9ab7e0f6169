"""Review packs: made for a vendor or team and a month or quarter, read, sent, and agreed to."""

from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.timezone import localtime
from unfold.contrib.filters.admin import AutocompleteSelectFilter, RangeDateFilter
from unfold.decorators import display
from unfold.enums import ActionVariant
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextInputWidget,
)

from accounts.access import membership_of, organization_of, today_of
from accounts.display import day, no_data, page_of, record_link
from accounts.model_admin import TenantModelAdmin, TenantModelForm
from accounts.papers import form_on_page
from accounts.pdf import NoPdf
from accounts.saving import SaveRefused
from accounts.sections import Section
from risk.admin.review_pack_sections import pack_sections
from risk.review_papers import pack_answer
from risk.services.review_packs import (
    KINDS,
    NAME_LENGTH,
    Refused,
    agree_for_us,
    make_pack,
    record_their_agreement,
)
from sourcing.models import ReviewPack
from sourcing.models.service_level import PeriodKind as Kinds
from sourcing.service_levels.periods import PeriodKind

SIDES = {"ours": "We agree", "theirs": "They agree"}
CHANGES = "sourcing.change_reviewpack"


class NewPackForm(TenantModelForm):
    """Whom it is about, and the month or quarter by any day in it."""

    kind = forms.ChoiceField(
        choices=[(kind.value, Kinds(kind.value).label) for kind in KINDS],
        widget=UnfoldAdminSelectWidget,
    )
    day = forms.DateField(
        label="A day of it",
        widget=UnfoldAdminSingleDateWidget,
        help_text="Any day of the month or quarter, which must be over.",
    )

    class Meta:
        model = ReviewPack
        fields = ("vendor", "captive_team")


class OursForm(forms.Form):
    """Nothing to fill in: pressing the button agrees."""


class TheirsForm(forms.Form):
    """Who agreed for the other side, and when."""

    counterpart = forms.CharField(
        label="Who agreed", max_length=NAME_LENGTH, widget=UnfoldAdminTextInputWidget
    )
    agreed_on = forms.DateField(label="On which day", widget=UnfoldAdminSingleDateWidget)


@admin.register(ReviewPack)
class ReviewPackAdmin(TenantModelAdmin):
    """What a pack says never changes; only who agreed to it is added, once for each side."""

    list_display = ("period", "party", "edition", "made", "agreed_by_us", "agreed_by_them")
    list_display_links = ("period",)
    list_filter = (
        ("vendor", AutocompleteSelectFilter),
        ("captive_team", AutocompleteSelectFilter),
        ("last_day", RangeDateFilter),
    )
    list_prefetch = ("vendor", "captive_team", "made_by__user", "agreed_by__user")
    search_fields = ("vendor__legal_name", "captive_team__name", "counterpart")
    search_help_text = "Search by vendor, team or who agreed"
    ordering = ("-last_day", "-made_at")
    empty_hint = (
        "A review pack holds what is put before a vendor or team: levels, misses with their "
        "reasons, credits, and open actions. Make one once a month is over."
    )
    form = NewPackForm
    fields = ("vendor", "captive_team", "kind", "day")
    shown_fields: ClassVar[tuple[str, ...]] = ("first_day", "last_day", "made_at")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.shown_fields if obj else self.fields

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        kwargs["form"] = forms.ModelForm if obj else NewPackForm
        return super().get_form(request, obj, change, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The month before, which is what is mostly wanted."""
        last = today_of(request).replace(day=1) - timedelta(days=1)
        return {
            "kind": PeriodKind.MONTH,
            "day": last,
            **super().get_changeform_initial_data(request),
        }

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was put before somebody stays; a mistake is mended by a new edition."""
        return False

    def get_urls(self) -> list[URLPattern]:
        views = (("agree/<slug:side>/", self.agree, "agree"), ("paper/", self.paper, "paper"))
        own = [
            path(
                f"<uuid:object_id>/{route}",
                self.admin_site.admin_view(view),
                name=f"sourcing_reviewpack_{name}",
            )
            for route, view, name in views
        ]
        urls: list[URLPattern] = super().get_urls()
        return [*own, *urls]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        try:
            made = make_pack(
                party=obj.vendor or obj.captive_team,
                kind=PeriodKind(form.cleaned_data["kind"]),
                day=form.cleaned_data["day"],
                actor=membership_of(request),
                now=timezone.now(),
            )
        except Refused as refusal:
            raise SaveRefused(str(refusal)) from refusal
        for field in made._meta.fields:
            setattr(obj, field.attname, getattr(made, field.attname))
        obj._state.adding = False

    # Reading --------------------------------------------------------------------------------

    def list_sentence(self, request: HttpRequest) -> str:
        figures = ReviewPack.objects.aggregate(
            all=Count("pk"),
            ours=Count("pk", filter=Q(agreed_at__isnull=True)),
            theirs=Count("pk", filter=Q(counterpart="")),
        )
        if not figures["all"]:
            return ""
        return (
            f"Not agreed to yet, by us: {figures['ours']:,}; by the other side: "
            f"{figures['theirs']:,}."
        )

    @display(description="Period", ordering="last_day")
    def period(self, pack: ReviewPack) -> str:
        return str(pack.contents.get("period") or f"{pack.first_day} to {pack.last_day}")

    @display(description="Vendor or team")
    def party(self, pack: ReviewPack) -> str:
        return record_link(pack.vendor or pack.captive_team)

    @display(description="Made", ordering="made_at")
    def made(self, pack: ReviewPack) -> str:
        return day(localtime(pack.made_at).date())

    @display(description="Agreed by us", ordering="agreed_at")
    def agreed_by_us(self, pack: ReviewPack) -> str:
        return no_data("Not yet") if pack.agreed_at is None else str(pack.agreed_by)

    @display(description="Agreed by them", ordering="counterpart_agreed_on")
    def agreed_by_them(self, pack: ReviewPack) -> str:
        return pack.counterpart or no_data("Not yet")

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        [pack] = self.prepare(request, [record])
        return pack_sections(pack)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], **kwargs: Any
    ) -> HttpResponse:
        if kwargs.get("obj") is not None:
            context["actions_detail"] = _buttons(request, kwargs["obj"])
        return super().render_change_form(request, context, **kwargs)

    def paper(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """The pack to read and print, or as a PDF to send."""
        pack = self.get_object(request, str(object_id))
        if pack is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(object_id))
        if not self.has_view_permission(request, pack):
            raise PermissionDenied("Your role doesn't read review packs.")
        try:
            sender = organization_of(request).name
            return pack_answer(request, pack, sender, form_on_page(request), back=page_of(pack))
        except NoPdf as missing:
            messages.error(request, str(missing))
            return redirect(page_of(pack))

    # Agreeing -------------------------------------------------------------------------------

    def agree(self, request: HttpRequest, object_id: UUID, side: str) -> HttpResponse:
        """Asks once, then records that one side agrees; what is refused is told there."""
        if side not in SIDES:
            raise Http404(f"A pack has no side called {side}.")
        pack = self.get_object(request, str(object_id))
        if pack is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(object_id))
        if not request.user.has_perm(CHANGES):
            raise PermissionDenied("Your role doesn't agree to review packs.")
        kind = OursForm if side == "ours" else TheirsForm
        form = kind(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            who = {"pack_id": pack.pk, "actor": membership_of(request), "now": timezone.now()}
            try:
                if side == "ours":
                    agree_for_us(**who)
                else:
                    record_their_agreement(**who, **form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, "The agreement is recorded.")
                return redirect(page_of(pack))
        context = {
            **self.admin_site.each_context(request),
            "title": SIDES[side],
            "opts": self.opts,
            "original": pack,
            "side": side,
            "form": form,
            "back": page_of(pack),
            "media": self.media + form.media,
        }
        return render(request, "risk/review_packs/agree.html", context)


def _buttons(request: HttpRequest, pack: ReviewPack) -> list[dict[str, Any]]:
    """Who hasn't agreed yet, for those who may, and the pack on paper for everyone."""
    address = reverse("admin:sourcing_reviewpack_paper", args=[pack.pk])
    found = [
        _button("Read and print", "print", address),
        _button("Download as PDF", "picture_as_pdf", f"{address}?format=pdf"),
    ]
    agreed = {"ours": pack.agreed_at is not None, "theirs": bool(pack.counterpart)}
    if request.user.has_perm(CHANGES):
        for side, words in SIDES.items():
            if not agreed[side]:
                agree = reverse("admin:sourcing_reviewpack_agree", args=[pack.pk, side])
                found.append(_button(words, "handshake", agree))
    return found


def _button(title: str, icon: str, address: str) -> dict[str, Any]:
    variant = ActionVariant.DEFAULT
    shared = {"variant": variant, "attrs": {}, "dialog": None}
    return {"title": title, "icon": icon, "path": address, **shared}
