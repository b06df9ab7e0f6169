"""The schema has no warning, and the endpoints keep to it whatever they are sent."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from accounts.api.scopes import SCOPES
from accounts.services.api_tokens import create_token
from tests.admin.register import Register
from tests.api.fuzzing import Report, fuzz
from tests.api.test_endpoints import RECORDS
from tests.cast import Cast


def test_the_schema_is_described_without_a_warning() -> None:
    out = StringIO()
    call_command(
        "spectacular", "--fail-on-warn", "--validate", "--format", "openapi-json", stdout=out
    )
    assert '"openapi": "3.1.0"' in out.getvalue()


def test_the_page_to_try_it_out_loads_from_this_host_only(db: None) -> None:
    page = Client().get("/api/v1/docs/").content.decode()
    assert "swagger-ui" in page
    assert "https://" not in page.replace("http://www.w3.org", "")
    assert Client().get("/api/v1/docs/?script=").status_code == 200


def test_endpoints_keep_to_the_schema(
    cast: Cast, harbor: Register, rival: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "API_REQUESTS_PER_MINUTE", 10**6)
    tokens = [
        create_token(
            membership=member, name="f", scopes=scopes, expiry=None, now=datetime.now(UTC)
        )[1]
        for member, scopes in (
            (cast.olga, list(SCOPES)),
            (cast.omar, list(SCOPES)),
            (cast.ivan, list(SCOPES)),
            (cast.eve, ["risk:read"]),
        )
    ]
    ids: dict[str, list[str]] = {
        prefix: [str(harbor[name].pk), str(rival[name].pk)] for prefix, name in RECORDS.items()
    }
    report = Report()
    fuzz(calls=200, tokens=tokens, ids=ids, run=1, report=report)
    assert report.failures == {}
    assert not [status for status in report.statuses if status >= 500]
    assert {200, 201, 204, 400, 403, 404} <= set(report.statuses)
