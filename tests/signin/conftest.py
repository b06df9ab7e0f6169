"""Browsers at addresses of their own, so that no test uses up another's attempts."""

import itertools
import os
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import AccessEvent, Letter, Membership, Organization
from accounts.tenancy import tenant
from tests.cast import PASSWORD

_numbers = itertools.count(os.getpid() * 1000)

type Browser = Callable[..., Client]


def fresh_address() -> str:
    number = next(_numbers) % (1 << 24)
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


@pytest.fixture
def browser(db: None) -> Browser:
    """Makes a browser that nobody has signed in at yet."""

    def made(address: str = "", agent: str = "Mozilla/5.0 (X11; Linux) Firefox/140.0") -> Client:
        return Client(REMOTE_ADDR=address or fresh_address(), HTTP_USER_AGENT=agent)

    return made


def letters_to(member: Membership) -> list[Letter]:
    """The letters about the person's own account, the oldest first."""
    return list(Letter.objects.filter(to=member.user.email).order_by("created_at"))


def enter(client: Client, member: Membership, password: str = PASSWORD) -> str:
    """Fills in the sign-in form; returns the page that it leads to."""
    entered = {"login": member.user.email, "password": password}
    return client.post("/login/", entered, follow=True).content.decode()


def events(organization: Organization) -> list[tuple[str, str | None]]:
    """What was recorded in an organization, the oldest first, and of whom."""
    with tenant(organization):
        return [
            (event.kind, str(event.membership) if event.membership else None)
            for event in AccessEvent.objects.order_by("id").select_related("membership__user")
        ]
