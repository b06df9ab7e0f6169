"""`load_demo`: both examples, once, with a summary that lets everybody sign in."""

import re
from collections import Counter
from dataclasses import replace

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from pytest_django import Settings

from accounts.commands import find_organization
from accounts.models import Membership, Organization, Role, User
from accounts.tenancy import tenant
from risk.conclusions import Severity
from risk.demo.meridian.example import MERIDIAN
from risk.demo.organizations import NotTheExample, members, set_up
from risk.demo.people import DEMO_PASSWORD
from risk.demo.steps import Clock, Step
from risk.demo.summary import summary, table
from risk.models import Finding
from tests.cast import Cast
from tests.demo.conftest import NOW, load, meridian_by_another_name
from vendors.models import Vendor

pytestmark = pytest.mark.usefixtures("db")


def _rows(organization: Organization) -> dict[str, int]:
    """How many rows every table holds for an organization, its history included."""
    with tenant(organization):
        return {
            model._meta.db_table: model._default_manager.filter(
                organization_id=organization.pk
            ).count()
            for model in apps.get_models()
            if any(field.attname == "organization_id" for field in model._meta.fields)
        }


def test_a_second_load_changes_nothing() -> None:
    example = meridian_by_another_name()
    meridian = load(example)
    before = _rows(meridian)
    assert before["vendors_vendor"] == 14
    assert before["vendors_vendorevent"] >= 14
    assert load(example) == meridian
    assert _rows(meridian) == before


def test_a_second_load_leaves_what_people_changed() -> None:
    example = meridian_by_another_name()
    vera = members(load(example))[Role.VENDOR_MANAGER]
    with tenant(vera.organization):
        Membership.objects.filter(pk=vera.pk).update(receives_digest=False)
    again = members(load(example))[Role.VENDOR_MANAGER]
    assert not again.receives_digest


def test_an_interrupted_load_goes_on_where_it_stopped() -> None:
    example = meridian_by_another_name()
    organization = set_up(example, NOW)

    def interrupted() -> None:
        Vendor.objects.create(legal_name="Half Done Ltd.")
        raise KeyboardInterrupt

    def steps(organization: Organization, clock: Clock) -> list[Step]:
        return [
            *example.records(organization, clock),
            Step(organization, "more", "More", interrupted),
        ]

    with pytest.raises(KeyboardInterrupt):
        load(replace(example, records=steps))
    rows = _rows(organization)
    assert (rows["vendors_vendor"], rows["accounts_membership"]) == (14, 8)
    assert rows["risk_finding"] == 0
    load(example)
    rows = _rows(organization)
    assert (rows["vendors_vendor"], rows["accounts_membership"]) == (14, 8)
    assert rows["risk_finding"] == 16


def test_an_organization_of_ones_own_is_left_alone(cast: Cast) -> None:
    with tenant(cast.harbor):
        cast.harbor.pinned_today = None
        cast.harbor.save()
    with pytest.raises(NotTheExample, match="Harbor Works"):
        set_up(replace(MERIDIAN, slug=cast.harbor.slug), NOW)
    assert _rows(cast.harbor)["vendors_vendor"] == 0


def test_each_role_can_sign_in() -> None:
    example = meridian_by_another_name()
    people = members(set_up(example, NOW))
    assert set(people) == set(Role)
    for member in people.values():
        user = User.objects.get(pk=member.user_id)
        assert user.email.endswith(f"@{example.domain}")
        assert user.check_password(DEMO_PASSWORD)
    assert people[Role.VENDOR_MANAGER].user.time_zone.key == "Europe/Warsaw"
    assert people[Role.OPERATIONS_LEAD].user.time_zone.key == "America/New_York"


def test_the_summary_names_rows_findings_mails_and_people(loaded: Organization) -> None:
    text = summary([loaded])
    assert "Meridian Instruments: today is 30 Jun 2026" in text
    assert "14 vendors, 21 contracts, 25 contract items" in text
    assert re.search(r"core-outsourced +1 +– +– +– +–", text)
    assert re.search(rf"Operations lead +Omar Haddad +omar@{loaded.slug}\.example", text)
    assert DEMO_PASSWORD in text


def test_columns_line_up() -> None:
    assert table([["rule", "high"], ["creep", "1"]]) == ["rule   high", "creep     1"]


def test_production_refuses_people_with_a_known_password(settings: Settings) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG is off"):
        call_command("load_demo")


def test_the_command_loads_both_and_a_second_run_changes_nothing(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """The one full load of the eight quarters; the city's figures are public and known."""
    settings.DEBUG = True
    call_command("load_demo")
    first = capsys.readouterr().out
    assert "City of Philadelphia: today is 30 Jun 2020" in first
    assert "3,014 contracts" in first
    assert "Meridian Instruments: today is 30 Jun 2026" in first
    both = [find_organization("philadelphia"), find_organization("meridian")]
    assert _paid_over_agreed(both[0]) == {Severity.HIGH: 5, Severity.MEDIUM: 22}
    before = [_rows(organization) for organization in both]
    call_command("load_demo")
    assert capsys.readouterr().out == first
    assert [_rows(organization) for organization in both] == before
    call_command("load_demo", "--quiet")
    assert capsys.readouterr() == ("", "")


def _paid_over_agreed(organization: Organization) -> Counter[int]:
    """Contracts by severity: high where the original term is known, else medium."""
    with tenant(organization):
        return Counter(
            Finding.objects.filter(rule="paid-over-agreed", contract__isnull=False).values_list(
                "severity", flat=True
            )
        )
