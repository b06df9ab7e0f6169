"""Vera sends a vendor a letter that anybody can check, and that reads the same next year."""

import html
import re
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.pdf import NoPdf, pdf_of
from accounts.tenancy import tenant
from sourcing.credits.ledger_rules import Move
from sourcing.models import Exclusion, ExclusionState, IncidentLink, ServiceCredit
from sourcing.selectors.claim_letter import LETTER_NEEDS, ClaimLetter, claim_letter
from sourcing.services.credit_moves import move_credit
from tests.admin.conftest import SignIn, sign_in
from tests.api.conftest import Program, Programs, errors_of, program
from tests.cast import Cast
from tests.service_credits.scene import CLAIM, FLAT, NOW, Scene, make_scene
from vendors.models import VendorContact

__all__ = ["program", "sign_in"]

STEPS = ["Excluded with approval, from both sides: 120 of 120.", "44,283 of 44,640 minutes."]


@pytest.fixture
def scene(cast: Cast) -> Scene:
    """May's credit of 10,000.00 USD, of a result from which an approved exclusion was left out."""
    scene = make_scene(cast.harbor, {**FLAT, "options": CLAIM})
    level = scene.level("a")
    with tenant(cast.harbor):
        VendorContact.objects.create(
            vendor=scene.contract.vendor,
            level=1,
            name="Priya Rao",
            role="Delivery head",
            email="p@desk.example",
        )
        for reference, day in (("CHG-1", 3), ("CHG-2", 4)):
            Exclusion.objects.create(
                service_level=level,
                starts_at=datetime(2026, 5, day, 2, tzinfo=UTC),
                ends_at=datetime(2026, 5, day, 4, tzinfo=UTC),
                reference=reference,
                cause="maintenance",
                reason="Patches",
                claimed_on=date(2026, 5, 5),
            )
        IncidentLink.objects.create(service_level=level, day=date(2026, 5, 9), incident="INC-7")
    decide(cast, "CHG-1", ExclusionState.APPROVED)
    scene.result(
        "a",
        5,
        numerator=Decimal(44_283),
        denominator=Decimal(44_640),
        sample=31,
        excluded=2,
        steps=STEPS,
        computed_at=timezone.now(),
    )
    scene.run(timezone.now())
    return scene


def decide(cast: Cast, reference: str, to: ExclusionState, reason: str = "") -> None:
    """Without judging the level, whose result here rests on no measurements."""
    with tenant(cast.harbor):
        claim = Exclusion.objects.get(reference=reference)
        claim.state, claim.decision_reason = to, reason
        claim.decided_by, claim.decided_at = cast.vera, timezone.now()
        claim.save()


def letter_of(scene: Scene) -> ClaimLetter:
    with tenant(scene.organization):
        credit = ServiceCredit.objects.select_related(*LETTER_NEEDS).get(
            result__service_level=scene.levels["a"]
        )
        return claim_letter(credit, scene.organization)


def address_of(scene: Scene) -> str:
    return f"service-credits/{scene.credit('a', 5).pk}/claim-letter/"


