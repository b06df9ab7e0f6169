"""Service credits and their moves, for programs, and calculations of which nothing is stored."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.db.models import OuterRef, TextField
from django.db.models.functions import Cast
from django.http import Http404, HttpResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import filtering
from accounts.api.errors import Contradicts
from accounts.api.fields import Amount, Text, Truth, Whole
from accounts.api.filtering import Filters
from accounts.api.papers import AnyAccept, Unavailable, asked_form, paper_schema
from accounts.api.parsing import ExactJSONParser
from accounts.api.reading import Children, Row
from accounts.api.serializers import RecordSerializer, StrictSerializer
from accounts.api.viewsets import ReadRecords
from accounts.pdf import NoPdf
from sourcing.api.credit_calculation import CalculationAnswer, CalculationRequest
from sourcing.credits.calculation_json import calculated
from sourcing.credits.ledger import moves_from
from sourcing.credits.ledger_rules import RULES, CreditState, Move, Need
from sourcing.credits.problems import Refused as Senseless
from sourcing.letters import letter_answer
from sourcing.models import CreditMove, ServiceCredit
from sourcing.models.service_credit import CreditState as State
from sourcing.selectors.claim_letter import LETTER_NEEDS, claim_letter
from sourcing.services.credit_moves import (
    INVOICE_LENGTH,
    REASON_LENGTH,
    Refused,
    move_credit,
)

#: More than any credit has; keeps what is sent within the schema.
MOST_MOVES = 100_000


class CreditMoveLine(serializers.Serializer):
    """A move of a credit; `by` is null where time moved it, a negative amount is a debit."""

    from_state = serializers.CharField()
    to_state = serializers.CharField()
    by = serializers.UUIDField(allow_null=True)
    at = serializers.DateTimeField()
    reason = serializers.CharField()
    amount = serializers.CharField(allow_null=True)
    invoice_reference = serializers.CharField()


@extend_schema_field(CreditMoveLine(many=True))
class Moves(Children):
    """In the order they were made."""


class ServiceCreditSerializer(RecordSerializer):
    service_level = serializers.UUIDField(source="result.service_level_id", read_only=True)
    first_day = serializers.DateField(source="result.first_day", read_only=True)
    last_day = serializers.DateField(source="result.last_day", read_only=True)
    scheme_name = serializers.CharField(source="scheme.name", read_only=True)
    contract = serializers.UUIDField(source="scheme.contract_id", read_only=True)
    steps = serializers.ListField(child=serializers.CharField(), read_only=True)
    moves = Moves(
        CreditMove.objects.filter(credit=OuterRef("pk"))
        .annotate(amount_text=Cast("amount", TextField()))
        .order_by("at", "pk"),
        {
            "from_state": "from_state",
            "to_state": "to_state",
            "by": "by_id",
            "at": "at",
            "reason": "reason",
            "amount": "amount_text",
            "invoice_reference": "invoice_reference",
        },
    )
    possible_moves = serializers.ListField(
        child=serializers.CharField(),
        read_only=True,
        help_text="What can be done with it now, by the names of the actions.",
    )

    class Meta:
        model = ServiceCredit
        fields = (
            "id",
            "result",
            "service_level",
            "first_day",
            "last_day",
            "scheme",
            "scheme_name",
            "contract",
            "base",
            "amount",
            "currency",
            "cap",
            "multiplier",
            "state",
            "needs_claim",
            "claim_by",
            "vendor_amount",
            "agreed_amount",
            "applied_amount",
            "steps",
            "computed_at",
            "moves",
            "possible_moves",
        )
        read_only_fields = fields


class ServiceCreditFilters(Filters):
    result = filtering.key()
    scheme = filtering.key()
    state = filtering.choices(State)
    needs_claim = filtering.truth()
    claim_by_from = filtering.from_day("claim_by")
    claim_by_to = filtering.to_day("claim_by")


class _Seen(StrictSerializer):
    seen_moves = Whole(
        min_value=0,
        max_value=MOST_MOVES,
        required=False,
        help_text="How many moves the credit had when you read it: 409 if it has others by now.",
    )


class _Reason(_Seen):
    reason = Text(max_length=REASON_LENGTH, required=False, default="", allow_blank=True)


class _NeededReason(_Seen):
    reason = Text(max_length=REASON_LENGTH)


class _Money(StrictSerializer):
    amount = Amount(max_digits=18, decimal_places=2, min_value=0)


class _Invoice(StrictSerializer):
    invoice_reference = Text(max_length=INVOICE_LENGTH)


class MoveNote(_Reason):
    """Why, if there is something to say."""


class MoveReason(_NeededReason):
    """Why: it is kept with the move."""


class MoveAnswer(_Money, _NeededReason):
    """The vendor's figure in the credit's currency, and why."""


class MoveSettlement(_Money, _Reason):
    """What both sides settled on, in the credit's currency."""


class MoveInvoice(_Invoice, _Reason):
    """The invoice that will show it."""


