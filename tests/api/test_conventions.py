"""What holds at every endpoint: errors, parameters, pages, repetitions, concurrent changes."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from pytest_django import DjangoDbBlocker

from accounts.models import KeptAnswer
from accounts.services.kept_answers import forget_kept_answers
from accounts.tenancy import tenant
from tests.admin.register import Register
from tests.api.conftest import Program, Programs, errors_of
from tests.cast import Cast
from vendors.models import Vendor

NAMES = ["Acme", "Batch Works", "Cargo", "Data-Core", "Ember"]


@pytest.fixture
def five_vendors(cast: Cast) -> list[Vendor]:
    with tenant(cast.harbor):
        return [
            Vendor.objects.create(legal_name=name, exit_tested_on=day, has_exit_plan=True)
            for name, day in zip(
                NAMES, [None, "2026-01-01", None, "2025-01-01", "2026-01-01"], strict=True
            )
        ]


def walk(program: Program, address: str) -> list[list[str]]:
    """The names on each page, following `next`."""
    pages: list[list[str]] = []
    following: Any = address
    while following:
        body = program.get(following.replace("http://testserver", "")).json()
        pages.append([row["legal_name"] for row in body["results"]])
        following = body["next"]
    return pages


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [
        ("legal_name", [NAMES[:2], NAMES[2:4], NAMES[4:]]),
        ("-legal_name", [["Ember", "Data-Core"], ["Cargo", "Batch Works"], ["Acme"]]),
        ("exit_tested_on", [["Data-Core", "Batch Works"], ["Ember", "Acme"], ["Cargo"]]),
        ("-exit_tested_on", [["Cargo", "Acme"], ["Ember", "Batch Works"], ["Data-Core"]]),
        ("status", [NAMES[:2], NAMES[2:4], NAMES[4:]]),
    ],
)
def test_pages_cover_every_row_once(
    omar: Program, five_vendors: list[Vendor], ordering: str, expected: list[list[str]]
) -> None:
    assert walk(omar, f"vendors/?page_size=2&ordering={ordering}") == expected


def test_a_row_added_meanwhile_neither_repeats_nor_hides_another(
    cast: Cast, omar: Program, five_vendors: list[Vendor]
) -> None:
    first = omar.get("vendors/?page_size=2").json()
    with tenant(cast.harbor):
        Vendor.objects.create(legal_name="Aardvark")
    rest = walk(omar, first["next"])
    assert rest == [["Cargo", "Data-Core"], ["Ember"]]


def test_rows_are_counted_only_when_asked(omar: Program, five_vendors: list[Vendor]) -> None:
    assert "count" not in omar.get("vendors/").json()
    body = omar.get("vendors/?count=true&page_size=2&status=active").json()
    assert (body["count"], len(body["results"])) == (5, 2)
    assert "count" not in body["next"]


def test_a_cursor_belongs_to_its_list(
    cast: Cast, omar: Program, program: Programs, five_vendors: list[Vendor]
) -> None:
    address = omar.get("vendors/?page_size=2").json()["next"]
    cursor = address.split("cursor=")[1]
    with tenant(cast.rival):
        for name in NAMES:
            Vendor.objects.create(legal_name=f"Rival {name}")
    theirs = program(cast.mallory).get("vendors/?page_size=2").json()["next"].split("cursor=")[1]
    for wrong in (
        f"cursor={theirs}",
        f"cursor={cursor[:-1]}{'x' if cursor[-1] != 'x' else 'y'}",
        f"cursor={cursor}&ordering=-legal_name",
        f"cursor={cursor}&status=active",
        "cursor=nonsense",
        "cursor=%3A%3A",
    ):
        answer = omar.get(f"vendors/?page_size=2&{wrong}")
        assert (answer.status_code, errors_of(answer)) == (400, [("invalid_cursor", "cursor")])
        assert b"Rival" not in answer.content


@pytest.mark.parametrize(
    ("query", "code", "attr"),
    [
        ("stauts=active", "unknown_parameter", "stauts"),
        ("status=active&status=ended", "invalid", "status"),
        ("status=", "invalid", "status"),
        ("status=asleep", "invalid_choice", "status"),
        ("country=ZZ", "invalid_choice", "country"),
        ("ultimate_parent=12", "invalid", "ultimate_parent"),
        ("ordering=notes", "invalid", "ordering"),
        ("page_size=0", "invalid", "page_size"),
        ("page_size=501", "invalid", "page_size"),
        ("page_size=1e2", "invalid", "page_size"),
        ("page_size=" + "9" * 5000, "invalid", "page_size"),
        ("count=yes", "invalid", "count"),
        ("search=a%00b", "invalid", "search"),
        ("format=api", "unknown_parameter", "format"),
    ],
)
def test_a_wrong_parameter_is_named(omar: Program, query: str, code: str, attr: str) -> None:
    answer = omar.get(f"vendors/?{query}")
    assert (answer.status_code, errors_of(answer)) == (400, [(code, attr)])


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("amendments/?effective_from=%25s", "'%s' is not a date such as 2020-06-30."),
        ("amendments/?is_draft=100%25", "'100%' is neither true nor false."),
        (
            "amendments/?contract=%25(x)s",
            "'%(x)s' is not an id such as 018f3c3e-7b6a-7c4e-9d5e-2f1a3b4c5d6e.",
        ),
        ("access-events/?ip=%25d", "Enter a valid IPv4 or IPv6 address."),
    ],
)
def test_a_percent_sign_is_a_sign_like_others(omar: Program, query: str, detail: str) -> None:
    answer = omar.get(query)
    assert (answer.status_code, answer.json()["errors"][0]["detail"]) == (400, detail)


def test_an_unknown_parameter_is_told_the_known_ones(omar: Program) -> None:
    detail = omar.get("vendors/?stauts=active").json()["errors"][0]["detail"]
    assert detail == (
        "There is no parameter 'stauts'. Did you mean status? The known ones: status, tier, "
        "substitutability, country, ultimate_parent, merged, search, ordering, cursor, page_size, "
        "count."
    )


@pytest.mark.parametrize(
    ("body", "status", "code", "attr"),
    [
        (b"{", 400, "parse_error", None),
        (b"", 400, "required", "legal_name"),
        (b"\xff\xfe", 400, "parse_error", None),
        (b'{"legal_name": NaN}', 400, "parse_error", None),
        (b'{"legal_name": "a", "legal_name": "b"}', 400, "parse_error", None),
        (b"[" * 100_000, 400, "parse_error", None),
        (b'{"exit_tested_days": ' + b"9" * 5000 + b"}", 400, "parse_error", None),
        (b"[]", 400, "invalid", "non_field_errors"),
        (b'{"legal_name": "a\\u0000b"}', 400, "null_characters_not_allowed", "legal_name"),
        (b'{"legal_name": "\\ud800"}', 400, "surrogate_characters_not_allowed", "legal_name"),
        (b'{"legal_name": 12}', 400, "invalid", "legal_name"),
        (b'{"legal_name": null}', 400, "null", "legal_name"),
        (b'{"legal_name": "Acme", "colour": "red"}', 400, "unknown_field", "colour"),
        (b'{"legal_name": "Acme", "id": "1"}', 400, "read_only", "id"),
        (b'{"legal_name": "Acme", "has_exit_plan": "yes"}', 400, "invalid", "has_exit_plan"),
        (
            b'{"legal_name": "Acme", "exit_tested_days": 99999999999999999999}',
            400,
            "max_value",
            "exit_tested_days",
        ),
        (b'{"legal_name": "Acme", "exit_tested_days": 1.5}', 400, "invalid", "exit_tested_days"),
        (b'{"legal_name": "Acme", "exit_tested_on": "20260630"}', 400, "invalid", "exit_tested_on"),
        (b'{"legal_name": "' + b"x" * 2_700_000 + b'"}', 413, "body_too_large", None),
    ],
)
def test_a_wrong_body_is_explained(
    omar: Program, body: bytes, status: int, code: str, attr: str | None
) -> None:
    answer = omar.ask("POST", "vendors/", body)
    assert (answer.status_code, (code, attr) in errors_of(answer)) == (status, True), answer.content


def test_every_status_has_the_one_form(omar: Program) -> None:
    def asked(method: str, path: str, **headers: str) -> tuple[int, str]:
        answer = omar.ask(method, path, **headers)
        return answer.status_code, errors_of(answer)[0][0]

    assert asked("GET", "nonsense/") == (404, "not_found")
    assert asked("POST", "vendors") == (404, "not_found")
    assert asked("GET", "vendors/nonsense/") == (404, "not_found")
    assert asked("DELETE", "vendors/") == (405, "method_not_allowed")
    assert asked("TRACE", "vendors/") == (405, "method_not_allowed")
    assert asked("GET", "vendors/", accept="text/html") == (406, "not_acceptable")
    answer = Client().post(
        "/api/v1/vendors/",
        "legal_name=Acme",
        content_type="application/x-www-form-urlencoded",
        headers={"Authorization": f"Bearer {omar.secret}"},
    )
    assert (answer.status_code, errors_of(answer)) == (415, [("unsupported_media_type", None)])


def test_a_mistake_of_ours_has_the_form_too(omar: Program, monkeypatch: Any) -> None:
    from accounts.api.viewsets import ReadRecords

    def broken(*args: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(ReadRecords, "add_to_rows", broken)
    answer = omar.get("vendors/", x_request_id="from-the-caller-1")
    assert (answer.status_code, errors_of(answer)) == (500, [("error", None)])
    assert answer["X-Request-ID"] == "from-the-caller-1"
    assert b"secret" not in answer.content


def test_too_many_requests_are_told_when_to_go_on(
    cast: Cast, program: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "API_REQUESTS_PER_MINUTE", 2)
    monkeypatch.setattr("accounts.api.gate.WINDOW_SECONDS", 10**9)
    ivan, omar = program(cast.ivan), program(cast.omar)
    assert [ivan.get(path).status_code for path in ("me/", "nonsense/", "me/")] == [200, 404, 429]
    answer = ivan.get("me/")
    assert errors_of(answer) == [("throttled", None)]
    assert 0 < int(answer["Retry-After"]) <= 10**9
    assert omar.get("me/").status_code == 200


# Repetitions ---------------------------------------------------------------------------------


def test_a_repeated_post_does_its_work_once(cast: Cast, omar: Program) -> None:
    body = {"legal_name": "Acme"}
    first = omar.post("vendors/", body, idempotency_key="night-1")
    again = omar.post("vendors/", body, idempotency_key="night-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again["Idempotency-Replayed"] == "true"
    assert (again["Location"], again["ETag"]) == (first["Location"], first["ETag"])
    with tenant(cast.harbor):
        assert Vendor.objects.count() == 1


def test_a_key_is_for_one_request(cast: Cast, program: Programs, omar: Program) -> None:
    omar.post("vendors/", {"legal_name": "Acme"}, idempotency_key="night-1")
    other_body = omar.post("vendors/", {"legal_name": "Other"}, idempotency_key="night-1")
    other_person = program(cast.vera).post(
        "vendors/", {"legal_name": "Acme"}, idempotency_key="night-1"
    )
    for answer in (other_body, other_person):
        assert answer.status_code == 422
        assert errors_of(answer) == [("idempotency_key_reused", None)]
    mallory = program(cast.mallory)
    assert (
        mallory.post("vendors/", {"legal_name": "X"}, idempotency_key="night-1").status_code == 201
    )


def test_only_what_worked_is_kept(omar: Program) -> None:
    assert omar.post("vendors/", {"legal_name": ""}, idempotency_key="k").status_code == 400
    assert omar.post("vendors/", {"legal_name": "Acme"}, idempotency_key="k").status_code == 201


def test_a_key_lasts_a_day(cast: Cast, omar: Program) -> None:
    omar.post("vendors/", {"legal_name": "Acme"}, idempotency_key="k")
    with tenant(cast.harbor):
        KeptAnswer.objects.update(created_at=datetime.now(UTC) - timedelta(hours=24))
    assert omar.post("vendors/", {"legal_name": "Other"}, idempotency_key="k").status_code == 201


def test_answers_are_forgotten_after_a_day(cast: Cast, omar: Program) -> None:
    omar.post("vendors/", {"legal_name": "Acme"}, idempotency_key="k")
    omar.post("vendors/", {"legal_name": "Other"}, idempotency_key="old")
    now = datetime.now(UTC)
    with tenant(cast.harbor):
        KeptAnswer.objects.filter(key="old").update(created_at=now - timedelta(hours=25))
    assert forget_kept_answers(organization=cast.harbor, now=now) == 1
    with tenant(cast.harbor):
        assert [kept.key for kept in KeptAnswer.objects.all()] == ["k"]


@pytest.mark.parametrize("key", ["", "two words", "x" * 256])
def test_a_key_has_a_form(omar: Program, key: str) -> None:
    answer = omar.post("vendors/", {"legal_name": "Acme"}, idempotency_key=key)
    assert (answer.status_code, errors_of(answer)) == (400, [("invalid", "Idempotency-Key")])


def test_a_key_in_use_is_busy(
    cast: Cast, omar: Program, django_db_blocker: DjangoDbBlocker
) -> None:
    holds, done = threading.Event(), threading.Event()

    def hold() -> None:
        with django_db_blocker.unblock(), tenant(cast.harbor), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
                [f"idempotency {cast.harbor.pk} k"],
            )
            holds.set()
            done.wait(30)
        connection.close()

    other = threading.Thread(target=hold)
    other.start()
    try:
        assert holds.wait(30)
        answer = omar.post("vendors/", {"legal_name": "Acme"}, idempotency_key="k")
    finally:
        done.set()
        other.join()
    assert (answer.status_code, errors_of(answer)) == (409, [("idempotency_key_busy", None)])


# Concurrent changes ----------------------------------------------------------------------------


def test_of_two_changes_the_second_is_told(omar: Program, harbor: Register) -> None:
    path = f"vendors/{harbor['vendor'].pk}/"
    read = omar.get(path)["ETag"]
    first = omar.ask("PATCH", path, {"tier": "strategic"}, if_match=read)
    second = omar.ask("PATCH", path, {"tier": "tactical"}, if_match=read)
    assert (first.status_code, second.status_code) == (200, 412)
    assert errors_of(second) == [("precondition_failed", None)]
    now = omar.get(path)
    assert now.json()["tier"] == "strategic"
    assert now["ETag"] == first["ETag"] != read


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_change_names_what_it_changes(omar: Program, harbor: Register, method: str) -> None:
    path = f"vendors/{harbor['vendor'].pk}/"
    answer = omar.ask(method, path, {"legal_name": "Acme"})
    assert (answer.status_code, errors_of(answer)) == (428, [("precondition_required", None)])
    weak = omar.ask(method, path, {"legal_name": "Acme"}, if_match=f"W/{omar.get(path)['ETag']}")
    assert weak.status_code == 412
    malformed = omar.ask(method, path, {"legal_name": "Acme"}, if_match="latest")
    assert (malformed.status_code, errors_of(malformed)) == (400, [("invalid", "If-Match")])


def test_what_is_still_the_same_is_not_sent_again(omar: Program, harbor: Register) -> None:
    path = f"vendors/{harbor['vendor'].pk}/"
    read = omar.get(path)
    again = omar.get(path, if_none_match=read["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", read["ETag"])
    assert omar.get(path, if_none_match='"other"').status_code == 200
