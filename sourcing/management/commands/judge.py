"""`judge`: brings the results of service levels up to date."""

from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from accounts.commands import LongshoreCommand, day, find_organization
from accounts.models import Organization
from accounts.selectors import working_organizations
from sourcing.services.judging_and_credits import judge_and_credit


class Command(LongshoreCommand):
    help = "Judges the periods of service levels up to today and credits what is final."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--organization",
            metavar="SLUG",
            help="The organization's slug; without it all organizations.",
        )
        parser.add_argument(
            "--as-of",
            type=day,
            metavar="DATE",
            help="Without it today in the time zone of each level.",
        )

    def perform(self, **options: Any) -> Mapping[str, object]:
        now = timezone.now()
        return {
            organization.slug: judge_and_credit(
                organization=organization, now=now, as_of=options["as_of"]
            ).as_json()
            for organization in _organizations(options["organization"])
        }

    def as_text(self, result: Mapping[str, Any]) -> str:
        lines = [f"{slug}: {_sentence(counts)}" for slug, counts in result.items()]
        return "\n".join(lines) or "There is no organization to judge for."


def _organizations(slug: str | None) -> list[Organization]:
    return [find_organization(slug)] if slug else list(working_organizations())


def _sentence(counts: Mapping[str, Any]) -> str:
    return (
        f"judged {counts['periods']:,} periods of {counts['levels']:,} levels; "
        f"{counts['new']:,} new, {counts['changed']:,} changed, {counts['revised']:,} revised, "
        f"{counts['final']:,} became final; {counts['credits']['added']:,} credits added, "
        f"{counts['credits']['changed']:,} changed, {counts['credits']['dropped']:,} dropped."
    )
