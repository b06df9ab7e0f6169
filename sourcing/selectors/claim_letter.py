"""What a letter says that claims a service credit, as it stood when the credit was computed.

Nothing in it depends on what happened since: neither on moves of the credit, nor on names,
contacts and exclusions that were changed later. Printed twice, it has the same words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.timezone import localtime

from accounts.history_as_of import record_as_of, rows_as_of
from accounts.models import Organization
from sourcing.credits.claim_deadlines import due_invoice_month, in_words
from sourcing.credits.options import Options
from sourcing.credits.problems import Refused
from sourcing.credits.scheme_json import from_json
from sourcing.credits.words import money
from sourcing.models import Exclusion, ExclusionState, IncidentLink, PeriodResult, ServiceCredit
from sourcing.models.exclusion import Cause
from sourcing.selectors.credit_groups import period_of_result, with_parts
from sourcing.selectors.definitions import definition_of
from sourcing.service_levels.definition import Indicator
from sourcing.service_levels.periods import Period
from sourcing.service_levels.rounding import number, shown
from vendors.models import VendorContact

#: What to read with a credit whose letter is wanted.
LETTER_NEEDS = ("result__service_level", "result__definition", "scheme__contract__vendor")

type Fact = tuple[str, str]


@dataclass(frozen=True)
class ClaimLetter:
    """A letter in words, ready to be set; lists may be empty.

    `opening` claims the credit, `deadline` tells the agreement's rule and the last day.
    """

    file_name: str
    title: str
    sender: str
    addressee: str
    attention: str
    as_of: str
    opening: str
    deadline: str
    agreement: Sequence[Fact]
    result: Sequence[Fact]
    counts: Sequence[Fact]
    exclusions: Sequence[Sequence[str]]
    incidents: Sequence[str]
    steps: Sequence[str]
    amount: str


def claim_letter(credit: ServiceCredit, organization: Organization) -> ClaimLetter:
    """The letter of a credit, in a fixed number of queries. Needs `accounts.tenancy.tenant`."""
    result, at = credit.result, credit.computed_at
    level = record_as_of(result.service_level, at)
    scheme = record_as_of(credit.scheme, at)
    contract = record_as_of(credit.scheme.contract, at)
    vendor = record_as_of(credit.scheme.contract.vendor, at)
    period = period_of_result(result)
    day = localtime(at, organization.home_time_zone).date()
    amount = money(credit.amount, credit.currency)
    return ClaimLetter(
        file_name=f"claim-{contract.number}-{level.key}-{result.first_day.isoformat()}",
        title=f"{'Claim' if credit.needs_claim else 'Notice'} of a service credit",
        sender=organization.name,
        addressee=vendor.legal_name,
        attention=_attention(credit, at, day),
        as_of=_long(day),
        opening=_opening(credit, contract, f"{level.name} in {period.label}", amount),
        deadline=_deadline(credit, scheme, level.key),
        agreement=_agreement(contract, scheme, level, result),
        result=_result(result, period),
        counts=_counts(result),
        exclusions=[_exclusion_words(each, period) for each in _exclusions(result, period)],
        incidents=_incidents(result, at),
        steps=[str(step) for step in (*result.steps, *credit.steps)],
        amount=amount,
    )


def _opening(credit: ServiceCredit, contract: Any, what: str, amount: str) -> str:
    under = f"Under contract {contract.number}"
    if credit.needs_claim:
        return f"{under} we claim a service credit of {amount} for {what}."
    month = due_invoice_month(credit.result.last_day)
    return (
        f"{under} a service credit of {amount} is due for {what}. It needs no claim: please show "
        f"it on the invoice of {month:%B %Y}."
    )


def _deadline(credit: ServiceCredit, scheme: Any, level: str) -> str:
    """The rule of the scheme in words; the day alone where the terms can't be read any more."""
    if not credit.needs_claim:
        return ""
    last = "" if credit.claim_by is None else _long(credit.claim_by)
    try:
        terms = with_parts(scheme.terms, {level: credit.result.definition})
        options: Options = from_json(terms).options
    except Refused:
        return f"The last day to claim it is {last}." if last else ""
    if options.claim is None:
        return f"The last day to claim it is {last}." if last else ""
    allowed = f"The agreement allows a claim {in_words(options.claim)}"
    return f"{allowed}: the last day is {last}." if last else f"{allowed}."


