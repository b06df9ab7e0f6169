"""A program makes May's pack, takes it as paper, and records that both sides agreed."""

import pytest

from tests.api.conftest import Program, Programs, errors_of, program
from tests.cast import Cast
from tests.service_credits.scene import CLAIM, FLAT, Scene, make_scene

__all__ = ["program"]


@pytest.fixture
def scene(cast: Cast) -> Scene:
    scene = make_scene(cast.harbor, {**FLAT, "options": CLAIM})
    scene.level("a")
    scene.result("a", 5)
    return scene


def test_a_pack_is_made_printed_and_agreed_to(scene: Scene, cast: Cast, program: Programs) -> None:
    vera: Program = program(cast.vera)
    body = {"vendor": str(scene.contract.vendor_id), "kind": "month", "day": "2026-05-31"}
    made = vera.post("review-packs/", body)
    assert made.status_code == 201, made.content
    address = made["Location"]
    pack = made.json()
    assert (pack["first_day"], pack["last_day"], pack["edition"]) == (
        "2026-05-01",
        "2026-05-31",
        1,
    )
    assert pack["contents"]["levels"][0]["attained"] == "99.2 %"
    assert vera.get(address).json() == pack
    paper = vera.get(f"{address}paper/")
    assert (paper.status_code, paper["Content-Type"]) == (200, "text/html")
    assert "Review of DESK-1 Services, May 2026" in paper.content.decode()
    assert vera.post(f"{address}agree/", {}).json()["agreed_by"] == str(cast.vera.pk)
    again = vera.post(f"{address}agree/", {})
    assert (again.status_code, errors_of(again)) == (409, [("agreement_refused", None)])
    theirs = {"counterpart": "Priya Rao", "agreed_on": "2026-06-20"}
    assert vera.post(f"{address}agree-theirs/", theirs).json()["counterpart"] == "Priya Rao"
    assert vera.post("review-packs/", body).json()["edition"] == 2


@pytest.mark.parametrize(
    ("change", "attr"),
    [
        ({"day": "2026-06-30"}, "day"),
        ({"kind": "year"}, "kind"),
        ({"vendor": None}, "vendor"),
        ({"vendor": "0197b0d2-0000-7000-8000-000000000000"}, "vendor"),
    ],
)
def test_what_is_wrong_is_named(
    scene: Scene, cast: Cast, program: Programs, change: dict[str, object], attr: str
) -> None:
    body = {"vendor": str(scene.contract.vendor_id), "kind": "month", "day": "2026-05-31"}
    refused = program(cast.vera).post("review-packs/", {**body, **change})
    assert refused.status_code == 400
    assert [name for _, name in errors_of(refused)] == [attr]


def test_nobody_else(scene: Scene, cast: Cast, program: Programs) -> None:
    vera: Program = program(cast.vera)
    body = {"vendor": str(scene.contract.vendor_id), "kind": "month", "day": "2026-05-31"}
    address = vera.post("review-packs/", body)["Location"]
    mallory: Program = program(cast.mallory)
    assert mallory.post("review-packs/", body).status_code == 400
    for path in ("agree/", "agree-theirs/"):
        assert mallory.post(f"{address}{path}", {}).status_code in {400, 404}
        assert program(cast.fay).post(f"{address}{path}", {}).status_code == 403
    assert mallory.get(f"{address}paper/").status_code == 404
    assert program(cast.hana).get(address).status_code == 403
    assert vera.get(address).json()["agreed_at"] is None
