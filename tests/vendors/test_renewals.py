"""Deciding about the end of a term, taking it back, and recording the notice."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.models import Membership
from accounts.tenancy import tenant
from tests.cast import Cast
from tests.vendors.story import END, TODAY, Family, make_family
from vendors.models import Contract, RenewalDecision
from vendors.models.renewal import Choice
from vendors.services.refusals import NotPermitted, Refused
from vendors.services.renewals import decide_renewal, record_notice, take_back_decision

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


@pytest.fixture
def family(cast: Cast) -> Family:
    with tenant(cast.harbor):
        return make_family()


def decide(
    family: Family,
    actor: Membership,
    choice: Choice = Choice.EXIT,
    term_end: date | None = END,
    reason: str = "Two offers are cheaper.",
) -> RenewalDecision:
    return decide_renewal(
        contract_id=family.sow.pk,
        term_end=term_end,
        choice=choice,
        reason=reason,
        actor=actor,
        now=NOW,
    )


def test_vera_decides_once_and_omar_is_told(cast: Cast, family: Family) -> None:
    decision = decide(family, cast.vera)
    assert decide(family, cast.vera).pk == decision.pk
    with pytest.raises(Refused, match=r"Vera has already decided: exit. Take that back first."):
        decide(family, cast.omar, Choice.RENEW)
    with tenant(cast.harbor):
        assert RenewalDecision.objects.get().choice == Choice.EXIT


def test_a_decision_taken_back_stays_in_the_history(cast: Cast, family: Family) -> None:
    first = decide(family, cast.vera)
    taken_back = take_back_decision(
        decision_id=first.pk, reason="The offers fell through.", actor=cast.omar, now=NOW
    )
    assert taken_back.taken_back_by == cast.omar
    decide(family, cast.vera, Choice.RENEW)
    with tenant(cast.harbor):
        found = RenewalDecision.objects.order_by("pk").values_list("choice", "taken_back_reason")
        assert list(found) == [("exit", "The offers fell through."), ("renew", "")]
        assert RenewalDecision.objects.standing().get().choice == Choice.RENEW


@pytest.mark.parametrize(
    ("term_end", "reason", "words"),
    [
        (date(2026, 11, 30), "Cheaper.", "SOW-1 ends on 2026-12-31, not on 2026-11-30"),
        (None, "Cheaper.", "not on no agreed day"),
        (END, "  ", "the reason is empty"),
        (END, "x" * 501, "has 501 characters, expected at most 500"),
    ],
)
def test_what_does_not_fit_is_refused(
    cast: Cast, family: Family, term_end: date | None, reason: str, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        decide(family, cast.vera, term_end=term_end, reason=reason)


def test_a_contract_without_an_end_gets_one_decision_too(cast: Cast, family: Family) -> None:
    with tenant(cast.harbor):
        Contract.objects.filter(pk=family.sow.pk).update(last_day=None)
    decide(family, cast.vera, term_end=None)
    with tenant(cast.harbor), pytest.raises(IntegrityError), transaction.atomic():
        RenewalDecision.objects.create(
            contract=family.sow, choice="renew", reason="x", decided_by=cast.omar, decided_at=NOW
        )


def test_who_may_decide(cast: Cast, family: Family) -> None:
    with pytest.raises(NotPermitted, match="The role Executive doesn't decide about renewals"):
        decide(family, cast.eve)
    with pytest.raises(Contract.DoesNotExist):
        decide(family, cast.mallory)
    decision = decide(family, cast.omar)
    with pytest.raises(RenewalDecision.DoesNotExist):
        take_back_decision(decision_id=decision.pk, reason="Mine", actor=cast.mallory, now=NOW)
    with pytest.raises(NotPermitted):
        take_back_decision(decision_id=decision.pk, reason="Mine", actor=cast.eve, now=NOW)


def test_the_notice_is_recorded_with_the_decision_that_stands(cast: Cast, family: Family) -> None:
    decision = decide(family, cast.vera)
    sent = record_notice(decision_id=decision.pk, sent_on=TODAY, today=TODAY, actor=cast.vera)
    assert sent.notice_sent_on == TODAY
    with pytest.raises(Refused, match="can't have been sent on 2026-07-01"):
        record_notice(
            decision_id=decision.pk, sent_on=date(2026, 7, 1), today=TODAY, actor=cast.vera
        )
    take_back_decision(decision_id=decision.pk, reason="Changed.", actor=cast.vera, now=NOW)
    with pytest.raises(Refused, match="was taken back"):
        record_notice(decision_id=decision.pk, sent_on=TODAY, today=TODAY, actor=cast.vera)
    renewed = decide(family, cast.vera, Choice.RENEW)
    with pytest.raises(Refused, match="no notice to send"):
        record_notice(decision_id=renewed.pk, sent_on=TODAY, today=TODAY, actor=cast.vera)


def test_nobody_rewrites_a_decision(cast: Cast, family: Family) -> None:
    decision = decide(family, cast.vera)
    with (
        tenant(cast.harbor),
        pytest.raises(DatabaseError, match="Cannot update"),
        transaction.atomic(),
    ):
        RenewalDecision.objects.filter(pk=decision.pk).update(choice="renew")
