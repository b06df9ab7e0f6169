"""What addresses, forms and buttons of the admin must not give away or change."""

import re
from datetime import date
from threading import Thread

import pytest
from django.contrib.messages import get_messages
from django.db import connections
from django.test import Client

from accounts.models import Membership, Role
from accounts.services.members import LastOwner, keep_an_owner
from accounts.services.organizations import add_member
from accounts.tenancy import tenant
from risk.conclusions import Severity
from risk.dashboards import addresses
from risk.models import Alert, Delivery, Finding, RuleSetting, ScanRun, State, Waiver
from tests.admin.addresses import page_of
from tests.admin.conftest import SignIn
from tests.admin.register import Register
from tests.cast import NEW_YORK, PASSWORD, Cast


def text(page: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.decode()))


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/user/?password__startswith=argon2",
        "/accounts/user/?memberships__organization__slug__startswith=rival",
        "/accounts/user/?last_login__gte=2026-01-01",
        "/accounts/membership/?user__password__startswith=argon2",
        "/risk/delivery/?text__contains=/l/H",
        "/risk/delivery/?html__contains=/l/H",
        "/risk/delivery/?headers__icontains=unsubscribe",
        "/risk/delivery/?message_id__startswith=%3C",
        "/risk/delivery/?recipient__user__password__startswith=argon2",
        "/risk/alert/?delivery__text__contains=/l/H",
        "/risk/alert/?finding__alerts__delivery__text__contains=/l/H",
        "/risk/waiver/?granted_by__user__password__startswith=argon2",
        "/sourcing/engagement/?owner__user__password__startswith=argon2",
    ],
)
def test_nobody_guesses_hidden_columns_by_filtering(
    address: str, cast: Cast, sign_in: SignIn, harbor: Register
) -> None:
    assert sign_in(cast.olga).get(address).status_code == 400


def test_the_addresses_that_pages_link_to_still_filter(omar: Client, harbor: Register) -> None:
    vendor, contract = harbor["vendor"].pk, harbor["contract"].pk
    for address in (
        addresses.findings(Severity.HIGH),
        addresses.findings(state=State.OPEN),
        addresses.urgent_findings(),
        f"/vendors/contract/?vendor__id__exact={vendor}",
        f"/vendors/contract/?id__in={contract}",
        f"/vendors/contractitem/?contract__id__exact={contract}",
        f"/vendors/paymenttodate/?item__contract__id__exact={contract}",
        f"/teams/team/?site__id__exact={harbor['site'].pk}",
        "/vendors/contract/?last_day_from=2026-09-27&last_day_to=2026-09-27&value_from=1",
        "/risk/delivery/?created_at_from_0=2026-06-30&created_at_from_1=00:00",
        f"/risk/delivery/?recipient={harbor['membership'].pk}",
        f"/risk/alert/?finding__id__exact={harbor['finding'].pk}&became=mailed",
        "/risk/finding/?state__exact=all&rule=paid-over-agreed",
    ):
        answer = omar.get(address)
        assert answer.status_code == 200, address
        assert "Harbor" in text(answer.content), address
    none = omar.get("/vendors/contract/?last_day_from=2026-09-28").content
    assert "Nothing matches" in text(none)


def test_a_waiver_is_not_stretched_in_somebody_elses_name(
    cast: Cast, sign_in: SignIn, omar: Client, harbor: Register
) -> None:
    waiver = harbor["waiver"]
    for person in (omar, sign_in(cast.olga)):
        page = person.get(page_of(waiver)).content.decode()
        assert 'name="valid_until"' not in page
        assert 'name="_save"' not in page
        assert page_of(waiver, "delete") in page
        assert "Harbor transition" in page
        stretched = {
            "rule": "core-outsourced",
            "engagement": str(harbor["engagement"].pk),
            "reason": "For ever",
            "valid_until": "2036-12-31",
        }
        assert person.post(page_of(waiver), stretched).status_code == 403
    with tenant(cast.harbor):
        assert Waiver.objects.get(pk=waiver.pk).valid_until == date(2026, 12, 14)
    assert omar.post(page_of(waiver, "delete"), {"post": "yes"}).status_code == 302
    with tenant(cast.harbor):
        assert not Waiver.objects.filter(pk=waiver.pk).exists()


