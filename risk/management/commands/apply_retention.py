"""`apply_retention`: removes what organizations have kept long enough, by their settings."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from accounts.commands import LongshoreCommand, find_organization
from accounts.selectors import working_organizations
from accounts.services.unbound_retention import remove_unbound
from risk.services.retention import apply_retention


class Command(LongshoreCommand):
    help = (
        "Removes what organizations have kept long enough, by the months on each organization's "
        "page, and after 12 months what belongs to none. What goes can't be brought back; "
        "--dry-run says how much it is."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--organization",
            metavar="SLUG",
            help="Only this organization; otherwise all, and what belongs to none.",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what would go; remove nothing."
        )

    def perform(self, **options: Any) -> Mapping[str, object]:
        now, slug, dry_run = timezone.now(), options["organization"], options["dry_run"]
        organizations = [find_organization(slug)] if slug else working_organizations()
        result = {
            organization.slug: [
                {"kind": gone.kind.value, "up_to": gone.up_to, "count": gone.count}
                for gone in apply_retention(organization=organization, now=now, dry_run=dry_run)
            ]
            for organization in organizations
        }
        unbound = None if slug else asdict(remove_unbound(now=now, dry_run=dry_run))
        return {"dry_run": dry_run, "organizations": result, "of_no_organization": unbound}

    def as_text(self, result: Mapping[str, Any]) -> str:
        verb = "would go" if result["dry_run"] else "removed"
        lines = [
            f"{slug}: {gone['count']:,} of {gone['kind']} {verb}, up to {gone['up_to']:%Y-%m-%d}"
            for slug, kinds in result["organizations"].items()
            for gone in kinds
            if gone["count"]
        ]
        if unbound := result["of_no_organization"]:
            lines += [
                f"of no organization: {unbound[kind]:,} of {kind} {verb}, up to "
                f"{unbound['up_to']:%Y-%m-%d}"
                for kind in ("letters", "attempts")
                if unbound[kind]
            ]
        return "\n".join(lines or ["Nothing has been kept longer than the settings say."])
