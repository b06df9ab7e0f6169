"""Reads everything somebody has to do, for `risk.agenda`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from accounts.models import Membership
from accounts.permissions import allows
from risk.agenda import Line, LineKind
from risk.models import Action
from risk.models.action import SOURCES, ActionState, Priority
from risk.renewals import Renewal, is_late, renewal_calendar
from risk.rules.decide_by import RULE
from risk.selectors.portfolio import read_portfolio
from risk.selectors.rule_values import rule_values
from vendors.models import Contract
from vendors.selectors.obligations import StandingObligation, standing_obligations

#: Obligations and renewals are on the list from so many days before their day on.
AHEAD = timedelta(days=30)
VIEWS = ("mine", "overdue", "all", "done")
BY_HAND = "hand"


@dataclass(frozen=True)
class Wanted:
    """Which lines: one of `VIEWS`, of one owner, from one source, with these words in the title."""

    view: str = "mine"
    owner: UUID | None = None
    source: str = ""
    words: str = ""


@dataclass(frozen=True)
class Agenda:
    """The lines, and the obligations among them by id."""

    lines: list[Line]
    obligations: dict[UUID, StandingObligation]


def read_agenda(wanted: Wanted, me: Membership, today: date) -> Agenda:
    """All lines that are wanted, in no order; a fixed number of queries however many there are.

    Closed actions come under `done` only; obligations have their own record of being met, and
    renewals their own decisions.
    """
    lines = list(_actions(wanted, me, today))
    obligations = {each.obligation.pk: each for each in _obligations(wanted, me, today)}
    lines += [_obligation_line(each, today) for each in obligations.values()]
    lines += list(_renewals(wanted, me, today))
    return Agenda(lines, obligations)


def _actions(wanted: Wanted, me: Membership, today: date) -> Iterator[Line]:
    if wanted.source in {LineKind.OBLIGATION, LineKind.RENEWAL}:
        return
    asked = Q(state=ActionState.OPEN) if wanted.view != "done" else ~Q(state=ActionState.OPEN)
    if wanted.view == "mine":
        asked &= Q(owner=me)
    if wanted.view == "overdue":
        asked &= Q(due_on__lt=today)
    if wanted.owner is not None:
        asked &= Q(owner=wanted.owner)
    if wanted.words:
        asked &= Q(title__icontains=wanted.words)
    if wanted.source == BY_HAND:
        asked &= Q(**{f"{source}__isnull": True for source in SOURCES})
    elif wanted.source:
        asked &= Q(**{f"{wanted.source}__isnull": False})
    found = Action.objects.visible_to(me).filter(asked).order_by()
    fields = ("pk", "title", "owner_id", "due_on", "priority", "state")
    for pk, title, owner, due_on, priority, state in found.values_list(*fields):
        yield Line(LineKind.ACTION, pk, title, owner, due_on, priority, state == ActionState.OPEN)


def _obligations(wanted: Wanted, me: Membership, today: date) -> Iterator[StandingObligation]:
    if not allows(me, "vendors.view_obligation"):
        return
    if wanted.view == "done" or wanted.source not in {"", LineKind.OBLIGATION}:
        return
    for each in standing_obligations(today):
        due_on, owner = each.standing.leads_with, each.obligation.owner_id
        if due_on is None or due_on > today + AHEAD:
            continue
        if wanted.view == "overdue" and not each.standing.overdue:
            continue
        if (wanted.view == "mine" and owner != me.pk) or (wanted.owner and owner != wanted.owner):
            continue
        if wanted.words.lower() in each.obligation.title.lower():
            yield each


def _obligation_line(each: StandingObligation, today: date) -> Line:
    late = bool(each.standing.overdue)
    return Line(
        LineKind.OBLIGATION,
        each.obligation.pk,
        each.obligation.title,
        each.obligation.owner_id,
        each.standing.leads_with,
        Priority.HIGH if late else Priority.NORMAL,
    )


def _renewals(wanted: Wanted, me: Membership, today: date) -> Iterator[Line]:
    """Contracts to decide about, from `AHEAD` before the day to decide by on."""
    if not allows(me, "vendors.view_renewaldecision"):
        return
    if wanted.view == "done" or wanted.source not in {"", LineKind.RENEWAL}:
        return
    portfolio = read_portfolio(me.organization, today)
    calendar = renewal_calendar(portfolio, today + AHEAD, rule_values(RULE))
    found = [each for each in calendar.undecided if _is_near(each, today)]
    contracts = Contract.objects.filter(pk__in=[each.contract.id for each in found])
    owners = dict(contracts.order_by().values_list("pk", "owner_id"))
    for each in found:
        line = _renewal_line(each, owners[each.contract.id], today)
        if wanted.view == "overdue" and not is_late(each, today):
            continue
        if wanted.view == "mine" and line.owner_id != me.pk:
            continue
        if wanted.owner and line.owner_id != wanted.owner:
            continue
        if wanted.words.lower() in line.title.lower():
            yield line


def _is_near(each: Renewal, today: date) -> bool:
    decide_by = each.dates.decide_by
    return decide_by is not None and decide_by <= today + AHEAD


def _renewal_line(each: Renewal, owner: UUID | None, today: date) -> Line:
    return Line(
        LineKind.RENEWAL,
        each.contract.id,
        f"Decide about the renewal of {each.contract.number}",
        owner,
        each.dates.decide_by,
        Priority.HIGH if is_late(each, today) else Priority.NORMAL,
    )