def test_the_letter_says_everything_that_the_claim_rests_on(scene: Scene) -> None:
    letter = letter_of(scene)
    today = timezone.now().astimezone(scene.organization.home_time_zone).date()
    assert letter == ClaimLetter(
        file_name="claim-DESK-1-a-2026-05-01",
        title="Claim of a service credit",
        sender="Harbor Works",
        addressee="DESK-1 Services",
        attention="Priya Rao, Delivery head",
        as_of=f"{today.day} {today:%B %Y}",
        opening=(
            "Under contract DESK-1 we claim a service credit of 10,000.00 USD for Desk a in May "
            "2026."
        ),
        deadline=(
            "The agreement allows a claim within 45 days of the end of the period: the last day "
            "is 15 July 2026."
        ),
        agreement=[
            ("Contract", "DESK-1"),
            ("Credit scheme", "Credits"),
            ("Clause", "3, 4.2"),
            ("Service level", "Desk a"),
            ("Definition", "in force since 1 January 2026"),
        ],
        result=[
            ("Period", "May 2026, 1 May 2026 to 31 May 2026, America/New_York"),
            ("Attained", "99.2 %"),
            ("Expected target", "99.9 %"),
            ("Minimum target", "99.5 %"),
            ("Outcome", "Below minimum"),
            ("Default because", "The minimum was missed"),
            ("Figure", "Measured"),
        ],
        counts=[
            ("Numerator, minutes available", "44,283"),
            ("Denominator, minutes of service", "44,640"),
            ("Counted", "31"),
            ("Left out with approval", "2"),
        ],
        exclusions=[
            ("2 May 2026 22:00 to 3 May 2026 00:00", "CHG-1", "Agreed maintenance: Patches")
        ],
        incidents=["INC-7, 9 May 2026"],
        steps=[*STEPS, "Desk a was 99.2 %, a miss: 10 % of 100,000.00 USD = 10,000.00 USD."],
        amount="10,000.00 USD",
    )


def test_what_happens_later_changes_no_word(scene: Scene, cast: Cast) -> None:
    before = letter_of(scene)
    credit = scene.credit("a", 5)
    moves: list[tuple[Move, dict[str, Any]]] = [
        (Move.NOTIFY, {}),
        (Move.CLAIM, {}),
        (Move.DISPUTE, {"amount": Decimal(1), "reason": "No"}),
    ]
    for move, more in moves:
        move_credit(credit_id=credit.pk, move=move, actor=cast.vera, now=NOW, **more)
    decide(cast, "CHG-1", ExclusionState.REFUSED, "It wasn't agreed after all.")
    decide(cast, "CHG-2", ExclusionState.APPROVED)
    with tenant(cast.harbor):
        level, vendor = scene.levels["a"], scene.contract.vendor
        IncidentLink.objects.create(service_level=level, day=date(2026, 5, 10), incident="INC-8")
        IncidentLink.objects.get(incident="INC-7").delete()
        VendorContact.objects.filter(vendor=vendor).update(name="Someone else")
        VendorContact.objects.create(vendor=vendor, level=2, name="Ravi", phone="+91 1")
        level.name, vendor.legal_name, scene.contract.number = "Renamed", "Renamed", "R-1"
        scene.scheme.clause, scene.scheme.terms = "9", {**FLAT, "options": {}}
        for record in (level, vendor, scene.contract, scene.scheme):
            record.save()
    assert letter_of(scene) == before


def test_a_credit_that_needs_no_claim_is_noticed(cast: Cast) -> None:
    scene = make_scene(cast.harbor, FLAT)
    scene.level("a")
    scene.result("a", 5)
    scene.run()
    letter = letter_of(scene)
    assert (letter.title, letter.deadline, letter.attention) == (
        "Notice of a service credit",
        "",
        "",
    )
    assert letter.opening.endswith(
        "is due for Desk a in May 2026. It needs no claim: please show it on the invoice of June "
        "2026."
    )
    assert letter.counts[0] == ("Numerator, minutes available", "Not given")


@pytest.mark.pdf
def test_a_program_gets_it_as_html_or_pdf(scene: Scene, cast: Cast, program: Programs) -> None:
    vera: Program = program(cast.vera)
    page = vera.get(address_of(scene))
    assert (page.status_code, page["Content-Type"]) == (200, "text/html")
    words = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page.content.decode())))
    assert "we claim a service credit of 10,000.00 USD for Desk a in May 2026." in words
    assert "CHG-1 Agreed maintenance: Patches" in words
    assert "Back to the credit" not in words
    assert "nonce-" in page["Content-Security-Policy"]
    for address, accept in (
        (f"{address_of(scene)}?format=pdf", "application/json"),
        (address_of(scene), "application/pdf"),
    ):
        made = vera.ask("GET", address, accept=accept)
        assert (made.status_code, made["Content-Type"]) == (200, "application/pdf")
        assert made.content.startswith(b"%PDF-")
        assert made["Content-Disposition"] == 'attachment; filename="claim-DESK-1-a-2026-05-01.pdf"'
    wrong = vera.get(f"{address_of(scene)}?format=docx")
    assert (wrong.status_code, errors_of(wrong)) == (400, [("invalid", "format")])


