"""The renewal calendar: what ends or renews in the coming months, and what was decided."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from accounts.access import membership_of
from accounts.display import Tone, badge
from risk.dashboards import addresses
from risk.dashboards.explained import Explanation
from risk.dashboards.frame import Choice, Frame, frame_of, respond
from risk.dashboards.paging import page_of
from risk.due import Step
from risk.renewals import Renewal, RenewalCalendar, in_order, is_late, month_of, renewal_calendar
from risk.rules.contract_end import length
from risk.rules.decide_by import RULE
from risk.selectors.contract_labels import ContractLabel, contract_labels
from risk.selectors.rule_values import rule_values
from vendors.deadlines import Notice, add_months
from vendors.models import Contract
from vendors.renewal_words import choice_badge

MONTHS = ("3", "6", "12", "24")
USUAL_MONTHS = "6"
SHOWN = {"all": "All", "undecided": "Undecided"}
OWNERS = {"anyone": "Anyone's", "me": "Mine"}


@dataclass(frozen=True)
class Asked:
    """What the address asks for beside the as-of date."""

    months: str
    show: str
    owner: str

    def query(self, frame: Frame, **changes: str) -> str:
        usual = {"months": USUAL_MONTHS, "show": "all", "owner": "anyone"}
        wanted = {"months": self.months, "show": self.show, "owner": self.owner, **changes}
        return frame.options.query(
            **{name: value for name, value in wanted.items() if value != usual.get(name)}
        )


@dataclass(frozen=True)
class RenewalLine:
    renewal: Renewal
    state: SafeString
    label: ContractLabel
    vendor: str
    address: str
    decide_address: str
    sent: str


@dataclass(frozen=True)
class MonthOfLines:
    title: str
    lines: Sequence[RenewalLine]


@dataclass(frozen=True)
class EvergreenLine:
    contract: str
    vendor: str
    label: ContractLabel
    address: str
    decide_address: str
    earliest_exit: date
    notice: str
    state: SafeString


def renewals(request: HttpRequest) -> HttpResponse:
    """Raises PermissionDenied for roles that may not see contracts."""
    if not request.user.has_perm("vendors.view_contract"):
        raise PermissionDenied("Your role doesn't include contracts.")
    frame, asked = _asked(request, frame_of(request, ["months", "show", "owner", "page"]))
    until = add_months(frame.as_of, int(asked.months))
    calendar = renewal_calendar(frame.portfolio, until, rule_values(RULE))
    mine = _own_contracts(request) if asked.owner == "me" else None
    chosen = _chosen(calendar, asked, mine)
    page = page_of(request, chosen)
    return respond(
        request,
        "renewals",
        frame,
        {
            "title": "Renewals",
            "calendar": calendar,
            "months": _months(frame, list(page.object_list)),
            "evergreen": _evergreen_lines(frame, calendar, asked, mine),
            "switches": _switches(frame, asked),
            "at_stake": calendar.at_stake(frame.portfolio.reporting_currency),
            "has_contracts": bool(frame.portfolio.contracts),
            "is_filtered": asked.show != "all" or asked.owner != "anyone",
            "all_address": asked.query(frame, show="all", owner="anyone"),
            "wider_address": asked.query(frame, months=MONTHS[-1]),
            "may_decide": request.user.has_perm("vendors.add_renewaldecision"),
            "feed_address": reverse("admin:renewals_calendar"),
            "how": _how(frame, calendar),
            "page": page,
            "page_query": asked.query(frame),
        },
    )


def _asked(request: HttpRequest, frame: Frame) -> tuple[Frame, Asked]:
    """Reads the address; what means nothing is named, and the usual stands in for it."""
    problems = list(frame.options.problems)

    def choice(name: str, known: Iterable[str], usual: str) -> str:
        value = request.GET.get(name) or usual
        if value in known:
            return value
        problems.append(
            f"{name} is “{value}”, but must be one of {', '.join(known)}. The default is shown."
        )
        return usual

    asked = Asked(
        choice("months", MONTHS, USUAL_MONTHS),
        choice("show", SHOWN, "all"),
        choice("owner", OWNERS, "anyone"),
    )
    return replace(frame, options=replace(frame.options, problems=tuple(problems))), asked


def _own_contracts(request: HttpRequest) -> frozenset[UUID]:
    owned = Contract.objects.filter(owner=membership_of(request)).order_by()
    return frozenset(owned.values_list("pk", flat=True))


def _chosen(
    calendar: RenewalCalendar, asked: Asked, mine: frozenset[UUID] | None
) -> tuple[Renewal, ...]:
    found = calendar.undecided if asked.show == "undecided" else calendar.renewals
    kept = (each for each in found if mine is None or each.contract.id in mine)
    return in_order(kept, calendar.as_of)


def _months(frame: Frame, renewals: Sequence[Renewal]) -> list[MonthOfLines]:
    """The page's lines under their months, with titles and owners read in one query."""
    labels = contract_labels(each.contract.id for each in renewals)

    def title(renewal: Renewal) -> str:
        if is_late(renewal, frame.as_of):
            return "Late: the day to decide has passed"
        return f"{month_of(renewal):%B %Y}"

    return [
        MonthOfLines(name, [_line(frame, each, labels[each.contract.id]) for each in group])
        for name, group in groupby(renewals, title)
    ]