class MovePart(_Money, _Invoice, _Reason):
    """The part of the credit that this invoice shows."""

    seen_moves = Whole(
        min_value=0,
        max_value=MOST_MOVES,
        help_text="How many moves the credit had when you read it, so that no part is put on "
        "an invoice twice by mistake: 409 if it has others by now.",
    )
    is_another_part = Truth(
        required=False,
        default=False,
        help_text="True where the invoice really shows the same amount of this credit once more.",
    )


FORMS: dict[frozenset[Need], type[StrictSerializer]] = {
    frozenset(): MoveNote,
    frozenset({Need.REASON}): MoveReason,
    frozenset({Need.AMOUNT, Need.REASON}): MoveAnswer,
    frozenset({Need.AMOUNT}): MoveSettlement,
    frozenset({Need.INVOICE}): MoveInvoice,
    frozenset({Need.AMOUNT, Need.INVOICE}): MovePart,
}


def _transition(move: Move, sentence: str) -> Any:
    """The action of one move, which takes what the move needs."""
    form = FORMS[RULES[move].needs]

    def make(self: "ServiceCreditViewSet", request: Request, id: str) -> Response:
        return self.moved(move, form)

    make.__name__, make.__doc__ = f"{move.value}_credit", sentence
    path = move.value.replace("_", "-")
    acting = action(detail=True, methods=["post"], url_path=path)(make)
    return extend_schema(request=form, responses=ServiceCreditSerializer)(acting)


class ServiceCreditViewSet(ReadRecords):
    """What defaults of service levels are worth, and what became of it. Added by the judge only."""

    serializer_class = ServiceCreditSerializer
    filterset_class = ServiceCreditFilters
    ordering = "-computed_at"
    orderings = ("claim_by", "amount")
    added = ("possible_moves",)
    action_permissions: ClassVar[dict[str, str]] = {
        "calculate": "sourcing.view_servicecredit",
        **{f"{move.value}_credit": RULES[move].permission for move in Move},
    }

    def add_to_rows(self, rows: Sequence[Row]) -> None:
        for row in rows:
            moves = moves_from(CreditState(row["state"]), needs_claim=row["needs_claim"])
            row["possible_moves"] = [move.value.replace("_", "-") for move in moves]

    @extend_schema(request=CalculationRequest, responses={200: CalculationAnswer})
    @action(detail=False, methods=["post"], parser_classes=[ExactJSONParser])
    def calculate(self, request: Request) -> Response:
        """Computes credits from what is sent and stores nothing. All mistakes are told at once."""
        try:
            return Response(calculated(request.data))
        except Senseless as refused:
            wrong: dict[str, list[ErrorDetail]] = {}
            for problem in refused.problems:
                said = f"Found {problem.value}. Expected {problem.expected}."
                wrong.setdefault(problem.place, []).append(ErrorDetail(said, code="invalid"))
            raise ValidationError(wrong) from refused

    @paper_schema
    @action(
        detail=True,
        methods=["get"],
        url_path="claim-letter",
        content_negotiation_class=AnyAccept,
    )
    def claim_letter(self, request: Request, id: str) -> HttpResponse:
        """The letter that claims it, as of when it was computed: the same words at any time."""
        form = asked_form(request)
        credits = self.get_queryset().select_related(*LETTER_NEEDS)
        credit = credits.filter(pk=self.key).first()
        if credit is None:
            raise Http404
        letter = claim_letter(credit, self.organization)
        try:
            return letter_answer(request._request, letter, form)
        except NoPdf as missing:
            raise Unavailable(str(missing)) from missing

    def known_parameters(self) -> Iterable[str]:
        return ("format",) if self.action == "claim_letter" else super().known_parameters()

    notify_credit = _transition(Move.NOTIFY, "The vendor has been told of the credit.")
    claim_credit = _transition(Move.CLAIM, "The credit has been claimed.")
    accept_credit = _transition(Move.ACCEPT, "The vendor accepts the credit as computed.")
    accept_part_credit = _transition(Move.ACCEPT_PART, "The vendor accepts a part of it.")
    dispute_credit = _transition(
        Move.DISPUTE, "The vendor disputes it and names its own figure, or 0."
    )
    agree_credit = _transition(Move.AGREE, "Both sides settle on an amount.")
    make_due_credit = _transition(Move.MAKE_DUE, "The amount is due on this invoice.")
    apply_credit = _transition(Move.APPLY, "An invoice shows the credit, or a part of it.")
    expire_credit = _transition(Move.EXPIRE, "It wasn't claimed in time.")
    waive_credit = _transition(Move.WAIVE, "The credit is given up.")
    reject_credit = _transition(Move.REJECT, "The vendor rejects it, and that is left at it.")
    earn_back_credit = _transition(Move.EARN_BACK, "The vendor has earned it back.")

    def moved(self, move: Move, form: type[serializers.Serializer]) -> Response:
        given = form(data=self.request.data)
        given.is_valid(raise_exception=True)
        self.read_one(self.key)
        try:
            move_credit(
                credit_id=self.key,  # type: ignore[arg-type]
                move=move,
                actor=self.member,
                now=timezone.now(),
                **given.validated_data,
            )
        except Refused as refused:
            raise Contradicts(str(refused), code="move_refused") from refused
        return Response(self.read_one(self.key))
