"""What the vendor reports and what we say to it, and moves by hand."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import Membership
from accounts.tenancy import tenant
from sourcing.models import PeriodResult, ServiceLevel, VendorReport
from sourcing.models.service_level import Source
from sourcing.service_levels.lifecycle import State
from sourcing.services.judging import judge_levels
from sourcing.services.result_moves import move_result
from sourcing.services.vendor_reports import Reported, decide_report, record_report
from tests.cast import Cast, make_cast
from tests.service_levels.judged import JUNE, MAY, NOW, make_level, measure, result_of
from vendors.services.refusals import NotPermitted, Refused

EARLY_JUNE = date(2026, 6, 8)


@pytest.fixture
def early(db: None) -> Cast:
    """Harbor Works on 8 June, when May isn't final yet."""
    return make_cast(EARLY_JUNE)


def reported(
    level: ServiceLevel, actor: Membership, attained: str, day: date = MAY
) -> VendorReport:
    return record_report(
        level_id=level.pk,
        first_day=day,
        reported=Reported(Decimal(attained)),
        reported_on=EARLY_JUNE,
        actor=actor,
        now=NOW,
    )


def found(cast: Cast, level: ServiceLevel) -> tuple[object, ...]:
    with tenant(cast.harbor):
        row = result_of(level, MAY)
    return (row.state, row.basis, row.attained, row.outcome, row.revision)


def measured_level(cast: Cast) -> ServiceLevel:
    """Measured 99.4 % in May, which misses the minimum."""
    with tenant(cast.harbor):
        level = make_level(valid_from=MAY)
        measure(level, date(2026, 5, 10), 9940)
    return level


def test_a_level_judged_by_reports_takes_the_vendors_figure(early: Cast) -> None:
    with tenant(early.harbor):
        level = make_level(source=Source.VENDOR_REPORT, valid_from=MAY)
    judge_levels(organization=early.harbor, now=NOW)
    assert found(early, level) == ("preliminary", "measured", None, "no_data", 1)
    reported(level, early.omar, "99.7")
    assert found(early, level) == (
        "vendor_reported",
        "reported",
        Decimal("99.7"),
        "missed_expected",
        1,
    )


def test_our_measurement_stands_until_the_report_is_accepted(early: Cast) -> None:
    level = measured_level(early)
    report = reported(level, early.omar, "99.95")
    ours = ("vendor_reported", "measured", Decimal("99.4"), "missed_minimum", 1)
    assert found(early, level) == ours
    decide_report(report_id=report.pk, accept=True, actor=early.omar, now=NOW)
    assert found(early, level) == ("agreed", "reported", Decimal("99.95"), "met", 1)


def test_a_dispute_needs_a_reason_and_no_clock_ends_it(early: Cast) -> None:
    level = measured_level(early)
    report = reported(level, early.omar, "99.95")
    with pytest.raises(Refused, match="Say why the result becomes disputed"):
        decide_report(report_id=report.pk, accept=False, actor=early.omar, now=NOW)
    decide_report(
        report_id=report.pk, accept=False, actor=early.omar, now=NOW, reason="10 May is missing."
    )
    judge_levels(organization=early.harbor, now=NOW, as_of=date(2026, 9, 1))
    disputed = ("disputed", "measured", Decimal("99.4"), "missed_minimum", 1)
    assert found(early, level) == disputed
    corrected = reported(level, early.omar, "99.4")
    assert corrected.pk == report.pk
    assert found(early, level)[0] == "vendor_reported"


def test_the_same_figures_again_keep_what_was_said_to_them(early: Cast) -> None:
    level = measured_level(early)
    report = reported(level, early.omar, "99.95")
    decide_report(report_id=report.pk, accept=True, actor=early.omar, now=NOW)
    again = reported(level, early.vera, "99.950000")
    assert (again.pk, again.decision, again.entered_by) == (report.pk, "accepted", early.omar)
    assert found(early, level) == ("agreed", "reported", Decimal("99.95"), "met", 1)
    corrected = reported(level, early.vera, "99.94")
    assert (corrected.decision, corrected.entered_by) == ("pending", early.vera)