def _line(frame: Frame, renewal: Renewal, label: ContractLabel) -> RenewalLine:
    decision = renewal.contract.decision
    sent = decision.notice_sent_on if decision else None
    return RenewalLine(
        renewal=renewal,
        state=_state(renewal, frame.as_of),
        label=label,
        vendor=frame.portfolio.vendors[renewal.contract.vendor_id].legal_name,
        address=addresses.contract(renewal.contract.id),
        decide_address=addresses.renewal(renewal.contract.id),
        sent=f"notice sent {date_format(sent)}" if sent else "",
    )


def _state(renewal: Renewal, as_of: date) -> SafeString:
    decision = renewal.contract.decision
    if decision is not None:
        return choice_badge(decision.choice)
    if is_late(renewal, as_of):
        return badge("Undecided, late", Tone.DANGER, "alarm")
    if renewal.step is Step.ENDS:
        return badge("No decision", Tone.NEUTRAL, "event")
    return badge("Undecided", Tone.WARNING, "help")


def _evergreen_lines(
    frame: Frame, calendar: RenewalCalendar, asked: Asked, mine: frozenset[UUID] | None
) -> list[EvergreenLine]:
    found = [
        each
        for each in calendar.evergreen
        if (mine is None or each.contract.id in mine)
        and (asked.show == "all" or each.contract.decision is None)
    ]
    labels = contract_labels(each.contract.id for each in found)
    return [
        EvergreenLine(
            contract=each.contract.number,
            vendor=frame.portfolio.vendors[each.contract.vendor_id].legal_name,
            label=labels[each.contract.id],
            address=addresses.contract(each.contract.id),
            decide_address=addresses.renewal(each.contract.id),
            earliest_exit=each.earliest_exit,
            notice=_notice_words(each.contract.notice),
            state=choice_badge(each.contract.decision.choice)
            if each.contract.decision
            else badge("No decision", Tone.NEUTRAL, "all_inclusive"),
        )
        for each in found
    ]


def _notice_words(notice: Notice | None) -> str:
    return length(notice) if notice else ""


def _switches(frame: Frame, asked: Asked) -> list[tuple[str, str, list[Choice]]]:
    """Title, id and links of each choice the page offers."""
    return [
        (
            "How far ahead",
            "months",
            [
                Choice(f"{each} months", asked.query(frame, months=each), each == asked.months)
                for each in MONTHS
            ],
        ),
        (
            "Decision",
            "show",
            [
                Choice(label, asked.query(frame, show=each), each == asked.show)
                for each, label in SHOWN.items()
            ],
        ),
        (
            "Owner",
            "owner",
            [
                Choice(label, asked.query(frame, owner=each), each == asked.owner)
                for each, label in OWNERS.items()
            ],
        ),
    ]


def _how(frame: Frame, calendar: RenewalCalendar) -> Explanation:
    values = rule_values(RULE)
    currency = frame.portfolio.reporting_currency
    return Explanation(
        formulas=(
            "Notice deadline = last day − notice in force − days for delivery",
            f"Decide by = notice deadline − {values['decision_buffer_days']} days; without "
            "renewal: last day − replacement lead time",
            "Without an end: earliest exit = today + days for delivery + notice in force",
            "One renewal = renewal term × run rate on the last day × (1 + agreed price rise)",
        ),
        facts=(
            ("Rows", f"contracts that run on {date_format(calendar.as_of)}"),
            ("At stake", f"undecided renewals in {currency}; other currencies aren't added up"),
            ("Business days", "Monday to Friday without the public holidays the contract names"),
            (
                "Left out",
                "contracts without an end whose notice isn't recorded",
            ),
            ("Parameters", f"those of the rule “{RULE.title}”"),
        ),
    )
