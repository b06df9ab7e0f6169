"""Service credits: what each miss is worth, until when it must be claimed, and where it stands."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display
from unfold.enums import ActionVariant

from accounts.access import membership_of, organization_of, today_of
from accounts.display import money, no_data, page_of, record_link
from accounts.model_admin import ReadOnlyAdmin
from accounts.papers import PaperForm, form_on_page
from accounts.pdf import NoPdf
from accounts.sections import Section
from sourcing.admin.credit_filters import DeadlineFilter
from sourcing.admin.credit_move_form import MoveForm
from sourcing.admin.credit_sections import ledger_section, standing_section, steps_section
from sourcing.admin.credit_words import MOVES, claim_day, owed_sentence, state_badge
from sourcing.credits.ledger import possible_moves
from sourcing.credits.ledger_rules import RULES, Move
from sourcing.letters import letter_answer
from sourcing.models import CreditMove, ServiceCredit
from sourcing.selectors.claim_letter import claim_letter
from sourcing.selectors.credit_groups import period_of_result
from sourcing.selectors.credits_owed import credits_owed, worst_first
from sourcing.services.credit_moves import Refused, as_ledger, move_credit


@admin.register(ServiceCredit)
class ServiceCreditAdmin(ReadOnlyAdmin):
    """What runs out first leads; each credit's page offers the moves that are possible now."""

    list_display = (
        "period",
        "amount_shown",
        "claim_until",
        "state_shown",
        "level",
        "vendor",
        "applied",
    )
    list_display_links = ("period",)
    list_filter = (
        ("state", ChoicesDropdownFilter),
        DeadlineFilter,
        ("scheme__contract__vendor", AutocompleteSelectFilter),
        ("result__service_level", AutocompleteSelectFilter),
        ("currency", ChoicesDropdownFilter),
    )
    list_prefetch = (
        "result__service_level",
        "result__definition",
        "scheme__contract__vendor",
    )
    search_fields = (
        "result__service_level__name",
        "scheme__name",
        "scheme__contract__number",
        "scheme__contract__vendor__legal_name",
    )
    search_help_text = "Search by service level, scheme, contract or vendor"
    empty_hint = (
        "Credits appear when a default becomes final, its definition names a credit scheme and "
        "the contract says what it charges each month."
    )
    fields = ("scheme", "currency", "computed_at")

    def get_ordering(self, request: HttpRequest) -> Any:
        return worst_first(today_of(request))

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                "<uuid:object_id>/move/<slug:move>/",
                self.admin_site.admin_view(self.move_page),
                name="sourcing_servicecredit_move",
            ),
            path(
                "<uuid:object_id>/claim-letter/",
                self.admin_site.admin_view(self.claim_letter_page),
                name="sourcing_servicecredit_letter",
            ),
        ]
        urls: list[URLPattern] = super().get_urls()
        return [*own, *urls]

    # The list -------------------------------------------------------------------------------

    def list_sentence(self, request: HttpRequest) -> str:
        owed = credits_owed(ServiceCredit.objects.all(), today_of(request))
        return owed_sentence(owed) if owed else ""

    def prepare(self, request: HttpRequest, rows: list[Any]) -> list[Any]:
        rows = super().prepare(request, rows)
        today = today_of(request)
        for row in rows:
            row.today = today
        return rows

    @display(description="Service level", ordering="result__service_level__name")
    def level(self, row: ServiceCredit) -> str:
        return record_link(row.result.service_level)

    @display(description="Vendor", ordering="scheme__contract__vendor__legal_name")
    def vendor(self, row: ServiceCredit) -> str:
        return record_link(row.scheme.contract.vendor)

    @display(description="Period", ordering="result__first_day")
    def period(self, row: ServiceCredit) -> str:
        return period_of_result(row.result).label

    @display(description="Credit", ordering="amount", formatting="price")
    def amount_shown(self, row: ServiceCredit) -> str:
        return money(row.amount, row.currency)

    @display(description="State", ordering="state")
    def state_shown(self, row: ServiceCredit) -> str:
        return state_badge(row)

    @display(description="Claim by", ordering="claim_by")
    def claim_until(self, row: Any) -> str:
        return claim_day(row, row.today)

    @display(description="On invoices", ordering="applied_amount", formatting="price")
    def applied(self, row: ServiceCredit) -> str:
        return money(row.applied_amount, row.currency) if row.applied_amount else no_data("Nothing")

    # A credit's page ------------------------------------------------------------------------

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        [credit] = self.prepare(request, [record])
        return [
            standing_section(credit, today_of(request)),
            steps_section(credit),
            ledger_section(credit, _moves(credit)),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], **kwargs: Any
    ) -> HttpResponse:
        if kwargs.get("obj") is not None:
            context["actions_detail"] = _buttons(request, kwargs["obj"])
        return super().render_change_form(request, context, **kwargs)

    def claim_letter_page(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """The letter to read and print, or as a PDF to send."""
        credit = self.get_object(request, str(object_id))
        if credit is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(object_id))
        if not self.has_view_permission(request, credit):
            raise PermissionDenied("Your role doesn't read service credits.")
        letter = claim_letter(credit, organization_of(request))
        try:
            return letter_answer(request, letter, form_on_page(request), back=page_of(credit))
        except NoPdf as missing:
            messages.error(request, str(missing))
            return redirect(page_of(credit))

    def move_page(self, request: HttpRequest, object_id: UUID, move: str) -> HttpResponse:
        """Asks for what the move needs, and makes it; what is refused is told beside the form."""
        if move not in Move:
            raise Http404(f"A credit has no move called {move}.")
        credit = self.get_object(request, str(object_id))
        if credit is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(object_id))
        if not request.user.has_perm(RULES[Move(move)].permission):
            raise PermissionDenied("Your role doesn't make this move.")
        moves = _moves(credit)
        if request.method != "POST":
            form = MoveForm(move=Move(move), credit=credit, moves=moves)
            return self._ask(request, credit, Move(move), form)
        form = MoveForm(request.POST, move=Move(move), credit=credit, moves=moves)
        if form.is_valid():
            try:
                move_credit(
                    credit_id=credit.pk,
                    move=Move(move),
                    actor=membership_of(request),
                    now=timezone.now(),
                    **form.cleaned_data,
                )
            except Refused as refused:
                form.add_error(None, str(refused))
                form.read_anew(moves)
            else:
                messages.success(request, MOVES[Move(move)].done)
                return redirect(page_of(credit))
        return self._ask(request, credit, Move(move), form)

    def _ask(
        self, request: HttpRequest, credit: ServiceCredit, move: Move, form: MoveForm
    ) -> HttpResponse:
        [credit] = self.prepare(request, [credit])
        context = {
            **self.admin_site.each_context(request),
            "title": MOVES[move].verb,
            "opts": self.opts,
            "original": credit,
            "words": MOVES[move],
            "is_possible": move in possible_moves(as_ledger(credit)),
            "form": form,
            "back": page_of(credit),
            "sections": [
                standing_section(credit, today_of(request)),
                ledger_section(credit, _moves(credit)),
            ],
            "media": self.media + form.media,
        }
        return render(request, "sourcing/admin/credit_move.html", context)