def test_a_report_accepted_after_final_makes_a_revision(cast: Cast) -> None:
    level = measured_level(cast)
    report = reported(level, cast.omar, "99.95")
    assert found(cast, level)[0] == "final"
    decide_report(report_id=report.pk, accept=True, actor=cast.omar, now=NOW)
    assert found(cast, level) == ("final", "reported", Decimal("99.95"), "met", 2)
    with tenant(cast.harbor):
        reason = result_of(level, MAY).revision_reason
    assert reason == "Which figure counts was decided after the result was final."


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        (Reported(), "Give the attained figure, or numerator and denominator."),
        (Reported(Decimal("100.5")), "The attained figure is 100.5 %: expected at most 100 %."),
        (Reported(Decimal("NaN")), "The attained is NaN: expected a number of 0 or more."),
        (
            Reported(numerator=Decimal(7), denominator=Decimal(5)),
            "The numerator is 7: expected at most the denominator, 5.",
        ),
    ],
)
def test_figures_that_cannot_be_are_named(early: Cast, figures: Reported, sentence: str) -> None:
    level = measured_level(early)
    with pytest.raises(Refused) as refused:
        record_report(
            level_id=level.pk,
            first_day=MAY,
            reported=figures,
            reported_on=EARLY_JUNE,
            actor=early.omar,
            now=NOW,
        )
    assert str(refused.value) == sentence


def test_only_a_period_that_is_over_can_be_reported(early: Cast) -> None:
    level = measured_level(early)
    with pytest.raises(Refused, match="June 2026 isn't over"):
        reported(level, early.omar, "99.95", JUNE)
    with pytest.raises(Refused, match="No period of Uptime begins on 2026-05-02"):
        reported(level, early.omar, "99.95", date(2026, 5, 2))


def test_moves_by_hand_stay_in_the_steps(early: Cast) -> None:
    level = measured_level(early)
    judge_levels(organization=early.harbor, now=NOW)
    with tenant(early.harbor):
        result = result_of(level, MAY)
    move_result(result_id=result.pk, to=State.AGREED, actor=early.omar, now=NOW)
    judge_levels(organization=early.harbor, now=NOW)
    with pytest.raises(Refused, match="Say why the result becomes final"):
        move_result(result_id=result.pk, to=State.FINAL, actor=early.omar, now=NOW)
    move_result(
        result_id=result.pk, to=State.FINAL, actor=early.omar, now=NOW, reason="Both signed."
    )
    with tenant(early.harbor):
        result = result_of(level, MAY)
    assert (result.state, result.final_at) == ("final", NOW)
    assert result.steps[-2:] == [
        "By hand: Omar made the result agreed on 30 Jun 2026.",
        "By hand: Omar made the result final on 30 Jun 2026. Reason: Both signed.",
    ]
    judge_levels(organization=early.harbor, now=NOW)
    assert found(early, level)[-1] == 1


def test_who_may_not_is_told_and_another_organization_finds_nothing(early: Cast) -> None:
    level = measured_level(early)
    judge_levels(organization=early.harbor, now=NOW)
    with tenant(early.harbor):
        result = result_of(level, MAY)
    with pytest.raises(NotPermitted):
        reported(level, early.eve, "99.95")
    with pytest.raises(NotPermitted):
        move_result(result_id=result.pk, to=State.AGREED, actor=early.eve, now=NOW)
    with pytest.raises(ServiceLevel.DoesNotExist):
        reported(level, early.mallory, "99.95")
    with pytest.raises(PeriodResult.DoesNotExist):
        move_result(result_id=result.pk, to=State.AGREED, actor=early.mallory, now=NOW)
