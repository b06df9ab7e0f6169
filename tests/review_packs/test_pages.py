"""Vera makes a pack on its page, sends it on paper, and records who agreed."""

import html
import re
from datetime import date

import pytest
from django.test import Client

from accounts.tenancy import tenant
from sourcing.models import ReviewPack
from tests.admin.conftest import SignIn, sign_in
from tests.cast import Cast
from tests.service_credits.scene import CLAIM, FLAT, Scene, make_scene

__all__ = ["sign_in"]

LIST = "/sourcing/reviewpack/"


@pytest.fixture
def scene(cast: Cast) -> Scene:
    scene = make_scene(cast.harbor, {**FLAT, "options": CLAIM})
    scene.level("a")
    scene.result("a", 5, steps=["44,283 of 44,640 minutes."])
    scene.run()
    return scene


@pytest.fixture
def vera(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.vera)


def words(content: bytes) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", content.decode())))


def make(vera: Client, scene: Scene, day: str = "2026-05-31") -> str:
    typed = {"vendor": str(scene.contract.vendor_id), "kind": "month", "day": day}
    return words(vera.post(f"{LIST}add/", typed, follow=True).content)


def made(scene: Scene) -> ReviewPack:
    with tenant(scene.organization):
        return ReviewPack.objects.get()


def test_vera_makes_a_pack_and_both_agree(scene: Scene, vera: Client) -> None:
    form = vera.get(f"{LIST}add/").context["adminform"].form
    assert form["day"].value() == date(2026, 5, 31)
    make(vera, scene)
    pack = made(scene)
    page = f"{LIST}{pack.pk}"
    shown = words(vera.get(f"{page}/change/").content)
    assert "Of 1 service level 0 met, 1 in default, 0 without data" in shown
    assert "Below minimum, in default Final 99.2 %" in shown
    assert "May 2026 Below minimum 44,283 of 44,640 minutes." in shown
    assert "Agreed by us Not yet" in shown
    assert vera.get(f"{page}/agree/ours/").status_code == 200
    assert made(scene).agreed_at is None, "opening the page agrees to nothing"
    assert vera.post(f"{page}/agree/ours/").status_code == 302
    early = {"counterpart": "Priya Rao", "agreed_on": "2026-05-31"}
    refused = vera.post(f"{page}/agree/theirs/", early)
    assert "expected a day after the period" in words(refused.content)
    assert 'value="Priya Rao"' in refused.content.decode()
    told = vera.post(f"{page}/agree/theirs/", {**early, "agreed_on": "2026-06-20"}, follow=True)
    assert "The agreement is recorded." in words(told.content)
    assert "Agreed by them Priya Rao, 20 Jun 2026" in words(told.content)
    assert [button["title"] for button in told.context["actions_detail"]] == [
        "Read and print",
        "Download as PDF",
    ]
    assert "Vera agreed to this pack already." in words(vera.post(f"{page}/agree/ours/").content)


def test_a_month_that_is_not_over_is_told_beside_what_was_typed(scene: Scene, vera: Client) -> None:
    page = make(vera, scene, "2026-06-30")
    assert "June 2026 isn't over: it ends on 2026-06-30, and today is 2026-06-30." in page
    with tenant(scene.organization):
        assert not ReviewPack.objects.exists()


@pytest.mark.pdf
def test_the_paper_has_the_frozen_words(scene: Scene, vera: Client) -> None:
    make(vera, scene)
    pack = made(scene)
    with tenant(scene.organization):
        level = scene.levels["a"]
        level.name = "Renamed"
        level.save()
    paper = vera.get(f"{LIST}{pack.pk}/paper/")
    text = words(paper.content)
    assert "Between Harbor Works and DESK-1 Services" in text
    assert "Desk a May 2026: 99.2 % against 99.9 % and 99.5 % (expected and minimum)." in text
    assert "Desk a May 2026 10,000.00 USD Computed 15 Jul 2026 0.00 USD" in text
    assert "For DESK-1 Services Not yet" in text
    assert "Renamed" not in text
    made_pdf = vera.get(f"{LIST}{pack.pk}/paper/?format=pdf")
    assert made_pdf.content.startswith(b"%PDF-")
    assert made_pdf["Content-Disposition"] == (
        'attachment; filename="review-DESK-1-Services-2026-05-01-1.pdf"'
    )


def test_who_may_and_whose(scene: Scene, cast: Cast, vera: Client, sign_in: SignIn) -> None:
    make(vera, scene)
    page = f"{LIST}{made(scene).pk}"
    fay, hana, mallory = (sign_in(each) for each in (cast.fay, cast.hana, cast.mallory))
    assert fay.get(f"{page}/paper/").status_code == 200
    assert fay.post(f"{page}/agree/ours/").status_code == 403
    assert hana.get(f"{page}/paper/").status_code == 403
    for address in ("paper", "agree/ours"):
        assert mallory.post(f"{page}/{address}/").status_code == 302
    assert vera.get(f"{page}/agree/nobody/").status_code == 404
    assert made(scene).agreed_at is None
