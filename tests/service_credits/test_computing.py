"""What is owed is computed once results are final: together, once, and again only as it must."""

from datetime import UTC, date, datetime
from decimal import Decimal

from accounts.tenancy import tenant
from sourcing.credits.ledger_rules import Move
from sourcing.models import IncidentLink, PeriodResult
from sourcing.services.credit_moves import move_credit
from tests.cast import Cast
from tests.service_credits.scene import CLAIM, FLAT, NOW, POOL, make_scene
from vendors.models import MonthlyCharge

D = Decimal


def test_three_defaults_of_a_month_share_the_amount_at_risk(cast: Cast) -> None:
    scene = make_scene(cast.harbor, POOL)
    for key in "abc":
        scene.level(key)
        scene.result(key, 5)
    done = scene.run()
    assert (done.added, done.changed, done.not_credited) == (3, 0, [])
    assert scene.credits() == [
        ("a", 5, "computed", "3333.33"),
        ("b", 5, "computed", "3333.33"),
        ("c", 5, "computed", "3333.34"),
    ]
    credit = scene.credit("c", 5)
    assert (credit.base, credit.cap, credit.multiplier) == (D(100_000), D(10_000), D(1))
    assert (credit.needs_claim, credit.claim_by) == (False, None)
    assert credit.steps == [
        "Desk c was 99.2 %, a service level default. At risk is 10 % of 100,000.00 USD = "
        "10,000.00 USD; the pool Critical of 300 % × a share of 20 % of 10,000.00 USD = "
        "6,000.00 USD.",
        "The credits of May 2026 come to 18,000.00 USD, above the cap of 10,000.00 USD: "
        "6,000.00 ÷ 18,000.00 × 10,000.00 USD = 3,333.34 USD.",
    ]


def test_a_second_run_changes_nothing(cast: Cast) -> None:
    scene = make_scene(cast.harbor, FLAT)
    scene.level("a")
    scene.result("a", 5)
    scene.run()
    before = scene.credit("a", 5)
    again = scene.run(datetime(2026, 7, 1, tzinfo=UTC))
    assert (again.added, again.changed, again.dropped) == (0, 0, 0)
    assert scene.credit("a", 5).computed_at == before.computed_at


def test_what_is_not_final_earns_nothing_yet(cast: Cast) -> None:
    scene = make_scene(cast.harbor, FLAT)
    scene.level("a")
    scene.result("a", 5, state="disputed", final_at=None)
    assert scene.run().added == 0
    assert scene.credits() == []


def test_the_base_is_the_charge_without_what_is_passed_through(cast: Cast) -> None:
    scene = make_scene(cast.harbor, FLAT, charge=12_000, pass_through=2_000)
    scene.level("a")
    scene.result("a", 5)
    scene.run()
    assert (scene.credit("a", 5).base, scene.credit("a", 5).amount) == (D(10_000), D(1_000))


def test_a_quarter_is_charged_as_its_months(cast: Cast) -> None:
    scene = make_scene(cast.harbor, FLAT, charge=None)
    with tenant(cast.harbor):
        for month, amount in ((1, 10_000), (2, 11_000), (3, 12_000)):
            MonthlyCharge.objects.create(
                contract=scene.contract,
                first_month=date(2026, month, 1),
                last_month=date(2026, month, 1),
                amount=Decimal(amount),
            )
    scene.level("a", period_kind="quarter")
    scene.result("a", 1, last_day=date(2026, 3, 31))
    scene.run()
    assert (scene.credit("a", 1).base, scene.credit("a", 1).amount) == (D(33_000), D(3_300))


def test_without_a_charge_there_is_a_reason_and_no_credit(cast: Cast) -> None:
    scene = make_scene(cast.harbor, FLAT, charge=None)
    scene.level("a")
    scene.result("a", 5)
    (told,) = scene.run().not_credited
    assert (told.level, told.period, told.reason) == (
        "Desk a",
        "May 2026",
        "There is no base to compute from: no charge by the contract is recorded for May 2026.",
    )
    assert scene.credits() == []


def test_ramp_up_earns_nothing_and_counts_as_history(cast: Cast) -> None:
    doubled = {**FLAT, "options": {"multiplier": {"factor": "2", "from_nth": 3}}}
    scene = make_scene(cast.harbor, doubled)
    scene.level("a", ramp_up_periods=2)
    for month in (1, 2, 3):
        scene.result("a", month)
    scene.run()
    # March is the third default in a row, although the first two were free.
    assert scene.credits() == [("a", 3, "computed", "20000.00")]
    assert scene.credit("a", 3).multiplier == 2


def test_an_incident_is_paid_once_and_waits_for_every_level(cast: Cast) -> None:
    once = {**FLAT, "options": {"one_credit_per_incident": True}}
    scene = make_scene(cast.harbor, once)
    for key in "ab":
        scene.level(key)
        with tenant(cast.harbor):
            IncidentLink.objects.create(
                service_level=scene.levels[key], day=date(2026, 5, 9), incident="INC-7"
            )
    scene.result("a", 5)
    (told,) = scene.run().not_credited
    assert told.reason == "Credits of a period add up at once: Desk b isn't final."
    scene.result("b", 5)
    (told,) = scene.run().not_credited
    assert (told.level, told.reason[:26]) == ("Desk b", "Incident INC-7 is paid onc")
    assert scene.credits() == [("a", 5, "computed", "10000.00")]


