"""People leave: what they answered for goes to somebody, their access ends, the past stays."""

from datetime import UTC, datetime, timedelta
from queue import Queue
from threading import Barrier, Thread

import pytest
from django.db import connection

from accounts.models import Invitation, Letter, Membership, Role
from accounts.responsibilities import responsibilities
from accounts.services.invitations import invite
from accounts.services.letters import write_letter
from accounts.services.members import DepartureRefused, LastOwner, end_membership, held_by
from accounts.tenancy import tenant
from risk.models import Action, Waiver
from sourcing.models import Engagement
from teams.models import Site
from tests.admin.addresses import page_of
from tests.admin.conftest import SignIn
from tests.admin.register import Register
from tests.cast import Cast
from tests.mail.stories import find, tell, told
from tests.people.test_invitations import say
from vendors.models import Contract, Obligation, RenewalDecision

NOW = datetime(2026, 6, 30, 15, tzinfo=UTC)


def leaving(member: Membership) -> str:
    return f"/accounts/membership/{member.pk}/leave/"


@pytest.fixture
def veras(cast: Cast, harbor: Register) -> Register:
    """Vera owns a contract and the engagement, heads a site, and granted a waiver."""
    with tenant(cast.harbor):
        Contract.objects.filter(pk=harbor["contract"].pk).update(owner=cast.vera)
        Engagement.objects.filter(pk=harbor["engagement"].pk).update(internal_expert=cast.vera)
        Site.objects.filter(pk=harbor["site"].pk).update(head=cast.vera)
    return harbor


def test_every_room_says_itself_what_is_handed_over() -> None:
    found = {(kind.model._meta.label, kind.field.name) for kind in responsibilities()}
    assert found >= {
        ("vendors.Contract", "owner"),
        ("sourcing.Engagement", "owner"),
        ("sourcing.Engagement", "internal_expert"),
        ("teams.Site", "head"),
        ("vendors.Obligation", "owner"),
        ("risk.Action", "owner"),
    }
    # Who decided about a renewal tells the past; what is left to do with it is its contract's.
    assert not any(model == "vendors.RenewalDecision" for model, _ in found)
    assert not {"sourcing.DocumentReader", "risk.Mention"} & {model for model, _ in found}
    for model, field in found:
        assert not field.endswith("_by"), (model, field)
        assert field != "recipient", (model, field)


def test_olga_removes_vera_and_omar_takes_over(
    cast: Cast, sign_in: SignIn, veras: Register
) -> None:
    olga, vera = sign_in(cast.olga), sign_in(cast.vera)
    assert vera.get("/vendors/vendor/").status_code == 200
    leave = leaving(cast.vera)
    page = olga.get(leave)
    said = say(page)
    assert "Vera answers for" in said
    assert "Contracts: owner" in said
    assert "Engagements: owner" in said
    assert "Engagements: internal expert" in said
    assert "Sites: head" in said

    undecided = olga.post(leave, {"successor": ""})
    assert undecided.status_code == 400
    cast.vera.refresh_from_db()
    assert cast.vera.is_active

    done = olga.post(leave, {"successor": str(cast.omar.pk)}, follow=True)
    assert "Vera has left Harbor Works. Omar answers for their records now." in say(done)
    cast.vera.refresh_from_db()
    assert not cast.vera.is_active
    with tenant(cast.harbor):
        assert Contract.objects.get(pk=veras["contract"].pk).owner == cast.omar
        engagement = Engagement.objects.get(pk=veras["engagement"].pk)
        assert (engagement.owner, engagement.internal_expert) == (cast.omar, cast.omar)
        assert Site.objects.get(pk=veras["site"].pk).head == cast.omar
        assert Waiver.objects.get(pk=veras["waiver"].pk).granted_by == cast.vera, "that stays true"
    assert held_by(membership=cast.vera) == []
    history = say(olga.get(page_of(veras["contract"], "history")))
    assert "Owner : Vera → Omar" in history or "Owner: Vera → Omar" in history
    gone = vera.get("/vendors/vendor/")
    assert gone.status_code == 403
    assert "You are not a member of any organization" in say(gone)


def test_obligations_actions_and_renewals_are_handed_over(cast: Cast, harbor: Register) -> None:
    """The register's obligation and action are Vera's, and she took the decision."""
    with tenant(cast.harbor):
        Contract.objects.filter(pk=harbor["contract"].pk).update(owner=cast.vera)
    end_membership(membership=cast.vera, successor=cast.omar, now=NOW)
    with tenant(cast.harbor):
        assert Obligation.objects.get(pk=harbor["obligation"].pk).owner == cast.omar
        assert Action.objects.get(pk=harbor["action"].pk).owner == cast.omar
        decision = RenewalDecision.objects.get(pk=harbor["renewaldecision"].pk)
        assert (decision.decided_by, decision.contract.owner) == (cast.vera, cast.omar)


