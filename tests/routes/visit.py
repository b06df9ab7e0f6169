"""Calls a route with a method as each person, and tells the status each of them gets.

Whatever a call changes is rolled back, so that everybody finds the same records.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie

from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from accounts.models import Membership, Organization
from accounts.tenancy import tenant
from tests.admin.register import Register
from tests.cast import Cast
from tests.routes.resolver import Route

#: Routes that go through all organizations one by one, and change nothing.
ENTERING_ALL = {"/metrics"}
#: Without HEAD, which Django answers as GET and strips.
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
MEMBERS = ("olga", "omar", "vera", "eve", "ivan", "fay", "sam", "hana")
#: `other` is Mallory, who owns another organization; `suspended` is Olga once hers is suspended.
COLUMNS = ("anonymous", *MEMBERS, "other", "suspended")


@dataclass
class Visitors:
    """Everyone who may knock, each with the credentials a page or the API asks for."""

    cast: Cast
    register: Register
    tokens: dict[str, str]
    known: dict[str, object] = field(default_factory=dict)
    _browsers: dict[str, Client] = field(default_factory=dict)
    _cookies: dict[str, str] = field(default_factory=dict)

    def call(
        self, route: Route, method: str, who: str, record: object | None = None
    ) -> HttpResponse:
        """The answer to one call with an empty body, rolled back; `record` replaces the key."""
        keys = route.keys(self.register, self.known)
        if record is not None and route.record_parameter:
            keys[route.record_parameter] = record
        address = route.address(keys)
        if who == "anonymous" and "signed_link" not in keys:
            return self._send(self._browser("nobody", None), method, address, {})
        name = {"anonymous": "olga", "other": "mallory", "suspended": "olga"}.get(who, who)
        member: Membership = getattr(self.cast, name)
        headers = {"authorization": f"Bearer {self.tokens[name]}"} if route.is_api else {}
        if route.is_api or who == "anonymous":
            browser = self._browser("nobody", None)
        else:
            browser = self._browser(name, member)
        if route.pattern in ENTERING_ALL:
            return self._send(browser, method, address, headers)
        # A signed link enters the organization it was written in, whoever follows it.
        entered = self.cast.harbor if "signed_link" in keys else member.organization
        with _rolled_back(entered):
            if who == "suspended":
                Organization.objects.filter(pk=entered.pk).update(is_suspended=True)
            return self._send(browser, method, address, headers)

    def statuses(self, route: Route, method: str) -> tuple[int, ...]:
        """The status for each of `COLUMNS`. A method that isn't there isn't there for anybody."""
        answers = {who: self.call(route, method, who).status_code for who in ("olga", "other")}
        if {*answers.values()} == {405}:
            return (405,) * len(COLUMNS)
        return tuple(
            answers.get(who) or self.call(route, method, who).status_code for who in COLUMNS
        )

    def _browser(self, name: str, member: Membership | None) -> Client:
        """The person's browser as it was after signing in; of a stranger without `member`."""
        if name not in self._browsers:
            browser = self._browsers[name] = Client(raise_request_exception=False)
            if member:
                browser.force_login(member.user)
            self._cookies[name] = browser.cookies.output(header="", sep=";")
        self._browsers[name].cookies = SimpleCookie(self._cookies[name])
        return self._browsers[name]

    def _send(
        self, browser: Client, method: str, address: str, headers: dict[str, str]
    ) -> HttpResponse:
        body = b"{}" if method in {"POST", "PUT", "PATCH"} and address.startswith("/api/") else b""
        kind = "application/json" if address.startswith("/api/") else FORM
        answer = browser.generic(method, address, body, kind, headers=headers)
        if answer.streaming:
            b"".join(answer)
        return answer  # type: ignore[return-value]


FORM = "application/x-www-form-urlencoded"


@contextmanager
def _rolled_back(organization: Organization) -> Iterator[None]:
    with tenant(organization):
        yield
        transaction.set_rollback(True)
