"""Definitions begun, ended and corrected; pools that hold; exclusions approved or refused."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from accounts.tenancy import tenant
from sourcing.models import (
    CreditScheme,
    Engagement,
    Exclusion,
    ExclusionState,
    LevelDefinition,
    PeriodResult,
    ServiceLevel,
)
from sourcing.services.definitions import (
    begin_definition,
    change_definition,
    from_template,
    rests_on,
)
from sourcing.services.exclusions import decide_exclusion
from tests.cast import Cast
from vendors.models import Contract, Vendor
from vendors.services.refusals import NotPermitted, Refused

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
JANUARY, JUNE = date(2026, 1, 1), date(2026, 6, 1)
PARIS = ZoneInfo("Europe/Paris")
POOL = {
    "kind": "at_risk_pool",
    "at_risk_percent": "10",
    "pool_total_percent": "200",
    "dialect": "category",
    "categories": [{"name": "Critical", "pool_percent": "100"}],
}


@pytest.fixture
def level(cast: Cast) -> ServiceLevel:
    with tenant(cast.harbor):
        vendor = Vendor.objects.create(legal_name="Acme")
        Contract.objects.create(number="C-1", vendor=vendor)
        engagement = Engagement.objects.create(
            key="E1", name="Desk", vendor=vendor, operating_model="vendor"
        )
        return ServiceLevel.objects.create(engagement=engagement, key="P2", name="P2 resolution")


def draft(level: ServiceLevel, first: date = JANUARY, **said: Any) -> LevelDefinition:
    row = from_template(code="p2-resolution", level=level, valid_from=first, zone=PARIS)
    for name, value in said.items():
        setattr(row, name, value)
    return row


def make_final(definition: LevelDefinition) -> None:
    PeriodResult.objects.create(
        service_level=definition.service_level,
        definition=definition,
        first_day=date(2026, 5, 1),
        last_day=date(2026, 5, 31),
        state="final",
        outcome="met",
        attained=Decimal(95),
        computed_at=NOW,
        final_at=NOW,
        final_from=date(2026, 6, 12),
    )


def test_a_template_fills_a_definition(cast: Cast, level: ServiceLevel) -> None:
    with tenant(cast.harbor):
        row = begin_definition(definition=draft(level), actor=cast.vera, now=NOW)
        row.refresh_from_db()
    assert (row.indicator, row.expected, row.minimum) == ("ratio", Decimal(90), Decimal(80))
    assert (row.threshold_minutes, row.threshold_service_days) == (None, Decimal(1))
    assert (row.minimum_sample, row.small_sample_misses, row.repeat_misses) == (20, 1, 4)
    with pytest.raises(Refused, match=r"There is no template “P2”. The known ones: availability, "):
        from_template(code="P2", level=level, valid_from=JANUARY, zone=PARIS)


def test_a_new_definition_ends_the_one_before(cast: Cast, level: ServiceLevel) -> None:
    with tenant(cast.harbor):
        begin_definition(definition=draft(level), actor=cast.vera, now=NOW)
        begin_definition(
            definition=draft(level, JUNE, expected=Decimal(95)), actor=cast.vera, now=NOW
        )
        days = level.definitions.order_by("valid_from").values_list("valid_from", "valid_to")
        assert list(days) == [(JANUARY, date(2026, 5, 31)), (JUNE, None)]
    with pytest.raises(Refused, match="begins on 2026-06-01 already: end this one on 2026-05-31"):
        begin_definition(definition=draft(level, date(2026, 3, 1)), actor=cast.vera, now=NOW)
    with pytest.raises(NotPermitted, match="The role Executive doesn't define service levels"):
        begin_definition(definition=draft(level, date(2027, 1, 1)), actor=cast.eve, now=NOW)


def test_a_definition_that_makes_no_sense_is_refused_in_words(
    cast: Cast, level: ServiceLevel
) -> None:
    wrong = draft(level, expected=Decimal(70), rolling_days=30)
    with pytest.raises(Refused) as refused:
        begin_definition(definition=wrong, actor=cast.vera, now=NOW)
    assert str(refused.value) == (
        "Expected 70 % is less strict than the minimum 80 %: where higher is better it must be at "
        "least the minimum. Swap the two or change the direction. "
        "Only a rolling period has a number of days: leave it empty."
    )
    with tenant(cast.harbor):
        assert not level.definitions.exists()


def test_what_a_final_result_rests_on_is_ended_and_not_edited(
    cast: Cast, level: ServiceLevel
) -> None:
    with tenant(cast.harbor):
        row = begin_definition(definition=draft(level), actor=cast.vera, now=NOW)
        row.refresh_from_db()
        row.expected = Decimal(92)
        change_definition(definition=row, actor=cast.vera, now=NOW)
        make_final(row)
        row.refresh_from_db()
        assert rests_on(row)
        row.expected = Decimal(85)
    with pytest.raises(Refused, match="begin a new definition on 2026-06-01 or later"):
        change_definition(definition=row, actor=cast.vera, now=NOW)
    with pytest.raises(Refused, match="it can end on that day or later, not on 2026-05-14"):
        begin_definition(definition=draft(level, date(2026, 5, 15)), actor=cast.vera, now=NOW)
    with tenant(cast.harbor):
        row.refresh_from_db()
        assert row.expected == Decimal(92)
        row.valid_to = date(2026, 6, 30)
        change_definition(definition=row, actor=cast.vera, now=NOW)


def test_the_levels_of_a_category_share_no_more_than_their_pool(
    cast: Cast, level: ServiceLevel
) -> None:
    with tenant(cast.harbor):
        scheme = CreditScheme.objects.create(
            contract=Contract.objects.get(), name="Pool", kind="at_risk_pool", terms=POOL
        )
        other = ServiceLevel.objects.create(engagement=level.engagement, key="P1", name="P1")
        pool: dict[str, Any] = {"credit_scheme": scheme, "pool_category": "Critical"}
        first = draft(level, pool_share_percent=Decimal(60), **pool)
        too_much = draft(other, pool_share_percent=Decimal(50), **pool)
        rest = draft(other, pool_share_percent=Decimal(40), **pool)
    begin_definition(definition=first, actor=cast.vera, now=NOW)
    with pytest.raises(Refused) as refused:
        begin_definition(definition=too_much, actor=cast.vera, now=NOW)
    assert str(refused.value) == (
        "Credit scheme “Pool”: categories[0].shares: add up to 110 %. Expected at most the 100 % "
        "of the category."
    )
    with tenant(cast.harbor):
        assert not other.definitions.exists()
    begin_definition(definition=rest, actor=cast.vera, now=NOW)


def test_a_claim_is_approved_or_refused_with_its_reason(cast: Cast, level: ServiceLevel) -> None:
    with tenant(cast.harbor):
        claim = Exclusion.objects.create(
            service_level=level,
            starts_at=datetime(2026, 5, 3, 2, tzinfo=UTC),
            ends_at=datetime(2026, 5, 3, 4, tzinfo=UTC),
            cause="maintenance",
            reason="Patches",
            claimed_on=date(2026, 6, 9),
            claim_by=date(2026, 6, 5),
        )

    def decide(to: ExclusionState, reason: str = "", **who: Any) -> Exclusion:
        actor = who.get("actor", cast.vera)
        return decide_exclusion(exclusion_id=claim.pk, to=to, actor=actor, now=NOW, reason=reason)

    with pytest.raises(Refused) as late:
        decide(ExclusionState.APPROVED)
    assert str(late.value) == (
        "It was claimed on 2026-06-09, after the deadline 2026-06-05: say why it is approved all "
        "the same."
    )
    with pytest.raises(Refused, match="Say why the exclusion is refused"):
        decide(ExclusionState.REFUSED)
    with pytest.raises(NotPermitted, match="The role Finance doesn't decide exclusions"):
        decide(ExclusionState.APPROVED, "Agreed", actor=cast.fay)
    assert decide(ExclusionState.REFUSED, " Too late ").decision_reason == "Too late"
    with pytest.raises(Refused, match="This exclusion is refused already"):
        decide(ExclusionState.REFUSED, "Again")
    with pytest.raises(Refused, match="was refused: say why it is approved now"):
        decide(ExclusionState.APPROVED)
    assert decide(ExclusionState.APPROVED, "Agreed by both").decided_by == cast.vera