def test_whoever_has_left_gets_no_more_mail(cast: Cast, veras: Register) -> None:
    with tenant(cast.harbor):
        write_letter(
            organization=cast.harbor,
            to=cast.vera.user.email,
            subject="Ready",
            template="accounts/letters/invitation",
            context={},
            now=NOW,
        )
    end_membership(membership=cast.vera, successor=cast.omar, now=NOW)
    finding = find(cast.harbor, owner=cast.vera)
    tell(cast.harbor, finding)
    assert "Vera" not in told(cast.harbor, finding)
    with tenant(cast.harbor):
        assert not Letter.objects.filter(to=cast.vera.user.email).exists()


def test_nothing_moves_when_the_departure_is_refused(cast: Cast, veras: Register) -> None:
    with tenant(cast.harbor):
        Membership.objects.filter(pk=cast.omar.pk).update(is_active=False)
    for successor in (None, cast.omar, cast.mallory, cast.vera):
        with pytest.raises(DepartureRefused):
            end_membership(membership=cast.vera, successor=successor, now=NOW)
    with tenant(cast.harbor):
        assert Contract.objects.get(pk=veras["contract"].pk).owner == cast.vera
    cast.vera.refresh_from_db()
    assert cast.vera.is_active


def test_someone_without_records_leaves_on_their_own(cast: Cast, sign_in: SignIn) -> None:
    eve = sign_in(cast.eve)
    leave = leaving(cast.eve)
    assert leave in eve.get(page_of(cast.eve)).content.decode()
    assert "nothing has to be handed over" in say(eve.get(leave))
    assert eve.post(leave, follow=True).status_code == 403, "no organization is left to show"
    cast.eve.refresh_from_db()
    assert not cast.eve.is_active


def test_the_last_owner_can_not_leave(cast: Cast, sign_in: SignIn) -> None:
    olga = sign_in(cast.olga)
    refused = olga.post(leaving(cast.olga), {"successor": str(cast.omar.pk)})
    assert refused.status_code == 400
    assert "left without an owner" in say(refused)
    with pytest.raises(LastOwner):
        end_membership(membership=cast.olga, successor=cast.omar, now=NOW)
    with tenant(cast.harbor):
        Membership.objects.filter(pk=cast.omar.pk).update(role=Role.OWNER)
    end_membership(membership=cast.olga, successor=cast.omar, now=NOW)
    cast.olga.refresh_from_db()
    assert not cast.olga.is_active


def test_nobody_else_ends_a_membership(cast: Cast, sign_in: SignIn) -> None:
    for member in (cast.omar, cast.eve):
        assert sign_in(member).post(leaving(cast.vera)).status_code in {302, 403}
    assert sign_in(cast.mallory).post(leaving(cast.vera)).status_code == 302
    cast.vera.refresh_from_db()
    assert cast.vera.is_active
    olga = sign_in(cast.olga)
    olga.post(leaving(cast.mallory))
    cast.mallory.refresh_from_db()
    assert cast.mallory.is_active


def test_invitations_nobody_answered_end_with_their_writer(cast: Cast) -> None:
    with tenant(cast.harbor):
        Membership.objects.filter(pk=cast.omar.pk).update(role=Role.OWNER)
    invitation = invite(
        organization=cast.harbor,
        actor=cast.omar,
        email=f"nina@{cast.tag}.example",
        role=Role.OWNER,
        valid_days=7,
        now=NOW,
    )
    end_membership(membership=cast.omar, successor=cast.olga, now=NOW + timedelta(hours=1))
    with tenant(cast.harbor):
        ended = Invitation.objects.get(pk=invitation.pk)
        assert ended.revoked_at == NOW + timedelta(hours=1)
        assert not Letter.objects.exists()


def test_of_two_owners_who_leave_in_the_same_moment_one_stays(cast: Cast) -> None:
    """Each locks first what keeps the other waiting, so neither waits for ever, nor do both go."""
    oona = cast.add("Oona", Role.OWNER)
    for _ in range(5):
        start, told = Barrier(2), Queue[str]()

        def leave(owner: Membership, start: Barrier, told: Queue[str]) -> None:
            start.wait()
            try:
                end_membership(membership=owner, successor=None, now=NOW)
                told.put("left")
            except LastOwner as refusal:
                told.put(str(refusal))
            finally:
                connection.close()

        threads = [Thread(target=leave, args=(each, start, told)) for each in (cast.olga, oona)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted([told.get_nowait(), told.get_nowait()]) == [
            "The organization would be left without an owner. Make someone else an owner first.",
            "left",
        ]
        owners = Membership.objects.filter(organization=cast.harbor, role=Role.OWNER)
        assert owners.filter(is_active=True).count() == 1
        with tenant(cast.harbor):
            owners.update(is_active=True)
