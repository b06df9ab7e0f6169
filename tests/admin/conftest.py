"""Browsers in which people have signed in, and registers that tell whose record is whose."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Membership
from tests.admin.register import Register, fill
from tests.cast import Cast

type SignIn = Callable[[Membership], Client]


@pytest.fixture
def sign_in(db: None) -> SignIn:
    def browser(member: Membership) -> Client:
        client = Client()
        client.force_login(member.user)
        return client

    return browser


@pytest.fixture
def harbor(cast: Cast) -> Register:
    return fill(cast.harbor, cast.vera, "Harbor")


@pytest.fixture
def rival(cast: Cast) -> Register:
    return fill(cast.rival, cast.mallory, "Rival")


@pytest.fixture
def omar(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.omar)
