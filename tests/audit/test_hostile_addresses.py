"""Addresses of the history that nobody's link holds."""

import base64

import pytest
from django.test import Client

from accounts.audit.reading import read_position
from tests.cast import Cast


@pytest.mark.parametrize("key", ["Infinity", "1e999", "NaN", "1.5", "true", '"7"', "null"])
def test_a_position_names_a_whole_number(key: str) -> None:
    text = f'["2026-06-30T00:00:00+00:00", "Vendor", {key}]'
    assert read_position(base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")) is None


def test_an_unknown_kind_of_sign_in_matches_nothing(cast: Cast) -> None:
    olga = Client()
    olga.force_login(cast.olga.user)
    olga.get("/history/")
    assert olga.get("/history/sign-ins/?kind=nonsense").context["events"] == []
