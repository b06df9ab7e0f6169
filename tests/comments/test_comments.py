"""Comments: who writes what, whom it names, and how the digest tells them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.test import Client

from accounts.models import Membership
from accounts.tenancy import tenant
from risk.models import Comment, Delivery, Finding, Mention
from risk.services.comments import (
    EDIT_WINDOW,
    CommentRefused,
    edit_comment,
    remove_comment,
    write_comment,
)
from risk.services.dispatch import dispatch
from risk.services.outbox import has_work, waiting_mails
from tests.admin.conftest import SignIn, sign_in  # noqa: F401 - a fixture
from tests.cast import Cast, make_cast
from tests.mail.stories import TUESDAY, find, tell
from vendors.models import Contract, Vendor


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast(today=None)


@pytest.fixture
def contract(cast: Cast) -> Contract:
    with tenant(cast.harbor):
        vendor = Vendor.objects.create(legal_name="Data-Core Systems")
        return Contract.objects.create(number="4711", vendor=vendor)


def say(
    actor: Membership, subject: Any, text: str = "Who has the amendment?", **more: Any
) -> Comment:
    return write_comment(subject=subject, text=text, actor=actor, **{"now": TUESDAY, **more})


def digest_of(member: Membership) -> Delivery:
    with tenant(member.organization_id):
        return Delivery.objects.get(recipient=member)


def test_vera_mentions_omar_and_his_digest_says_so(cast: Cast, contract: Contract) -> None:
    comment = say(cast.vera, contract, "See https://files.example/a?b=1&c=2", mentions=[cast.omar])
    assert has_work(organization=cast.harbor, now=TUESDAY)
    assert waiting_mails(cast.harbor) == 1
    assert dispatch(organization=cast.harbor, now=TUESDAY) == 1
    mail = digest_of(cast.omar)
    assert mail.subject == "Vera mentioned you in contract 4711: Harbor Works"
    address = f"http://127.0.0.1:8000/vendors/contract/{contract.pk}/change/#comment-{comment.pk}"
    assert mail.text.startswith(
        "Vera mentioned you in contract 4711.\n\n\n"
        "Vera mentioned you in contract 4711\n"
        "“See https://files.example/a?b=1&c=2”\n"
        f"Open: {address}\n"
    )
    assert f'href="{address}"' in mail.html
    with tenant(cast.harbor):
        assert Mention.objects.get().delivery_id == mail.pk
    assert dispatch(organization=cast.harbor, now=TUESDAY + timedelta(days=1)) == 0


def test_findings_lead_and_mentions_follow(cast: Cast, contract: Contract) -> None:
    tell(cast.harbor, find(cast.harbor, "Overpaid"))
    say(cast.vera, contract, mentions=[cast.omar, cast.omar])
    say(cast.eve, contract, mentions=[cast.omar])
    assert dispatch(organization=cast.harbor, now=TUESDAY) == 4
    mail = digest_of(cast.omar)
    assert mail.subject == "High: Overpaid: Harbor Works"
    assert mail.text.index("High: Overpaid") < mail.text.index("Vera mentioned you")
    assert mail.text.index("Vera mentioned you") < mail.text.index("Eve mentioned you")


def test_a_mention_waits_for_working_hours(cast: Cast, contract: Contract) -> None:
    evening = datetime(2026, 6, 30, 23, tzinfo=UTC)
    say(cast.vera, contract, mentions=[cast.omar], now=evening)
    assert dispatch(organization=cast.harbor, now=evening) == 0
    assert dispatch(organization=cast.harbor, now=evening + timedelta(hours=14)) == 1


def test_who_may_not_see_the_contract_is_not_mentioned(cast: Cast, contract: Contract) -> None:
    with pytest.raises(CommentRefused) as refused:
        say(cast.vera, contract, mentions=[cast.ivan])
    assert str(refused.value) == (
        "Ivan may not see this contract, so mentioning Ivan would lead nowhere. "
        "Leave them out, or ask an owner to change their role."
    )
    with pytest.raises(CommentRefused, match="among the members of your organization"):
        say(cast.vera, contract, mentions=[cast.mallory])
    with tenant(cast.harbor):
        assert not Comment.objects.exists()


def test_who_left_or_wants_no_digest_is_not_told(cast: Cast, contract: Contract) -> None:
    say(cast.vera, contract, mentions=[cast.omar, cast.eve])
    with tenant(cast.harbor):
        Membership.objects.filter(pk=cast.omar.pk).update(is_active=False)
        Membership.objects.filter(pk=cast.eve.pk).update(receives_digest=False)
    assert dispatch(organization=cast.harbor, now=TUESDAY) == 0
    with tenant(cast.harbor):
        assert not Mention.objects.filter(dropped_at__isnull=True).exists()


def test_a_comment_can_be_changed_for_a_while(cast: Cast, contract: Contract) -> None:
    comment = say(cast.vera, contract, "Who has teh amendment?")
    with pytest.raises(CommentRefused, match="Only Vera may change this comment"):
        edit_comment(comment_id=comment.pk, text="No", actor=cast.olga, now=TUESDAY)
    last = TUESDAY + EDIT_WINDOW
    edit_comment(comment_id=comment.pk, text="Who has the amendment?", actor=cast.vera, now=last)
    with pytest.raises(CommentRefused, match="for 15 minutes, and this one is older"):
        edit_comment(
            comment_id=comment.pk, text="x", actor=cast.vera, now=last + timedelta(seconds=1)
        )
    with tenant(cast.harbor):
        comment.refresh_from_db()
        texts = comment.events.order_by("pgh_id").values_list("text", flat=True)  # type: ignore[attr-defined]
        assert list(texts) == ["Who has teh amendment?", "Who has the amendment?"]
    assert comment.edited_at == last


def test_a_removed_comment_leaves_a_gap_and_tells_nobody(cast: Cast, contract: Contract) -> None:
    comment = say(cast.vera, contract, "Confidential", mentions=[cast.omar])
    with pytest.raises(CommentRefused, match="Only Vera may remove this comment"):
        remove_comment(comment_id=comment.pk, actor=cast.olga, now=TUESDAY)
    for _ in range(2):
        remove_comment(comment_id=comment.pk, actor=cast.vera, now=TUESDAY)
    assert dispatch(organization=cast.harbor, now=TUESDAY) == 0
    with tenant(cast.harbor):
        comment.refresh_from_db()
        assert (comment.text, comment.removed_at) == ("", TUESDAY)
        assert "Confidential" in comment.events.values_list("text", flat=True)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("  \n ", "the comment is empty"), ("x" * 5001, "has 5,001 characters")],
)
def test_texts_have_bounds(text: str, sentence: str, cast: Cast, contract: Contract) -> None:
    with pytest.raises(CommentRefused, match=sentence):
        say(cast.vera, contract, text)


def test_the_database_wants_exactly_one_subject(cast: Cast, contract: Contract) -> None:
    finding = find(cast.harbor)
    for about in ({}, {"contract": contract, "finding": finding}):
        with pytest.raises(IntegrityError, match="risk_comment_one_subject"):
            with tenant(cast.harbor):
                Comment.objects.create(author=cast.vera, text="x", created_at=TUESDAY, **about)


def test_another_organizations_comment_is_missing(cast: Cast, contract: Contract) -> None:
    theirs = say(cast.mallory, find(cast.rival))
    with pytest.raises(Comment.DoesNotExist):
        edit_comment(comment_id=theirs.pk, text="x", actor=cast.omar, now=TUESDAY)
    with pytest.raises(Comment.DoesNotExist):
        remove_comment(comment_id=theirs.pk, actor=cast.omar, now=TUESDAY)
    with tenant(cast.rival):
        finding = Finding.objects.get()
    with pytest.raises(IntegrityError):
        say(cast.omar, finding)
    with pytest.raises(PermissionDenied, match="Integrator doesn't comment"):
        say(cast.ivan, contract)


# Pages ---------------------------------------------------------------------------------------


def test_eve_comments_on_a_contract_in_the_shell(
    cast: Cast,
    contract: Contract,
    sign_in: SignIn,  # noqa: F811
) -> None:
    eve: Client = sign_in(cast.eve)
    page = f"/vendors/contract/{contract.pk}/change/"
    add = f"/risk/comment/add/?contract={contract.pk}"
    assert add in eve.get(page).content.decode()
    shown = eve.get(add).content.decode()
    assert f"Vera (vera@{cast.tag}.example)" in shown
    assert "mallory@" not in shown
    hostile = "<script>alert(1)</script> see https://files.example/x\n\nthanks"
    form = {"text": hostile, "contract": str(contract.pk), "mentions": [str(cast.vera.pk)]}
    answer = eve.post(add, form)
    with tenant(cast.harbor):
        comment = Comment.objects.get()
    assert answer["Location"] == f"{page}#comment-{comment.pk}"
    shown = eve.get(page).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert '<a href="https://files.example/x" rel="nofollow">' in shown
    assert "@Vera" in shown
    assert f"/risk/comment/{comment.pk}/delete/" in shown
    assert "Make it an action" not in shown
    assert eve.post(f"/risk/comment/{comment.pk}/delete/", {"post": "yes"}).status_code == 302
    assert "Removed by its author on" in eve.get(page).content.decode()


def test_a_refused_mention_keeps_what_was_typed(
    cast: Cast,
    contract: Contract,
    sign_in: SignIn,  # noqa: F811
) -> None:
    vera = sign_in(cast.vera)
    form = {"text": "Long thought", "contract": str(contract.pk), "mentions": [str(cast.ivan.pk)]}
    shown = vera.post("/risk/comment/add/", form).content.decode()
    assert "Ivan may not see this contract" in shown
    assert "Long thought" in shown
    form["mentions"] = [str(cast.mallory.pk)]
    assert "Select a valid choice" in vera.post("/risk/comment/add/", form).content.decode()


def test_only_authors_change_and_remove(
    cast: Cast,
    contract: Contract,
    sign_in: SignIn,  # noqa: F811
) -> None:
    comment = say(cast.vera, contract, "Mine")
    olga = sign_in(cast.olga)
    assert olga.post(f"/risk/comment/{comment.pk}/change/", {"text": "Hers"}).status_code == 403
    assert olga.post(f"/risk/comment/{comment.pk}/delete/", {"post": "yes"}).status_code == 403
    assert olga.get(f"/risk/comment/{comment.pk}/change/").status_code == 200
    with tenant(cast.harbor):
        comment.refresh_from_db()
    assert comment.text == "Mine"
