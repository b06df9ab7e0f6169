"""The cast with credentials, and a record of every kind for them to knock at."""

import os
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from django.utils import timezone

from accounts import signed_links
from accounts.api.scopes import SCOPES
from accounts.models import ApiToken, Heartbeat, Membership, SavedView
from accounts.services.api_tokens import create_token
from accounts.signed_links import SignedLink
from accounts.tenancy import tenant
from tests.admin.register import fill
from tests.cast import make_cast
from tests.routes import matrix
from tests.routes.resolver import routes
from tests.routes.visit import MEMBERS, Visitors

_RECORDED: matrix.Matrix = {}


@pytest.fixture(scope="session")
def recorded() -> Iterator[matrix.Matrix | None]:
    """Where to put what was answered, when the matrix is to be written anew."""
    if not os.environ.get("RECORD_ROUTES"):
        yield None
        return
    yield _RECORDED
    there = {route.pattern for route in routes()}
    kept = {call: answer for call, answer in matrix.read().items() if call[0] in there}
    matrix.write({**kept, **_RECORDED})


@pytest.fixture
def visitors(db: None) -> Visitors:
    """The cast at the doors of Harbor Works, the same for all tests: every call is rolled back."""
    Heartbeat.objects.all().delete()  # other tests leave some, and /health/work tells their age
    return _visitors()


@cache
def _visitors() -> Visitors:
    cast = make_cast()
    register = fill(cast.harbor, cast.vera, "Harbor")
    register.of.update(_papers(cast.vera))
    tokens = {name: _token(getattr(cast, name)) for name in (*MEMBERS, "mallory")}
    with tenant(cast.harbor):
        register.of["apitoken"] = ApiToken.objects.get(membership=cast.vera)
    link = SignedLink(cast.harbor.pk, str(cast.vera.pk), "acknowledge", str(register["finding"].pk))
    known: dict[str, object] = {
        "signed_link": signed_links.write(link),
        "content_type_id": 1,
        "app_label": "vendors",
        "url": "no-such-page",
        "slug": "no-such-organization",
        "uidb36": "1",
        "key": "no-such-key",
        "pk": 987_654_321,
        "source": "vendors.vendor",
        "form": "csv",
        "name": "vendors",
        "kind": "finding",
        "number": 1,
        "move": "notify",
        "side": "ours",
    }
    return Visitors(cast, register, tokens, known)


def _papers(member: Membership) -> dict[str, Any]:
    """What people made with pages that no admin list holds."""
    with tenant(member.organization):
        return {
            "savedview": SavedView.objects.create(member=member, page="vendors.vendor", name="Own"),
        }


def _token(member: Membership) -> str:
    return create_token(
        membership=member, name="Matrix", scopes=sorted(SCOPES), expiry=None, now=timezone.now()
    )[1]