def _agreement(contract: Any, scheme: Any, level: Any, result: PeriodResult) -> list[Fact]:
    title = f"{contract.number}, {contract.title}" if contract.title else contract.number
    clause = [("Clause", scheme.clause)] if scheme.clause else []
    return [
        ("Contract", title),
        ("Credit scheme", scheme.name),
        *clause,
        ("Service level", level.name),
        ("Definition", f"in force since {_long(result.definition.valid_from)}"),
    ]


def _result(result: PeriodResult, period: Period) -> list[Fact]:
    definition = definition_of(result.definition)
    attained = "No data" if result.attained is None else shown(definition, result.attained)
    days = f"{_long(result.first_day)} to {_long(result.last_day)}"
    revision = [("Revision", str(result.revision))] if result.revision > 1 else []
    return [
        ("Period", f"{period.label}, {days}, {period.zone}"),
        ("Attained", attained),
        ("Expected target", shown(definition, definition.expected)),
        ("Minimum target", shown(definition, definition.minimum)),
        ("Outcome", result.get_outcome_display()),
        *([("Default because", result.get_default_reason_display())] if result.is_default else []),
        ("Figure", result.get_basis_display()),
        *revision,
    ]


def _counts(result: PeriodResult) -> list[Fact]:
    names = ("Numerator", "Denominator")
    if result.definition.indicator == Indicator.AVAILABILITY:
        names = ("Numerator, minutes available", "Denominator, minutes of service")
    figures = zip(names, (result.numerator, result.denominator), strict=True)
    return [
        *((name, "Not given" if value is None else number(value)) for name, value in figures),
        ("Counted", f"{result.sample:,}"),
        ("Left out with approval", f"{result.excluded:,}"),
    ]


def _exclusions(result: PeriodResult, period: Period) -> list[Any]:
    """Those that were approved when the period's figures were computed, as they were approved.

    Decided by the moment of the decision, which history keeps with each later one.
    """
    events = Exclusion.events.rel.related_model._default_manager  # type: ignore[attr-defined]
    of_level = {"service_level_id": result.service_level_id}
    decided = {"decided_at__lte": result.computed_at, **of_level}
    then = (
        events.filter(**decided)
        .exclude(pgh_label="delete")
        .order_by("pgh_obj_id", "-decided_at", "pgh_id")
        .distinct("pgh_obj_id")
    )
    known = {event.pgh_obj_id: event for event in then}
    now = Exclusion.objects.filter(**decided)
    every = [*known.values(), *(row for row in now if row.pk not in known)]
    return sorted(
        (
            each
            for each in every
            if each.state == ExclusionState.APPROVED
            and each.starts_at < period.ends
            and each.ends_at > period.starts
        ),
        key=lambda each: (each.starts_at, each.reference),
    )


def _exclusion_words(each: Any, period: Period) -> tuple[str, str, str]:
    """From and to in the level's zone, what is left out, and why."""
    zone = ZoneInfo(period.zone)
    starts, ends = (localtime(moment, zone) for moment in (each.starts_at, each.ends_at))
    what = each.reference or "Everything in that time"
    return (
        f"{_long(starts.date())} {starts:%H:%M} to {_long(ends.date())} {ends:%H:%M}",
        what,
        f"{Cause(each.cause).label}: {each.reason}",
    )


def _incidents(result: PeriodResult, at: datetime) -> list[str]:
    links = rows_as_of(IncidentLink, at, service_level_id=result.service_level_id)
    found = [link for link in links if result.first_day <= link.day <= result.last_day]
    return [
        f"{link.incident}, {_long(link.day)}"
        for link in sorted(found, key=lambda link: (link.day, link.incident))
    ]


def _attention(credit: ServiceCredit, at: datetime, day: date) -> str:
    """The vendor's first contact on that day, empty where none is recorded."""
    contacts = rows_as_of(VendorContact, at, vendor_id=credit.scheme.contract.vendor_id)
    there = [
        each
        for each in contacts
        if (each.valid_from is None or each.valid_from <= day)
        and (each.valid_to is None or day <= each.valid_to)
    ]
    if not there:
        return ""
    first = min(there, key=lambda each: (each.level, each.name))
    return f"{first.name}, {first.role}" if first.role else str(first.name)


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