def test_inviting_somebody_who_signs_in_elsewhere_tells_nothing_about_them(
    cast: Cast, sign_in: SignIn
) -> None:
    email = f"nell@{cast.tag}.example"
    nell = add_member(
        organization=cast.rival,
        email=email,
        full_name="Eleanor Secretname",
        role=Role.EXECUTIVE,
        time_zone=NEW_YORK,
        password=PASSWORD,
    )
    sign_in(nell).get("/")
    olga = sign_in(cast.olga)
    form = {"email": email, "role": "executive", "valid_days": "7"}
    answer = olga.post("/accounts/invitation/add/", form)
    assert answer.status_code == 302
    told = [str(message) for message in get_messages(answer.wsgi_request)]
    assert told == [f"An invitation is on its way to {email}."]
    assert "Secretname" not in text(olga.get("/accounts/invitation/").content)
    assert olga.get(page_of(nell.user)).status_code == 302, "not among the people here"
    add_member(
        organization=cast.harbor,
        email=email,
        full_name="Nell",
        role=Role.EXECUTIVE,
        time_zone=NEW_YORK,
    )
    for page in (olga.get("/accounts/user/"), olga.get(page_of(nell.user))):
        assert page.status_code == 200
        seen = text(page.content)
        assert email in seen
        for hidden in ("New York", "New_York", "Last login", "Time zone", "Created at"):
            assert hidden not in seen
    assert "Time zone" in text(olga.get(page_of(cast.olga.user)).content)


def test_readers_see_the_values_of_a_rule(cast: Cast, sign_in: SignIn, harbor: Register) -> None:
    for member in (cast.vera, cast.eve):
        page = text(sign_in(member).get(page_of(harbor["rulesetting"])).content)
        assert "Tolerance percent: 5 %" in page
        assert "–" not in page.split("Parameters", 1)[1]


def test_a_settings_page_shows_and_keeps_its_own_rule(
    omar: Client, cast: Cast, harbor: Register
) -> None:
    setting = harbor["rulesetting"]
    page = omar.get(page_of(setting)).content.decode()
    assert "Paid more than agreed" in text(page.encode())
    assert '<select name="rule"' not in page
    form = {"rule": "decide-by", "is_enabled": "on", "parameter_tolerance_percent": "7"}
    assert omar.post(page_of(setting), form).status_code == 302
    with tenant(cast.harbor):
        saved = RuleSetting.objects.get(pk=setting.pk)
    assert (saved.rule, saved.parameters) == ("paid-over-agreed", {"tolerance_percent": "7"})


@pytest.mark.parametrize("query", ["?rule=nonsense", "?rule=", ""])
def test_settings_of_a_rule_that_does_not_exist(
    query: str, omar: Client, cast: Cast, harbor: Register
) -> None:
    address = f"/risk/rulesetting/add/{query}"
    assert omar.get(address).status_code == 404
    assert omar.post(address, {"rule": "nonsense", "is_enabled": "on"}).status_code == 404
    with tenant(cast.harbor):
        assert RuleSetting.objects.count() == 1


def test_trying_leaves_every_table_as_it_was(omar: Client, cast: Cast, harbor: Register) -> None:
    def rows() -> list[object]:
        with tenant(cast.harbor):
            return [
                list(model.objects.order_by("pk").values())
                for model in (RuleSetting, Finding, Alert, Delivery, ScanRun)
            ]

    before = rows()
    new = {"rule": "decide-by", "is_enabled": "on", "risk_rulesetting_try_out": "1"}
    tried = omar.post("/risk/rulesetting/add/?rule=decide-by", new)
    assert "Dry run: nothing is saved yet" in text(tried.content)
    assert rows() == before
    off = {"parameter_tolerance_percent": "7", "risk_rulesetting_try_out": "1"}
    tried = omar.post(page_of(harbor["rulesetting"]), off)
    assert "Dry run: nothing is saved yet" in text(tried.content)
    assert rows() == before


def test_of_two_owners_who_leave_at_once_one_stays(cast: Cast) -> None:
    """Omar's change waits for Olga's, and then finds that nobody else is left."""
    with tenant(cast.harbor):
        Membership.objects.filter(pk=cast.omar.pk).update(role=Role.OWNER)
    refused: list[LastOwner] = []

    def omar_leaves() -> None:
        try:
            with tenant(cast.harbor):
                keep_an_owner(membership=cast.omar, role=Role.OWNER, is_active=False)
                Membership.objects.filter(pk=cast.omar.pk).update(is_active=False)
        except LastOwner as refusal:
            refused.append(refusal)
        finally:
            connections.close_all()

    other = Thread(target=omar_leaves)
    with tenant(cast.harbor):
        keep_an_owner(membership=cast.olga, role=Role.EXECUTIVE, is_active=True)
        Membership.objects.filter(pk=cast.olga.pk).update(role=Role.EXECUTIVE)
        other.start()
        other.join(timeout=1)
        assert other.is_alive()
    other.join(timeout=30)
    assert "left without an owner" in str(refused[0])
    owners = Membership.objects.filter(organization=cast.harbor, role=Role.OWNER, is_active=True)
    assert [owner.pk for owner in owners] == [cast.omar.pk]
