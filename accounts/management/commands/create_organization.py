"""`create_organization`: a new organization with its first owner."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django_countries import countries
from moneyed import CURRENCIES

from accounts.commands import LongshoreCommand, day
from accounts.models import Role, User
from accounts.nearest import nearest
from accounts.services.organizations import (
    OrganizationExists,
    add_member,
    create_organization,
)


class Command(LongshoreCommand):
    help = (
        "Creates an organization and makes a person its owner. A new person can't sign in until "
        "a password is set with changepassword."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="Short name, such as harbor-works.")
        parser.add_argument("--name", required=True, help="The name people know it by.")
        parser.add_argument(
            "--home-country", required=True, metavar="CODE", help="ISO 3166 code, such as US."
        )
        parser.add_argument(
            "--home-timezone", required=True, metavar="ZONE", help="Such as America/New_York."
        )
        parser.add_argument(
            "--currency", required=True, metavar="CODE", help="ISO 4217 code, such as USD."
        )
        parser.add_argument("--owner-email", required=True, metavar="EMAIL")
        parser.add_argument(
            "--owner-name", metavar="NAME", help="Without it, the part of the address before @."
        )
        parser.add_argument(
            "--pinned-today",
            type=day,
            metavar="DATE",
            help="For demonstration data only: the date the organization lives in.",
        )

    def perform(self, **options: Any) -> Mapping[str, object]:
        zone = _time_zone(options["home_timezone"])
        country = _country(options["home_country"])
        currency = _currency(options["currency"])
        owner = _owner(options["owner_email"], options["owner_name"], zone)
        try:
            organization = create_organization(
                slug=options["slug"],
                name=options["name"],
                home_country=country,
                home_time_zone=zone,
                reporting_currency=currency,
                pinned_today=options["pinned_today"],
            )
        except OrganizationExists as error:
            raise CommandError(f"{error} Choose another slug.") from error
        membership = add_member(
            organization=organization,
            email=owner.email,
            full_name=owner.full_name,
            role=Role.OWNER,
            time_zone=zone,
        )
        return {
            "slug": organization.slug,
            "name": organization.name,
            "home_country": country,
            "home_timezone": zone.key,
            "currency": currency,
            "pinned_today": organization.pinned_today,
            "owner": membership.user.email,
            "owner_has_password": membership.user.has_usable_password(),
        }

    def as_text(self, result: Mapping[str, object]) -> str:
        created = f"{result['name']} ({result['slug']}) exists now; {result['owner']} owns it."
        if result["owner_has_password"]:
            return f"{created} Sign in with the password of that address."
        return f"{created}\nSet a password: manage.py changepassword {result['owner']}"


def _time_zone(name: str) -> ZoneInfo:
    known = available_timezones()
    if name not in known:
        raise CommandError(
            f"{name} is not a time zone such as America/New_York.{nearest(name, known)}"
        )
    return ZoneInfo(name)


def _country(code: str) -> str:
    names = dict(countries)
    if code.upper() in names:
        return code.upper()
    by_name = {str(name): known for known, name in names.items()}
    close = nearest(code, [*by_name, *names])
    for name, known in by_name.items():
        close = close.replace(name, f"{known} ({name})")
    raise CommandError(f"{code} is not an ISO 3166 country code such as US.{close}")


def _currency(code: str) -> str:
    if code.upper() not in CURRENCIES:
        raise CommandError(
            f"{code} is not an ISO 4217 currency code such as USD.{nearest(code, CURRENCIES)}"
        )
    return code.upper()


def _owner(email: str, name: str | None, zone: ZoneInfo) -> User:
    """The owner as given, checked before anything is written."""
    address = email.strip().lower()
    owner = User(email=address, full_name=name or address.split("@")[0], time_zone=zone)
    try:
        owner.clean_fields(exclude=["password"])
    except ValidationError as error:
        raise CommandError(
            f"The owner's address {email} or name can't be used: {' '.join(error.messages)}"
        ) from error
    return owner
