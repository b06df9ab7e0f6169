"""What every endpoint does before and after its own work."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, cast

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import membership_of, organization_of, today_of
from accounts.api import idempotency
from accounts.api.filtering import refuse_unknown_parameters
from accounts.api.requests import READS, only_reads
from accounts.history_origin import noted
from accounts.models import ApiToken, Membership, Organization


class Replay(Exception):
    """The request was answered before; `kept` is that answer."""

    def __init__(self, kept: Any) -> None:
        super().__init__(kept)
        self.kept = kept


class TenantView(APIView):
    """An endpoint that serves one organization.

    `permission_of` names what the caller must be granted; without it the view is closed. Where
    `writes_once` is set, POST takes an `Idempotency-Key`.
    """

    http_method_names: ClassVar[list[str]] = ["get", "head", "post", "put", "patch", "delete"]  # type: ignore[misc]
    writes_once = True
    #: Whether a parameter, rather than the address, says which record it is about.
    names_a_record = False
    claim: idempotency.Claim | None = None

    @property
    def organization(self) -> Organization:
        return organization_of(self.request._request)

    @property
    def member(self) -> Membership:
        return membership_of(self.request._request)

    @property
    def today(self) -> date:
        """At the organization's home, or its pinned date."""
        return today_of(self.request._request)

    def permission_of(self, method: str) -> str | None:
        """None where every member may; what else applies is then checked by the view."""
        raise ImproperlyConfigured(f"{type(self).__name__} names no permission.")

    def known_parameters(self) -> Iterable[str]:
        """The parameters that this request's address may carry."""
        return ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        method = str(request.method).lower()
        if method not in self.http_method_names or not hasattr(self, method):
            raise exceptions.MethodNotAllowed(str(request.method))
        if request.method not in READS and not idempotency.is_form_with_files(request):
            # Read now: bounded by Django, and kept for the fingerprint of a repeated request.
            _ = request._request.body
        super().initial(request, *args, **kwargs)
        refuse_unknown_parameters(request.query_params, self.known_parameters())
        if request.method == "POST" and self.writes_once:
            self.claim = idempotency.claim(request, timezone.now())
            if self.claim is not None and self.claim.kept is not None:
                raise Replay(self.claim.kept)

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, Replay):
            return _again(exc.kept)  # type: ignore[return-value]
        return super().handle_exception(exc)

    @classmethod
    def as_view(cls, *args: Any, **kwargs: Any) -> Any:
        # `dispatch` opens the savepoint instead: a read has nothing to take back.
        return transaction.non_atomic_requests(super().as_view(*args, **kwargs))

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if only_reads(request):
            return super().dispatch(request, *args, **kwargs)
        token: ApiToken | None = getattr(request, "api_token", None)
        origin = {"origin": "api", **({"token": token.name} if token else {})}
        with transaction.atomic(), noted(**origin):
            response = super().dispatch(request, *args, **kwargs)
            claim = self.claim
            if claim is not None and claim.kept is None and 200 <= response.status_code < 300:
                idempotency.keep(claim, cast(Response, response), timezone.now())
        return response


def _again(kept: Any) -> HttpResponse:
    headers = {**kept.headers, "Idempotency-Replayed": "true"}
    return HttpResponse(
        bytes(kept.body), status=kept.status, content_type="application/json", headers=headers
    )