def test_nobody_else_gets_it(scene: Scene, cast: Cast, program: Programs, sign_in: SignIn) -> None:
    mallory: Program = program(cast.mallory)
    assert mallory.get(address_of(scene)).status_code == 404
    assert mallory.ask("GET", address_of(scene), accept="application/pdf").status_code == 404
    assert program(cast.hana).get(address_of(scene)).status_code == 403
    assert program(cast.vera, ["risk:read"]).get(address_of(scene)).status_code == 403
    page = f"/sourcing/servicecredit/{scene.credit('a', 5).pk}/claim-letter/"
    assert sign_in(cast.hana).get(page).status_code == 403
    assert sign_in(cast.mallory).get(page).status_code == 302


@pytest.mark.pdf
def test_vera_opens_it_from_the_credits_page(scene: Scene, cast: Cast, sign_in: SignIn) -> None:
    vera: Client = sign_in(cast.vera)
    credit = f"/sourcing/servicecredit/{scene.credit('a', 5).pk}"
    menu = vera.get(f"{credit}/change/").context["actions_detail"][-1]
    assert (menu["title"], [item["path"] for item in menu["items"]]) == (
        "Claim letter",
        [f"{credit}/claim-letter/", f"{credit}/claim-letter/?format=pdf"],
    )
    page = vera.get(f"{credit}/claim-letter/").content.decode()
    assert 'href="?format=pdf"' in page
    assert f'href="{credit}/change/"' in page
    assert vera.get(f"{credit}/claim-letter/?format=pdf").content.startswith(b"%PDF-")


def test_it_costs_the_same_however_much_happened(scene: Scene, cast: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            letter_of(scene)
        return len(captured)

    few = queries()
    with tenant(cast.harbor):
        for day in range(1, 20):
            IncidentLink.objects.create(
                service_level=scene.levels["a"], day=date(2026, 5, day), incident=f"INC-{day + 20}"
            )
    assert queries() == few
    assert few <= 16


@pytest.mark.pdf
def test_nothing_is_loaded_into_a_pdf(tmp_path: Path) -> None:
    asked: list[str] = []

    class Listens(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: a test's output stays short."""

    picture = tmp_path / "picture.svg"
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    server = HTTPServer(("127.0.0.1", 0), Listens)
    Thread(target=server.serve_forever, daemon=True).start()
    here = f"http://127.0.0.1:{server.server_port}"
    made = pdf_of(
        f'<link rel="stylesheet" href="{here}/style.css"><img src="{here}/a.png">'
        f"<style>@import url({here}/b.css); p {{ background: url({here}/c.png) }}</style>"
        f'<img src="{picture.as_uri()}"><p>Words</p>'
    )
    server.shutdown()
    server.server_close()
    assert made.startswith(b"%PDF-")
    assert asked == []


class LacksPango:
    """An importer that fails as WeasyPrint does where Pango is missing."""

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: Any = None) -> None:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")


def test_without_pango_it_is_said_what_to_install(
    scene: Scene, cast: Cast, program: Programs, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [LacksPango(), *sys.meta_path])
    with pytest.raises(NoPdf, match="apt-get install libpango"):
        pdf_of("<p>Words</p>")
    vera: Program = program(cast.vera)
    answer = vera.get(f"{address_of(scene)}?format=pdf")
    assert (answer.status_code, errors_of(answer)) == (503, [("unavailable", None)])
    assert vera.get(address_of(scene)).status_code == 200
    page = f"/sourcing/servicecredit/{scene.credit('a', 5).pk}/claim-letter/?format=pdf"
    told = sign_in(cast.vera).get(page, follow=True).content.decode()
    assert "Until then print the page from the browser." in told
