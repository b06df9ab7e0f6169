"""Vera puts May before the desk's vendor; what was agreed to stays as it was."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership
from accounts.tenancy import tenant
from risk.services.actions import Plan, create_action
from risk.services.review_packs import (
    NotPermitted,
    Refused,
    agree_for_us,
    make_pack,
    record_their_agreement,
)
from sourcing.models import Engagement, ReviewPack
from sourcing.service_levels.periods import PeriodKind
from teams.models import Site, Team
from tests.cast import Cast
from tests.service_credits.scene import CLAIM, FLAT, NOW, Scene, make_scene
from vendors.models import Vendor

MAY = date(2026, 5, 15)


@pytest.fixture
def scene(cast: Cast) -> Scene:
    """Desk a missed April and May, desk b met, desk c has no result; one action is open."""
    scene = make_scene(cast.harbor, {**FLAT, "options": CLAIM})
    for key in "abc":
        scene.level(key)
    for month in (3, 4, 5):
        scene.result("a", month, "met" if month == 3 else "missed_minimum", steps=["Counted."])
        scene.result("b", month, "met", sample=30, excluded=2)
    scene.run(datetime(2026, 6, 10, 12, tzinfo=UTC))
    create_action(
        plan=Plan("Ask for a root cause", cast.vera, date(2026, 6, 12)),
        actor=cast.vera,
        now=NOW,
        source=scene.contract,
    )
    create_action(plan=Plan("About somebody else", cast.vera), actor=cast.vera, now=NOW)
    return scene


def pack_of(scene: Scene, actor: Membership, kind: str = "month", day: date = MAY) -> ReviewPack:
    return make_pack(
        party=scene.contract.vendor, kind=PeriodKind(kind), day=day, actor=actor, now=NOW
    )


def test_a_pack_holds_levels_misses_credits_actions_and_coverage(scene: Scene, cast: Cast) -> None:
    pack = pack_of(scene, cast.vera)
    assert (pack.first_day, pack.last_day, pack.edition) == (
        date(2026, 5, 1),
        date(2026, 5, 31),
        1,
    )
    contents: dict[str, Any] = pack.contents
    assert (contents["party"], contents["period"]) == ("DESK-1 Services", "May 2026")
    assert contents["sentence"] == (
        "Of 3 service levels 1 met, 1 in default, 1 without data; service credits: 1; open "
        "actions: 1."
    )
    first, second, third = contents["levels"]
    assert first == {
        "level": "Desk a",
        "engagement": first["engagement"],
        "period": "May 2026",
        "attained": "99.2 %",
        "targets": "99.9 % and 99.5 %",
        "outcome": "missed_minimum",
        "outcome_words": "Below minimum",
        "in_default": True,
        "settled": "Final",
        "trend": [
            {"period": "March 2026", "attained": "99.95 %", "outcome_words": "Met"},
            {"period": "April 2026", "attained": "99.2 %", "outcome_words": "Below minimum"},
            {"period": "May 2026", "attained": "99.2 %", "outcome_words": "Below minimum"},
        ],
    }
    assert (second["outcome_words"], third["outcome_words"], third["trend"]) == (
        "Met",
        "No data",
        [],
    )
    assert contents["misses"] == [
        {
            "level": "Desk a",
            "period": "May 2026",
            "outcome_words": "Below minimum",
            "default": "The minimum was missed",
            "attained": "99.2 %",
            "targets": "99.9 % and 99.5 %",
            "reasons": ["Counted."],
        }
    ]
    # April's credit expired before it could be claimed, so it isn't carried forward.
    assert contents["credits"] == [
        {
            "level": "Desk a",
            "period": "May 2026",
            "amount": "10000.00",
            "currency": "USD",
            "amount_words": "10,000.00 USD",
            "state": "Computed",
            "claim_by": "15 Jul 2026",
            "on_invoices": "0.00 USD",
        }
    ]
    assert contents["actions"] == [
        {
            "title": "Ask for a root cause",
            "owner": str(cast.vera),
            "due_on": "12 Jun 2026",
            "is_late": True,
            "since": "30 Jun 2026",
        }
    ]
    assert contents["coverage"][1:] == [
        {
            "level": "Desk b",
            "periods": 1,
            "with_data": 1,
            "basis": "Measured",
            "counted": 30,
            "left_out": 2,
        },
        {
            "level": "Desk c",
            "periods": 0,
            "with_data": 0,
            "basis": "",
            "counted": 0,
            "left_out": 0,
        },
    ]


def test_a_quarter_holds_its_months(scene: Scene, cast: Cast) -> None:
    with pytest.raises(Refused, match="Q2 2026 isn't over: it ends on 2026-06-30"):
        pack_of(scene, cast.vera, "quarter")
    pack = pack_of(scene, cast.vera, "quarter", date(2026, 2, 3))
    assert (pack.contents["period"], pack.contents["coverage"][0]["periods"]) == ("Q1 2026", 1)
    assert pack.contents["misses"] == []


@pytest.mark.parametrize("party", ["vendor", "team"])
def test_without_levels_a_pack_says_so(scene: Scene, cast: Cast, party: str) -> None:
    with tenant(cast.harbor):
        site = Site.objects.create(name="Pier", country="IN", time_zone="Asia/Kolkata")
        quiet: Vendor | Team = (
            Vendor.objects.create(legal_name="Quiet")
            if party == "vendor"
            else Team.objects.create(name="Quiet", site=site, kind="captive", head_count=1)
        )
    pack = make_pack(party=quiet, kind=PeriodKind.MONTH, day=MAY, actor=cast.vera, now=NOW)
    assert (pack.vendor, pack.captive_team) == (
        (quiet, None) if party == "vendor" else (None, quiet)
    )
    assert pack.contents == {
        "period": "May 2026",
        "party": "Quiet",
        "sentence": "No service level is recorded.",
        "levels": [],
        "misses": [],
        "credits": [],
        "actions": [],
        "coverage": [],
    }


def test_a_vendors_team_has_no_pack_of_its_own(scene: Scene, cast: Cast) -> None:
    with tenant(cast.harbor):
        site = Site.objects.create(name="Pier", country="IN", time_zone="Asia/Kolkata")
        team = Team.objects.create(name="Run", site=site, kind="vendor_supplied", head_count=1)
    with pytest.raises(Refused, match="Run is a vendor's team: make a pack of its vendor"):
        make_pack(party=team, kind=PeriodKind.MONTH, day=MAY, actor=cast.vera, now=NOW)


def test_both_sides_agree_once(scene: Scene, cast: Cast) -> None:
    pack = pack_of(scene, cast.vera)
    ours: dict[str, Any] = {"pack_id": pack.pk, "actor": cast.vera, "now": NOW}
    assert agree_for_us(**ours).agreed_by == cast.vera
    with pytest.raises(Refused, match="Vera agreed to this pack already"):
        agree_for_us(**{**ours, "actor": cast.omar})
    for day in (date(2026, 5, 31), date(2026, 7, 1)):
        with pytest.raises(Refused, match="after the period, which ends on 2026-05-31"):
            record_their_agreement(**ours, counterpart="Priya Rao", agreed_on=day)
    with pytest.raises(Refused, match="found no name"):
        record_their_agreement(**ours, counterpart=" ", agreed_on=date(2026, 6, 20))
    agreed = record_their_agreement(**ours, counterpart="Priya Rao", agreed_on=date(2026, 6, 20))
    assert (agreed.counterpart, agreed.counterpart_agreed_on) == ("Priya Rao", date(2026, 6, 20))
    with pytest.raises(Refused, match="Priya Rao agreed to this pack already"):
        record_their_agreement(**ours, counterpart="Ravi", agreed_on=date(2026, 6, 21))


@pytest.mark.parametrize(
    "change",
    [
        "agreed_at = NULL, agreed_by_id = NULL",
        "agreed_at = now()",
        "counterpart = 'Ravi'",
        "counterpart = '', counterpart_agreed_on = NULL",
        "contents = '{}'",
        "edition = 7",
    ],
)
def test_the_database_keeps_what_was_agreed(scene: Scene, cast: Cast, change: str) -> None:
    pack = pack_of(scene, cast.vera)
    ours: dict[str, Any] = {"pack_id": pack.pk, "actor": cast.vera, "now": NOW}
    agree_for_us(**ours)
    record_their_agreement(**ours, counterpart="Priya Rao", agreed_on=date(2026, 6, 20))
    with (
        pytest.raises(DatabaseError, match=r"is not changed|Cannot update"),
        tenant(cast.harbor),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE sourcing_reviewpack SET {change} WHERE id = %s", [pack.pk])  # noqa: S608


def test_a_correction_is_a_new_edition_and_the_earlier_one_stays(scene: Scene, cast: Cast) -> None:
    first = pack_of(scene, cast.vera)
    with tenant(cast.harbor):
        Engagement.objects.update(name="Renamed")
    second = pack_of(scene, cast.vera)
    assert (first.edition, second.edition) == (1, 2)
    with pytest.raises(Refused, match="a later edition of this pack"):
        agree_for_us(pack_id=first.pk, actor=cast.vera, now=NOW)
    before = first.contents
    with tenant(cast.harbor):
        first.refresh_from_db()
    assert first.contents == before


def test_two_who_make_one_at_once_get_two_editions(scene: Scene, cast: Cast) -> None:
    start = Barrier(2)

    def make(actor: Membership) -> int:
        start.wait()
        try:
            return pack_of(scene, actor).edition
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(make, [cast.vera, cast.omar])) == [1, 2]


def test_who_may_and_whose(scene: Scene, cast: Cast) -> None:
    for actor in (cast.fay, cast.sam, cast.hana, cast.eve, cast.ivan):
        with pytest.raises(NotPermitted, match="doesn't make review packs"):
            pack_of(scene, actor)
    with pytest.raises(Vendor.DoesNotExist):
        pack_of(scene, cast.mallory)
    pack = pack_of(scene, cast.vera)
    with pytest.raises(ReviewPack.DoesNotExist):
        agree_for_us(pack_id=pack.pk, actor=cast.mallory, now=NOW)
    with pytest.raises(NotPermitted, match="Finance doesn't agree to review packs"):
        agree_for_us(pack_id=pack.pk, actor=cast.fay, now=NOW)


def test_a_pack_costs_the_same_however_many_levels(scene: Scene, cast: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            pack_of(scene, cast.vera)
        return len(captured)

    few = queries()
    for key in "defghij":
        scene.level(key)
        for month in (3, 4, 5):
            scene.result(key, month)
    assert queries() == few
    assert few <= 25
