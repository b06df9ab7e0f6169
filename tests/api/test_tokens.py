"""Tokens: what they open, when they end, and that nothing but a digest is kept."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Access, AccessEvent, ApiToken, Membership, Organization
from accounts.services.api_tokens import create_token, revoke_token
from accounts.tenancy import tenant
from tests.api.conftest import Program, Programs, errors_of
from tests.cast import Cast
from vendors.models import Vendor

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


def test_a_program_is_told_who_it_is(cast: Cast, program: Programs) -> None:
    answer = program(cast.ivan, ["vendors:read"]).get("me/")
    assert answer.status_code == 200
    assert answer.json() == {
        "organization": cast.harbor.slug,
        "organization_name": "Harbor Works",
        "today": "2026-06-30",
        "member": str(cast.ivan.pk),
        "full_name": "Ivan",
        "role": "integrator",
        "token": "nightly",
        "scopes": ["vendors:read"],
        "expires_at": None,
    }


def test_only_a_digest_is_kept(cast: Cast) -> None:
    token, secret = create_token(
        membership=cast.ivan, name="erp", scopes=["vendors:read"], expiry=None, now=NOW
    )
    assert secret.startswith("lsh_")
    assert len(secret) == 68
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT a::text FROM accounts_apitoken a WHERE id = %s", [token.pk])
        (row,) = cursor.fetchone() or ("",)
    assert secret not in row
    assert token.token_key == secret[:15]


def test_making_and_revoking_stands_in_the_history(cast: Cast) -> None:
    token, _ = create_token(
        membership=cast.ivan, name="erp", scopes=["vendors:read"], expiry=None, now=NOW
    )
    revoke_token(token_id=token.pk, organization_id=cast.harbor.pk, now=NOW)
    history = apps.get_model("accounts", "ApiTokenEvent").objects.filter(pgh_obj_id=token.pk)
    with tenant(cast.harbor):
        events = list(history.order_by("pgh_id").values_list("pgh_label", "revoked_at"))
    assert events == [("insert", None), ("update", NOW)]
    with tenant(cast.rival):
        assert not history.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "  "}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["vendors:everything"]}, "scopes"),
        ({"expiry": NOW}, "expiry"),
    ],
)
def test_a_wrong_token_is_refused(cast: Cast, wrong: dict[str, object], field: str) -> None:
    given: dict[str, object] = {"name": "erp", "scopes": ["vendors:read"], "expiry": None}
    with pytest.raises(ValidationError) as refused:
        create_token(membership=cast.ivan, now=NOW, **{**given, **wrong})  # type: ignore[arg-type]
    assert field in refused.value.message_dict


def test_a_token_ends(cast: Cast) -> None:
    def ended() -> tuple[int, list[tuple[str, str | None]]]:
        answer = Program(secret).get("vendors/")
        assert answer["WWW-Authenticate"] == "Bearer"
        return answer.status_code, errors_of(answer)

    token, secret = create_token(
        membership=cast.ivan, name="erp", scopes=["vendors:read"], expiry=None, now=NOW
    )
    assert Program(secret).get("vendors/").status_code == 200
    with tenant(cast.harbor):
        later = datetime.now(UTC) + timedelta(hours=1)
        ApiToken.objects.filter(pk=token.pk).update(expiry=later)
    assert Program(secret).get("vendors/").status_code == 200
    with tenant(cast.harbor):
        ApiToken.objects.filter(pk=token.pk).update(expiry=datetime.now(UTC))
    assert ended() == (401, [("token_ended", None)])
    with tenant(cast.harbor):
        ApiToken.objects.filter(pk=token.pk).update(expiry=None)
        Membership.objects.filter(pk=cast.ivan.pk).update(is_active=False)
    assert ended() == (401, [("token_ended", None)])
    with tenant(cast.harbor):
        Membership.objects.filter(pk=cast.ivan.pk).update(is_active=True)
    assert Program(secret).get("vendors/").status_code == 200
    revoke_token(token_id=token.pk, organization_id=cast.harbor.pk, now=NOW)
    assert ended() == (401, [("token_ended", None)])


def test_a_suspended_organization_explains_itself(cast: Cast, omar: Program) -> None:
    with tenant(cast.harbor):
        Organization.objects.filter(pk=cast.harbor.pk).update(is_suspended=True)
    answer = omar.get("vendors/")
    assert (answer.status_code, errors_of(answer)) == (403, [("organization_suspended", None)])


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer lsh_nonsense", "Basic b2xnYTpwdw==", "Bearer é", "nonsense", " "]
)
def test_anything_else_is_no_token(cast: Cast, header: str) -> None:
    answer = Client().get("/api/v1/vendors/", headers={"Authorization": header})
    assert answer.status_code == 401
    assert errors_of(answer)[0][0] in {"malformed_token", "unknown_token"}


def test_nobody_is_told_to_sign_in(db: None) -> None:
    answer = Client().get("/api/v1/vendors/")
    assert (answer.status_code, errors_of(answer)) == (401, [("not_authenticated", None)])


def test_a_bad_token_beats_a_good_session(cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.olga.user)
    assert browser.get("/api/v1/vendors/").status_code == 200
    answer = browser.get("/api/v1/vendors/", headers={"Authorization": "Bearer lsh_1"})
    assert answer.status_code == 401


def test_a_session_writes_with_a_csrf_token_only(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.omar.user)
    body = {"legal_name": "Data-Core Systems"}
    refused = browser.post("/api/v1/vendors/", body, content_type="application/json")
    assert (refused.status_code, errors_of(refused)) == (403, [("permission_denied", None)])
    browser.cookies["csrftoken"] = "a" * 32
    headers = {"X-CSRFToken": "a" * 32}
    made = browser.post("/api/v1/vendors/", body, content_type="application/json", headers=headers)
    assert made.status_code == 201


def test_a_token_opens_no_page(cast: Cast, program: Programs) -> None:
    answer = program(cast.olga).get("/vendors/vendor/")
    assert (answer.status_code, answer["Location"][:7]) == (302, "/login/")


@pytest.mark.parametrize(
    ("scopes", "read", "write"),
    [
        (["vendors:read"], 200, 403),
        (["vendors:write"], 200, 201),
        (["risk:write", "sourcing:write"], 403, 403),
    ],
)
def test_scopes_narrow_what_the_role_may(
    cast: Cast, program: Programs, scopes: list[str], read: int, write: int
) -> None:
    omar = program(cast.omar, scopes)
    answers = omar.get("vendors/"), omar.post("vendors/", {"legal_name": "Acme"})
    assert [answer.status_code for answer in answers] == [read, write]
    for answer in answers:
        if answer.status_code == 403:
            assert errors_of(answer) == [("missing_scope", None)]


def test_a_scope_gives_nothing_beyond_the_role(cast: Cast, program: Programs) -> None:
    eve = program(cast.eve)
    answer = eve.post("vendors/", {"legal_name": "Acme"})
    assert (answer.status_code, errors_of(answer)) == (403, [("permission_denied", None)])


def test_what_a_token_was_refused_is_recorded_reads_and_writes(
    cast: Cast, program: Programs
) -> None:
    omar = program(cast.omar, ["risk:read"])
    omar.get("vendors/")
    omar.post("vendors/", {"legal_name": "Acme"})
    with tenant(cast.harbor):
        found = AccessEvent.objects.filter(kind=Access.DENIED, membership=cast.omar)
        assert sorted(found.values_list("detail", flat=True)) == [
            "GET /api/v1/vendors/",
            "POST /api/v1/vendors/",
        ]


def test_a_list_costs_five_round_trips(cast: Cast, program: Programs) -> None:
    """The token, the count of requests, and a transaction around one statement."""
    omar = program(cast.omar)
    with tenant(cast.harbor):
        Vendor.objects.create(legal_name="Acme")
    omar.get("vendors/")
    with CaptureQueriesContext(connection) as asked:
        assert [row["legal_name"] for row in omar.get("vendors/").json()["results"]] == ["Acme"]
    tables = [
        (found := re.search(r'(?:FROM|INTO) "?(\w+)|^\w+$', query["sql"])) and found[0].split()[-1]
        for query in asked.captured_queries
    ]
    assert tables == [
        "accounts_apitoken",
        "accounts_requestcount",
        "BEGIN",
        '"vendors_vendor',
        "COMMIT",
    ]


def test_the_last_use_is_noted_to_the_minute(cast: Cast) -> None:
    token, secret = create_token(
        membership=cast.ivan, name="erp", scopes=["vendors:read"], expiry=None, now=NOW
    )
    before = datetime.now(UTC)
    Program(secret).get("me/")
    used = ApiToken.objects.get(pk=token.pk).last_used_at
    assert used is not None
    assert used >= before
    Program(secret).get("me/")
    assert ApiToken.objects.get(pk=token.pk).last_used_at == used
