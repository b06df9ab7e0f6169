"""`create_organization`: an organization with an owner, or a reason why not."""

import json
from datetime import date
from io import StringIO
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Membership, Organization, Role, User

WORDS = {
    "name": "Harbor Works",
    "home_country": "US",
    "home_timezone": "America/New_York",
    "currency": "USD",
}


def run(slug: str, **changed: object) -> str:
    out = StringIO()
    options = {**WORDS, "owner_email": f"olga@{slug}.example", **changed}
    call_command("create_organization", slug, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def slug(db: None) -> str:
    return f"harbor-{uuid4().hex[:10]}"


def test_olga_gets_an_organization_and_is_told_to_set_a_password(slug: str) -> None:
    said = run(slug, owner_name="Olga Ocean")
    organization = Organization.objects.get(slug=slug)
    assert organization.name == "Harbor Works"
    assert organization.home_country == "US"
    assert organization.home_time_zone == ZoneInfo("America/New_York")
    assert organization.reporting_currency == "USD"
    assert organization.pinned_today is None
    membership = Membership.objects.get(organization=organization)
    assert (membership.role, membership.user.full_name) == (Role.OWNER, "Olga Ocean")
    assert not membership.user.has_usable_password()
    assert f"manage.py changepassword olga@{slug}.example" in said


def test_json_is_one_object(slug: str) -> None:
    result = json.loads(run(slug, json=True, pinned_today="2020-06-30"))
    assert result == {
        "slug": slug,
        "name": "Harbor Works",
        "home_country": "US",
        "home_timezone": "America/New_York",
        "currency": "USD",
        "pinned_today": "2020-06-30",
        "owner": f"olga@{slug}.example",
        "owner_has_password": False,
    }
    assert Organization.objects.get(slug=slug).pinned_today == date(2020, 6, 30)


def test_someone_who_already_signs_in_keeps_the_password(slug: str) -> None:
    User.objects.create_user(f"olga@{slug}.example", "correct horse", full_name="Olga")
    assert "Sign in with the password of that address." in run(slug)
    assert User.objects.get(email=f"olga@{slug}.example").check_password("correct horse")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("home_timezone", "America/NewYork", "Did you mean America/New_York"),
        ("home_timezone", "EDT+4", "EDT+4 is not a time zone such as America/New_York."),
        ("home_country", "Untied States of America", "US (United States of America)"),
        ("home_country", "XQ", "XQ is not an ISO 3166 country code such as US."),
        ("currency", "USDD", "Did you mean USD"),
        ("owner_email", "olga at home", "Enter a valid email address."),
        ("name", "", "name: This field cannot be blank."),
    ],
)
def test_a_wrong_value_is_refused_and_leaves_nothing(
    slug: str, field: str, value: str, sentence: str
) -> None:
    with pytest.raises(CommandError) as refusal:
        run(slug, **{field: value})
    assert sentence in str(refusal.value)
    assert refusal.value.returncode == 1
    assert not Organization.objects.filter(slug=slug).exists()
    assert not User.objects.filter(email=f"olga@{slug}.example").exists()


def test_a_taken_slug_is_refused(slug: str) -> None:
    run(slug)
    with pytest.raises(CommandError, match=r"already exists\. Choose another slug"):
        run(slug, name="Harbor Works again")
    assert Organization.objects.get(slug=slug).name == "Harbor Works"


def test_a_wrong_date_is_wrong_usage(slug: str) -> None:
    with pytest.raises(CommandError, match=r"'30\.06\.2020' is not a date such as 2020-06-30"):
        call_command(
            "create_organization",
            slug,
            "--name=x",
            "--home-country=US",
            "--home-timezone=UTC",
            "--currency=USD",
            "--owner-email=x@example.com",
            "--pinned-today=30.06.2020",
        )