def test_a_late_level_gets_what_the_cap_leaves(cast: Cast) -> None:
    scene = make_scene(cast.harbor, POOL)
    for key in "abc":
        scene.level(key)
    scene.result("a", 5)
    scene.run()
    assert scene.credits() == [("a", 5, "computed", "6000.00")]
    move_credit(credit_id=scene.credit("a", 5).pk, move=Move.NOTIFY, actor=cast.vera, now=NOW)
    scene.result("b", 5)
    scene.result("c", 5)
    scene.run()
    assert scene.credits() == [
        ("a", 5, "notified", "6000.00"),
        ("b", 5, "computed", "2000.00"),
        ("c", 5, "computed", "2000.00"),
    ]
    assert scene.credit("c", 5).steps[-1] == (
        "Credits of 6,000.00 USD for this period are under way already, which leaves "
        "4,000.00 USD of the cap: 2,000.00 USD here."
    )


def test_an_untouched_credit_follows_its_results_revision(cast: Cast) -> None:
    scene = make_scene(cast.harbor, FLAT)
    scene.level("a")
    first = scene.result("a", 5)
    scene.run()
    with tenant(cast.harbor):
        PeriodResult.objects.filter(pk=first.pk).update(is_latest=False)
    scene.result("a", 5, "met", revision=2, revision_reason="Late data")
    assert scene.run().dropped == 1
    credit = scene.credit("a", 5)
    assert scene.moves(credit) == [
        (
            "waived",
            "",
            "",
            "Computed anew, nothing is owed: Desk a was 99.95 % and met its targets: no credit.",
        )
    ]


def test_good_periods_earn_a_credit_back(cast: Cast) -> None:
    terms = {**FLAT, "options": {"earn_back": {"periods": 2, "judging": "each_period"}}}
    scene = make_scene(cast.harbor, terms)
    scene.level("a")
    scene.result("a", 2)
    scene.result("a", 3, "met")
    scene.run()
    assert scene.credits() == [("a", 2, "computed", "10000.00")]
    # April isn't final, so May alone can't tell.
    scene.result("a", 5, "met")
    assert scene.run().earned_back == 0
    scene.result("a", 4, "met")
    assert scene.run().earned_back == 1
    (move,) = scene.moves(scene.credit("a", 2))
    assert move == (
        "earned_back",
        "",
        "",
        "Earned back: each of the 2 periods after met the expected target; 10,000.00 lapse.",
    )


def test_an_applied_credit_is_charged_back_by_a_debit(cast: Cast) -> None:
    terms = {**FLAT, "options": {"earn_back": {"periods": 1, "judging": "each_period"}}}
    scene = make_scene(cast.harbor, terms)
    scene.level("a")
    scene.result("a", 2)
    scene.run()
    credit = scene.credit("a", 2)
    move_credit(credit_id=credit.pk, move=Move.NOTIFY, actor=cast.vera, now=NOW)
    move_credit(
        credit_id=credit.pk, move=Move.MAKE_DUE, actor=cast.fay, now=NOW, invoice_reference="I-3"
    )
    move_credit(
        credit_id=credit.pk,
        move=Move.APPLY,
        actor=cast.fay,
        now=NOW,
        amount=Decimal(10_000),
        invoice_reference="I-3",
        seen_moves=2,
    )
    scene.result("a", 3, "met")
    scene.run()
    last = scene.moves(credit)[-1]
    assert last[:3] == ("earned_back", "-10000.00", "")
    assert scene.credit("a", 2).applied_amount == 0


def test_no_data_after_a_credit_ends_the_attempt(cast: Cast) -> None:
    terms = {**FLAT, "options": {"earn_back": {"periods": 1, "judging": "each_period"}}}
    scene = make_scene(cast.harbor, terms)
    scene.level("a")
    scene.result("a", 2)
    scene.result("a", 3, "no_data")
    scene.result("a", 4, "met")
    assert scene.run().earned_back == 0


def test_a_credit_that_nobody_claims_in_time_expires(cast: Cast) -> None:
    scene = make_scene(cast.harbor, {**FLAT, "options": CLAIM})
    scene.level("a")
    scene.result("a", 4)
    scene.result("a", 5)
    scene.run()
    # 45 days after 30 April are over on 30 June, those after 31 May not.
    assert scene.credits() == [("a", 4, "expired", "10000.00"), ("a", 5, "computed", "10000.00")]
    assert scene.credit("a", 5).claim_by == date(2026, 7, 15)
    (move,) = scene.moves(scene.credit("a", 4))
    assert move[3] == "It could be claimed until 14 Jun 2026, and was not."


def test_terms_that_are_no_scheme_are_told(cast: Cast) -> None:
    scene = make_scene(cast.harbor, {"kind": "flat", "percent": "3"})
    scene.level("a")
    scene.result("a", 5)
    (told,) = scene.run().not_credited
    assert told.reason == (
        "It can't be computed: cap_percent: missing. Expected a number, written as text such as "
        '"99.99" where it has a fraction.'
    )
