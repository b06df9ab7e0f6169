"""A zero character in an address, a cookie or a form is answered, not stumbled over."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.models import Access, AccessEvent
from accounts.services.access import Origin, record_access
from accounts.tenancy import tenant
from tests.cast import Cast


@pytest.mark.parametrize(
    "address",
    [
        "/sso/?organization=%00",
        "/vendors/vendor/?kind=%00",
        "/autocomplete/?term=%00",
        "/vendors/contract/%00/change/",
        "/history/sign-ins/?kind=%00",
    ],
)
def test_an_address_is_refused_with_a_sentence(address: str, cast: Cast) -> None:
    signed_in = Client()
    signed_in.force_login(cast.eve.user)
    for client in (Client(), signed_in):
        answer = client.get(address)
        assert answer.status_code == 400
        assert "zero character" in answer.content.decode()


def test_a_form_and_a_cookie_are_refused(db: None) -> None:
    form = "application/x-www-form-urlencoded"
    answer = Client().post("/login/", "login=a%00b&password=c", content_type=form)
    assert answer.status_code == 400
    client = Client()
    client.cookies["sessionid"] = "abcdefghijkl\x00"
    assert client.get("/login/").status_code == 400


def test_a_denied_address_of_the_interface_is_recorded_without_it(cast: Cast) -> None:
    record_access(
        kind=Access.DENIED,
        origin=Origin(ip=None, user_agent="a\x00b"),
        now=datetime(2026, 6, 30, tzinfo=UTC),
        organization=cast.harbor.pk,
        membership=cast.eve,
        detail="GET /api/v1/\x00/",
    )
    with tenant(cast.harbor):
        event = AccessEvent.objects.get()
    assert (event.user_agent, event.detail) == ("ab", "GET /api/v1//")
