"""Actions: written down, made with one click, done, dropped, handed over, told in digests."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership
from accounts.tenancy import tenant
from risk.conclusions import Severity
from risk.models import Action, Delivery
from risk.models.action import ActionState, Priority
from risk.services.actions import (
    ActionRefused,
    Plan,
    change_action,
    complete_action,
    create_action,
    drop_action,
    hand_over,
    reopen_action,
)
from risk.services.comments import write_comment
from risk.services.dispatch import dispatch
from risk.services.outbox import has_work
from tests.admin.conftest import SignIn, sign_in  # noqa: F401 - a fixture
from tests.cast import Cast, make_cast
from tests.mail.stories import TUESDAY, find, tell
from vendors.models import Contract, Obligation, RenewalDecision, Vendor

TODAY = date(2026, 6, 30)


@pytest.fixture
def living(db: None) -> Cast:
    """The cast in an organization without a pinned date."""
    return make_cast(today=None)


def plan(owner: Membership, title: str = "Ask for the amendment", **more: Any) -> Plan:
    return Plan(title=title, owner=owner, **more)


def write(actor: Membership, wanted: Plan | None = None, **more: Any) -> Action:
    return create_action(plan=wanted or plan(actor), actor=actor, now=TUESDAY, **more)


def fresh(action: Action) -> Action:
    with tenant(action.organization_id):
        return Action.objects.get(pk=action.pk)


def test_an_action_is_done_reopened_and_dropped(cast: Cast) -> None:
    action = write(cast.vera, plan(cast.omar, due_on=TODAY))
    for _ in range(2):
        complete_action(action_id=action.pk, actor=cast.omar, now=TUESDAY)
    done = fresh(action)
    assert (done.state, done.closed_by, done.closed_at) == ("done", cast.omar, TUESDAY)
    with pytest.raises(ActionRefused, match=r"is done\. Reopen it first"):
        drop_action(action_id=action.pk, reason="No", actor=cast.omar, now=TUESDAY)
    reopen_action(action_id=action.pk, actor=cast.vera)
    assert (fresh(action).state, fresh(action).closed_by) == ("open", None)
    with pytest.raises(ActionRefused, match="Say why"):
        drop_action(action_id=action.pk, reason=" ", actor=cast.omar, now=TUESDAY)
    drop_action(action_id=action.pk, reason="Contract ended", actor=cast.omar, now=TUESDAY)
    assert (fresh(action).state, fresh(action).reason) == ("dropped", "Contract ended")
    with tenant(cast.harbor):
        states = action.events.order_by("pgh_id").values_list("state", flat=True)  # type: ignore[attr-defined]
        assert list(states) == ["open", "done", "open", "dropped"]


def test_the_database_keeps_closing_whole(cast: Cast) -> None:
    action = write(cast.vera)
    for wrong in ({"state": "done"}, {"closed_at": TUESDAY}, {"title": ""}):
        with pytest.raises(IntegrityError):
            with tenant(cast.harbor):
                Action.objects.filter(pk=action.pk).update(**wrong)
    finding = find(cast.harbor)
    with pytest.raises(IntegrityError, match="risk_action_one_source"):
        with tenant(cast.harbor):
            Action.objects.filter(pk=action.pk).update(
                finding=finding, contract=finding.contract_id
            )


def test_roles(cast: Cast) -> None:
    with pytest.raises(PermissionDenied, match="Executive doesn't write actions"):
        write(cast.eve)
    others = write(cast.vera)
    with pytest.raises(PermissionDenied, match="only actions of its own"):
        complete_action(action_id=others.pk, actor=cast.eve, now=TUESDAY)
    hers = write(cast.vera, plan(cast.eve))
    assert complete_action(action_id=hers.pk, actor=cast.eve, now=TUESDAY).state == "done"
    with pytest.raises(ActionRefused, match="Ivan opens no pages here"):
        write(cast.vera, plan(cast.ivan))
    with pytest.raises(ActionRefused, match="among the members of your organization"):
        hand_over(action_id=others.pk, to=cast.mallory, actor=cast.vera)


def test_another_organizations_action_is_missing(cast: Cast) -> None:
    theirs = write(cast.mallory)
    with pytest.raises(Action.DoesNotExist):
        complete_action(action_id=theirs.pk, actor=cast.omar, now=TUESDAY)
    with pytest.raises(Action.DoesNotExist):
        hand_over(action_id=theirs.pk, to=cast.omar, actor=cast.omar)
    with pytest.raises(Action.DoesNotExist):
        reopen_action(action_id=uuid4(), actor=cast.omar)


def test_an_action_outlives_the_finding_it_came_from(cast: Cast) -> None:
    finding = find(cast.harbor)
    action = write(cast.vera, source=finding)
    with tenant(cast.harbor):
        finding.delete()
    assert fresh(action).source is None


# Digests ---------------------------------------------------------------------------------------


def digests(member: Membership) -> list[str]:
    with tenant(member.organization_id):
        found = Delivery.objects.filter(recipient=member).order_by("created_at")
        return list(found.values_list("subject", flat=True))


def test_a_digest_tells_once_that_actions_are_overdue(living: Cast) -> None:
    for number in range(3):
        late = plan(living.omar, f"Task {number}", due_on=date(2026, 6, 27 + number))
        write(living.vera, late)
    write(living.vera, plan(living.omar, "Not yet", due_on=TODAY))
    assert has_work(organization=living.harbor, now=TUESDAY)
    assert dispatch(organization=living.harbor, now=TUESDAY) == 1
    assert digests(living.omar) == ["3 of your actions are overdue: Harbor Works"]
    with tenant(living.harbor):
        text = Delivery.objects.get().text
    assert "3 of your actions are overdue\nTask 0, due 27 Jun 2026\nOpen: http://" in text
    assert "Not yet" not in text
    tomorrow = TUESDAY + timedelta(days=1)
    assert dispatch(organization=living.harbor, now=tomorrow) == 1
    assert digests(living.omar)[1] == "4 of your actions are overdue: Harbor Works"
    assert dispatch(organization=living.harbor, now=tomorrow + timedelta(days=1)) == 0


def test_another_day_or_owner_is_told_anew(living: Cast) -> None:
    action = write(living.vera, plan(living.omar, due_on=date(2026, 6, 29)))
    assert dispatch(organization=living.harbor, now=TUESDAY) == 1
    hand_over(action_id=action.pk, to=living.eve, actor=living.omar)
    assert dispatch(organization=living.harbor, now=TUESDAY) == 1
    assert digests(living.eve) == ["1 of your actions is overdue: Harbor Works"]
    later = replace(plan(living.eve), due_on=TODAY)
    change_action(action_id=action.pk, plan=later, actor=living.eve)
    assert dispatch(organization=living.harbor, now=TUESDAY + timedelta(days=1)) == 1


def test_overdue_actions_ride_along_with_findings(living: Cast) -> None:
    write(living.vera, plan(living.omar, due_on=date(2026, 6, 29)))
    tell(living.harbor, find(living.harbor, "Overpaid"))
    dispatch(organization=living.harbor, now=TUESDAY)
    assert digests(living.omar) == ["High: Overpaid: Harbor Works"]
    with tenant(living.harbor):
        mail = Delivery.objects.get(recipient=living.omar)
    assert mail.text.index("High: Overpaid") < mail.text.index("1 of your actions is overdue")
    assert "1 of your actions is overdue" in mail.html


def test_who_wants_no_digest_gets_none(living: Cast) -> None:
    write(living.vera, plan(living.omar, due_on=date(2026, 6, 29)))
    with tenant(living.harbor):
        Membership.objects.filter(pk=living.omar.pk).update(receives_digest=False)
    assert not has_work(organization=living.harbor, now=TUESDAY)
    assert dispatch(organization=living.harbor, now=TUESDAY) == 0


# Pages -----------------------------------------------------------------------------------------


@pytest.fixture
def omar(cast: Cast, sign_in: SignIn) -> Client:  # noqa: F811
    return sign_in(cast.omar)


def page(client: Client, query: str = "") -> str:
    answer = client.get(f"/risk/action/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_views_and_filters_stand_in_the_address(cast: Cast, omar: Client) -> None:
    finding = find(cast.harbor)
    write(cast.vera, plan(cast.omar, "Late one", due_on=date(2026, 6, 1)))
    write(cast.vera, plan(cast.omar, "Calm one"), source=finding)
    write(cast.vera, plan(cast.vera, "Hers", due_on=date(2026, 6, 2)))
    closed = write(cast.vera, plan(cast.omar, "Old one"))
    complete_action(action_id=closed.pk, actor=cast.omar, now=TUESDAY)
    write(cast.mallory, plan(cast.mallory, "Rival secret"))
    shown = {
        view: [
            name for name in ("Late one", "Calm one", "Hers", "Old one") if name in page(omar, view)
        ]
        for view in ("", "?view=overdue", "?view=all", "?view=done")
    }
    assert shown == {
        "": ["Late one", "Calm one"],
        "?view=overdue": ["Late one", "Hers"],
        "?view=all": ["Late one", "Calm one", "Hers"],
        "?view=done": ["Old one"],
    }
    assert "2 things of yours to do; 1 overdue." in page(omar)
    assert "Rival secret" not in page(omar, "?view=all&q=Rival")
    assert "Nothing matches" in page(omar, "?view=all&q=Rival")
    assert "Hers" not in page(omar, "?view=all&source=finding")
    assert "Calm one" in page(omar, "?view=all&source=finding")
    hers = page(omar, f"?view=all&owner={cast.vera.pk}")
    assert "Hers" in hers
    assert "Late one" not in hers
    wrong = page(omar, f"?view=mine2&owner={cast.mallory.pk}&source=x")
    assert "There is no view" in wrong
    assert "The owner in the address is no member" in wrong
    assert "Mallory" not in wrong


def test_obligations_stand_among_the_actions(cast: Cast, omar: Client) -> None:
    with tenant(cast.harbor):
        vendor = Vendor.objects.create(legal_name="Data-Core Systems")
        contract = Contract.objects.create(number="4711", vendor=vendor)
        Obligation.objects.create(
            contract=contract,
            title="Deliver the audit report",
            owed_by="vendor",
            first_due=date(2026, 6, 15),
            owner=cast.omar,
        )
        Obligation.objects.create(
            contract=contract, title="Far away", owed_by="us", first_due=date(2027, 6, 15)
        )
    write(cast.omar, plan(cast.omar, "Later late", due_on=date(2026, 6, 20)))
    shown = page(omar)
    assert "2 things of yours to do; 2 overdue." in shown
    assert shown.index("Deliver the audit report") < shown.index("Later late")
    assert "Obligation of 4711" in shown
    assert "Far away" not in page(omar, "?view=all")
    assert "Later late" not in page(omar, "?source=obligation")


def test_undecided_renewals_stand_among_the_actions(cast: Cast, omar: Client) -> None:
    """Running to 31 August with 60 days of notice and 30 more to decide: by 2 June, so late."""
    terms: dict[str, Any] = {
        "first_day": date(2025, 9, 1),
        "last_day": date(2026, 8, 31),
        "auto_renewal": True,
        "renewal_months": 12,
        "notice_period": 60,
        "notice_unit": "calendar_days",
    }
    with tenant(cast.harbor):
        vendor = Vendor.objects.create(legal_name="Data-Core Systems")
        Contract.objects.create(number="4711", vendor=vendor, owner=cast.omar, **terms)
        Contract.objects.create(number="4712", vendor=vendor, owner=cast.vera, **terms)
        decided = Contract.objects.create(number="4713", vendor=vendor, owner=cast.omar, **terms)
        RenewalDecision.objects.create(
            contract=decided,
            term_end=date(2026, 8, 31),
            choice="renew",
            reason="Good work",
            decided_by=cast.omar,
            decided_at=TUESDAY,
        )
    with tenant(cast.rival):
        theirs = Vendor.objects.create(legal_name="Rival Data-Core")
        Contract.objects.create(number="4714", vendor=theirs, **terms)
    mine = page(omar)
    assert "Decide about the renewal of 4711" in mine
    assert "To decide" in mine
    assert "4712" not in mine
    everybodys = page(omar, "?view=overdue&source=renewal")
    assert "renewal of 4711" in everybodys
    assert "renewal of 4712" in everybodys
    assert "4713" not in everybodys
    assert "4714" not in everybodys
    assert "renewal of" not in page(omar, "?view=all&source=obligation")


def test_many_are_done_or_handed_over_at_once(cast: Cast, omar: Client) -> None:
    mine = [write(cast.omar, plan(cast.omar, f"Task {n}")) for n in range(3)]
    theirs = write(cast.mallory)
    chosen = [str(action.pk) for action in mine[:2]]
    told = omar.post(
        "/risk/action/?view=all",
        {"action": [*chosen, str(theirs.pk), "nonsense"], "do": "done"},
        follow=True,
    ).content.decode()
    assert "2 actions done." in told
    assert told.count("One of the actions doesn&#x27;t exist any more.") == 2
    assert [fresh(action).state for action in mine] == ["done", "done", "open"]
    assert fresh(theirs).state == ActionState.OPEN
    over = {"action": [str(mine[2].pk)], "do": "hand_over", "to": str(cast.vera.pk)}
    assert "handed to Vera" in omar.post("/risk/action/", over, follow=True).content.decode()
    assert fresh(mine[2]).owner_id == cast.vera.pk
    stranger = {**over, "to": str(cast.mallory.pk)}
    assert "Choose actions" in omar.post("/risk/action/", stranger, follow=True).content.decode()


def test_one_click_makes_an_action_of_a_finding_or_a_comment(cast: Cast, omar: Client) -> None:
    finding = find(cast.harbor, "Overpaid", severity=Severity.CRITICAL, due_on=TODAY)
    assert (
        "Make it an action of mine"
        in omar.get(f"/risk/finding/{finding.pk}/change/").content.decode()
    )
    assert omar.get(f"/risk/action/from/finding/{finding.pk}/").status_code == 405
    answer = omar.post(f"/risk/action/from/finding/{finding.pk}/")
    with tenant(cast.harbor):
        made = Action.objects.get()
    assert answer["Location"] == f"/risk/action/{made.pk}/change/"
    assert (made.title, made.owner, made.due_on) == ("Overpaid", cast.omar, TODAY)
    assert (made.priority, made.finding_id) == (Priority.URGENT, finding.pk)
    comment = write_comment(subject=finding, text="Call them", actor=cast.vera, now=TUESDAY)
    omar.post(f"/risk/action/from/comment/{comment.pk}/")
    assert "Comment on finding Overpaid" in page(omar)
    theirs = find(cast.rival)
    for kind, key in (("finding", theirs.pk), ("finding", uuid4()), ("vendor", made.pk)):
        assert omar.post(f"/risk/action/from/{kind}/{key}/").status_code == 404


def test_an_actions_page_has_its_steps(cast: Cast, omar: Client, sign_in: SignIn) -> None:  # noqa: F811
    answer = omar.post(
        "/risk/action/add/",
        {"title": "Call", "owner": str(cast.eve.pk), "priority": "3", "due_on": "2026-07-01"},
    )
    assert answer.status_code == 302, answer.content.decode()
    with tenant(cast.harbor):
        action = Action.objects.get()
    address = f"/risk/action/{action.pk}"
    eve = sign_in(cast.eve)
    assert "Written by hand" in eve.get(f"{address}/change/").content.decode()
    assert eve.post(f"{address}/drop/", {"reason": ""}).status_code == 200
    assert eve.post(f"{address}/drop/", {"reason": "Solved itself"}).status_code == 302
    assert "Solved itself" in omar.get(f"{address}/change/").content.decode()
    assert omar.post(f"{address}/reopen/").status_code == 302
    assert omar.post(f"{address}/done/").status_code == 302
    assert fresh(action).state == "done"
    refused = omar.post("/risk/action/add/", {"title": "", "owner": str(cast.mallory.pk)})
    assert "Select a valid choice" in refused.content.decode()


def test_the_page_asks_as_often_for_many_as_for_few(cast: Cast, omar: Client) -> None:
    def fill(count: int) -> None:
        with tenant(cast.harbor):
            Action.objects.bulk_create(
                Action(
                    title=f"Task {n}",
                    owner=cast.omar,
                    due_on=TODAY + timedelta(days=n % 90),
                    created_by=cast.omar,
                    created_at=datetime.fromisoformat("2026-06-30T12:00:00+00:00"),
                )
                for n in range(count)
            )

    def asked() -> int:
        page(omar)
        with CaptureQueriesContext(connection) as queries:
            page(omar)
        return len(queries)

    fill(3)
    few = asked()
    fill(1000)
    assert asked() == few <= 34  # of which 18 read the portfolio, for the renewals to decide


def test_who_may_not_see_a_finding_sees_no_action_from_it(
    cast: Cast,
    sign_in: SignIn,  # noqa: F811
) -> None:
    """Hana heads a site: she reads engagements, and neither findings nor contracts."""
    finding = find(cast.harbor, "Secret overpayment")
    write(cast.vera, plan(cast.vera, "Claim it back"), source=finding)
    comment = write_comment(subject=finding, text="Secret remark", actor=cast.vera, now=TUESDAY)
    made = write(cast.vera, plan(cast.vera, "Answer the remark"), source=comment)
    write(cast.vera, plan(cast.vera, "Order new desks"))
    hana = sign_in(cast.hana)
    shown = page(hana, "?view=all")
    for secret in ("Order new desks", "Claim it back", "Secret", "Answer the remark"):
        assert secret not in shown
    assert "Secret remark" not in hana.get("/risk/comment/").content.decode()
    assert hana.get(f"/risk/action/{made.pk}/change/").status_code == 302
    assert hana.get(f"/risk/comment/{comment.pk}/change/").status_code == 302
    handed = write(cast.vera, plan(cast.hana, "Yours, though from a finding"), source=finding)
    assert "Yours, though from a finding" in page(hana)
    complete_action(action_id=handed.pk, actor=cast.hana, now=TUESDAY)
    with tenant(cast.harbor):
        finding.delete()
    assert "Claim it back" not in page(hana, "?view=all")
