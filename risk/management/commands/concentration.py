"""`concentration`: how much an organization depends on few vendors, countries or functions."""

from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from accounts.commands import LongshoreCommand, day, whole_number
from risk.positions import By
from risk.rules.wording import count
from risk.selectors.concentration import as_json, concentration_of
from vendors.concentration import Basis, Scope


class Command(LongshoreCommand):
    help = "Shows how much an organization depends on few vendors, countries or functions."
    has_organization = True

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--by", choices=list(By), default=By.VENDOR)
        parser.add_argument(
            "--basis",
            choices=list(Basis),
            help="What is summed; without it spending where that is dated, else annualised value.",
        )
        parser.add_argument("--scope", choices=list(Scope), default=Scope.ACTIVE)
        parser.add_argument(
            "--as-of", type=day, metavar="DATE", help="Without it the organization's today."
        )
        parser.add_argument(
            "--top",
            type=whole_number,
            default=5,
            metavar="N",
            help="How many of the largest to show.",
        )

    def perform(self, **options: Any) -> Mapping[str, object]:
        organization = options["organization"]
        measured = concentration_of(
            organization,
            by=By(options["by"]),
            basis=Basis(options["basis"]) if options["basis"] else None,
            scope=Scope(options["scope"]),
            as_of=options["as_of"] or organization.today(timezone.now()),
        )
        return as_json(measured, options["top"])

    def as_text(self, result: Mapping[str, Any]) -> str:
        return "\n".join([*_headline(result), "", *_table(result), *_left_out(result)])


def _headline(result: Mapping[str, Any]) -> list[str]:
    asked = (
        f"By {result['by']}, basis {result['basis']}, scope {result['scope']}, as of "
        f"{result['as_of']}, in {result['currency']}"
    )
    if result["hhi"] is None and result["unknown"]["amount"]:
        return [asked, f"No index: no {result['by']} is recorded for any of the money."]
    if result["hhi"] is None:
        return [asked, "No data: nothing in scope has an amount on this basis."]
    return [
        asked,
        f"HHI {result['hhi']:,} ({result['verdict']}): as concentrated as "
        f"{result['effective']:,} equal shares; {result['holders']:,} hold something, "
        f"the largest five {result['top5_share']} % of {result['total']:,.2f}",
    ]


def _table(result: Mapping[str, Any]) -> list[str]:
    width = max((len(row["label"]) for row in result["top"]), default=0)
    return [
        f"{row['label']:<{width}}  {row['amount']:>20,.2f}  {row['share_percent']:>7,.3f} %"
        for row in result["top"]
    ]


def _left_out(result: Mapping[str, Any]) -> list[str]:
    left_out, unknown = result["left_out"], result["unknown"]
    lines = []
    if unknown["amount"]:
        lines.append(
            f"Apart, not known: {unknown['amount']:,.2f} {result['currency']}, "
            f"{unknown['share_percent']:,.3f} %"
        )
    lines += [
        f"Left out, no rate: {count(other['items'], 'item')} of {other['agreed']:,.2f} "
        f"{other['currency']}"
        for other in left_out["other_currencies"]
    ]
    if left_out["undetermined_contracts"]:
        lines.append(
            "Left out, unknown on this basis: items of "
            f"{count(left_out['undetermined_contracts'], 'contract')} with an agreed value of "
            f"{left_out['undetermined_agreed']:,.2f}"
        )
    lines += [
        f"Apart, below zero: {row['label']} {row['amount']:,.2f}" for row in result["negative"]
    ]
    lines += [f"Converted: {rate}" for rate in result["rates"]]
    return ["", *lines] if lines else []