def _moves(credit: ServiceCredit) -> list[CreditMove]:
    return list(credit.moves.select_related("by__user").order_by("at", "pk"))


def _buttons(request: HttpRequest, credit: ServiceCredit) -> list[dict[str, Any]]:
    """The moves that are possible and that the person may make, as Unfold shows actions.

    What ends the credit stands in a menu of its own, and so does its letter.
    """
    may = [
        move
        for move in possible_moves(as_ledger(credit))
        if request.user.has_perm(RULES[move].permission)
    ]
    onward = [_button(credit, move) for move in may if not MOVES[move].is_end]
    ends = [_button(credit, move) for move in may if MOVES[move].is_end]
    address = reverse("admin:sourcing_servicecredit_letter", args=[credit.pk])
    letter = [
        _item("Read and print", "print", address),
        _item("Download as PDF", "picture_as_pdf", f"{address}?format={PaperForm.PDF}"),
    ]
    menus = [_menu("End it", "block", ends), _menu("Claim letter", "mail", letter)]
    return [*onward, *(menu for menu in menus if menu["items"])]


def _menu(title: str, icon: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"title": title, "icon": icon, "variant": ActionVariant.DEFAULT, "items": items}


def _button(credit: ServiceCredit, move: Move) -> dict[str, Any]:
    address = reverse("admin:sourcing_servicecredit_move", args=[credit.pk, move.value])
    return _item(MOVES[move].verb, MOVES[move].icon, address)


def _item(title: str, icon: str, address: str) -> dict[str, Any]:
    return {
        "title": title,
        "icon": icon,
        "variant": ActionVariant.DEFAULT,
        "attrs": {},
        "dialog": None,
        "path": address,
    }
