"""Review packs, for programs: made, read, taken as paper, and agreed to."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.http import Http404, HttpResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import filtering
from accounts.api.errors import Contradicts, refuse_field
from accounts.api.fields import Choice, Day, Key, Text
from accounts.api.filtering import Filters
from accounts.api.papers import AnyAccept, Unavailable, asked_form, paper_schema
from accounts.api.serializers import NothingMore, RecordSerializer, StrictSerializer
from accounts.api.viewsets import ReadRecords
from accounts.pdf import NoPdf
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
from teams.models import Team
from vendors.models import Vendor


class ReviewPackSerializer(RecordSerializer):
    contents = serializers.JSONField(
        read_only=True,
        help_text="What was frozen: levels, misses, credits, actions and coverage, in words.",
    )

    class Meta:
        model = ReviewPack
        fields = (
            "id",
            "vendor",
            "captive_team",
            "first_day",
            "last_day",
            "edition",
            "contents",
            "made_by",
            "made_at",
            "agreed_by",
            "agreed_at",
            "counterpart",
            "counterpart_agreed_on",
        )
        read_only_fields = fields


class ReviewPackFilters(Filters):
    vendor = filtering.key()
    captive_team = filtering.key()
    last_day_from = filtering.from_day("last_day")
    last_day_to = filtering.to_day("last_day")


class NewReviewPack(StrictSerializer):
    """Whom it is about, one of both, and the month or quarter by any day in it."""

    vendor = Key(queryset=Vendor.objects.all(), required=False, allow_null=True, default=None)
    captive_team = Key(queryset=Team.objects.all(), required=False, allow_null=True, default=None)
    kind = Choice(choices=[(kind.value, Kinds(kind.value).label) for kind in KINDS])
    day = Day()


class TheirAgreement(StrictSerializer):
    """Who agreed for the vendor or team, and on which day."""

    counterpart = Text(max_length=NAME_LENGTH)
    agreed_on = Day()


class ReviewPackViewSet(ReadRecords):
    """What was put before vendors and captive teams. Contents never change."""

    serializer_class = ReviewPackSerializer
    filterset_class = ReviewPackFilters
    ordering = "-made_at"
    orderings = ("last_day",)
    action_permissions: ClassVar[dict[str, str]] = dict.fromkeys(
        ("agree", "agree_theirs"), "sourcing.change_reviewpack"
    )

    @extend_schema(request=NewReviewPack, responses={201: ReviewPackSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Freezes what is known of the period; made again it is a new edition."""
        given = NewReviewPack(data=request.data)
        given.is_valid(raise_exception=True)
        said = given.validated_data
        parties = [each for each in (said["vendor"], said["captive_team"]) if each is not None]
        if len(parties) != 1:
            raise refuse_field("vendor", "Name one vendor or one captive team.")
        try:
            pack = make_pack(
                party=parties[0],
                kind=PeriodKind(said["kind"]),
                day=said["day"],
                actor=self.member,
                now=timezone.now(),
            )
        except Refused as refused:
            raise refuse_field("day", str(refused)) from refused
        answer = Response(self.read_one(pack.pk), status=status.HTTP_201_CREATED)
        answer["Location"] = f"{request.path}{pack.pk}/"
        return answer

    @extend_schema(request=NothingMore, responses=ReviewPackSerializer)
    @action(detail=True, methods=["post"])
    def agree(self, request: Request, id: str) -> Response:
        """The caller agrees to it for the organization, which can't be taken back."""
        return self._agreed(NothingMore, agree_for_us)

    @extend_schema(request=TheirAgreement, responses=ReviewPackSerializer)
    @action(detail=True, methods=["post"], url_path="agree-theirs")
    def agree_theirs(self, request: Request, id: str) -> Response:
        """Records who agreed for the vendor or team, which can't be taken back."""
        return self._agreed(TheirAgreement, record_their_agreement)

    @paper_schema
    @action(detail=True, methods=["get"], content_negotiation_class=AnyAccept)
    def paper(self, request: Request, id: str) -> HttpResponse:
        """The pack as a page or a PDF, with the frozen words."""
        form = asked_form(request)
        packs = self.get_queryset().select_related("agreed_by__user")
        pack = packs.filter(pk=self.key).first()
        if pack is None:
            raise Http404
        try:
            return pack_answer(request._request, pack, self.organization.name, form)
        except NoPdf as missing:
            raise Unavailable(str(missing)) from missing

    def known_parameters(self) -> Iterable[str]:
        return ("format",) if self.action == "paper" else super().known_parameters()

    def _agreed(self, form: type[serializers.Serializer], service: Any) -> Response:
        given = form(data=self.request.data)
        given.is_valid(raise_exception=True)
        self.read_one(self.key)
        try:
            service(pack_id=self.key, actor=self.member, now=timezone.now(), **given.validated_data)
        except Refused as refused:
            raise Contradicts(str(refused), code="agreement_refused") from refused
        return Response(self.read_one(self.key))
