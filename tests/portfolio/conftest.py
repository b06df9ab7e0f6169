from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Membership
from tests.cast import Cast
from tests.portfolio.story import Story, tell

SignIn = Callable[[Membership], Client]


@pytest.fixture
def sign_in(db: None) -> SignIn:
    """A browser in which the member has signed in."""

    def signed_in(member: Membership) -> Client:
        client = Client()
        client.force_login(member.user)
        return client

    return signed_in


@pytest.fixture
def omar(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.omar)


@pytest.fixture
def story(cast: Cast) -> Story:
    return tell(cast)
