"""Exclusions on their pages: claimed, decided, and what that does to the figure."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import orjson
import pytest

from accounts.tenancy import tenant
from sourcing.batch_reading import BatchForm
from sourcing.models import Exclusion, ServiceLevel
from sourcing.services.exclusions import claim_exclusion
from sourcing.services.judging import judge_levels
from sourcing.services.measurements import take_measurements
from tests.admin.conftest import SignIn
from tests.cast import Cast
from tests.service_levels.judged import MAY, make_level, result_of
from vendors.services.refusals import Refused

NOW = datetime(2026, 6, 8, 12, tzinfo=UTC)
PAGE = "/sourcing/exclusion/"


@pytest.fixture
def uptime(cast: Cast) -> ServiceLevel:
    """90 % in May: a day with 1,000 good of 1,000, and one with 800 of 1,000."""
    with tenant(cast.harbor):
        return make_level(
            valid_from=MAY, indicator="ratio", expected=Decimal(95), minimum=Decimal(85)
        )


def claim_form(level: ServiceLevel, **said: Any) -> dict[str, Any]:
    form = {
        "service_level": level.pk,
        "starts_at_0": "2026-05-20",
        "starts_at_1": "00:00",
        "ends_at_0": "2026-05-21",
        "ends_at_1": "00:00",
        "reference": "",
        "cause": "maintenance",
        "claimed_by": "provider",
        "reason": "Agreed on 4 May",
        "claimed_on": "2026-06-02",
        "claim_by": "2026-06-05",
    }
    return {**form, **said}


def test_an_approved_claim_leaves_the_figure_and_a_refused_one_comes_back(
    cast: Cast, sign_in: SignIn, uptime: ServiceLevel
) -> None:
    with tenant(cast.harbor):
        rows = [
            {"service_level": str(uptime.pk), "reference": reference, "moment": moment}
            | {"good": good, "total": 1000}
            for reference, moment, good in (
                ("first", "2026-05-10T12:00:00Z", 1000),
                ("second", "2026-05-20T12:00:00Z", 800),
            )
        ]
        take_measurements(body=orjson.dumps(rows), form=BatchForm.JSON, now=NOW)
    judge_levels(organization=cast.harbor, now=NOW)
    assert figure(cast, uptime) == (Decimal(90), Decimal(2000), 1)

    vera = sign_in(cast.vera)
    assert vera.post(f"{PAGE}add/", claim_form(uptime)).status_code == 302
    with tenant(cast.harbor):
        claim = Exclusion.objects.get()
    assert figure(cast, uptime) == (Decimal(90), Decimal(2000), 1)
    assert "1 claim waits for a decision." in vera.get(PAGE).content.decode()

    page = f"{PAGE}{claim.pk}/change/"
    both = vera.post(page, claim_form(uptime, reason="Another", decision="approved"))
    assert "Save the changed claim first, then approve or refuse it" in both.content.decode()
    assert vera.post(page, claim_form(uptime, decision="approved")).status_code == 302
    assert figure(cast, uptime) == (Decimal(100), Decimal(1000), 2)

    silent = vera.post(page, {"decision": "refused", "decision_said": ""})
    assert "Say why the exclusion is refused." in silent.content.decode()
    said = {"decision": "refused", "decision_said": "No window was agreed"}
    assert vera.post(page, said).status_code == 302
    assert figure(cast, uptime) == (Decimal(90), Decimal(2000), 3)
    assert "No window was agreed" in vera.get(page).content.decode()


def test_a_decided_claim_can_neither_be_changed_nor_removed(
    cast: Cast, sign_in: SignIn, uptime: ServiceLevel
) -> None:
    vera = sign_in(cast.vera)
    vera.post(f"{PAGE}add/", claim_form(uptime))
    with tenant(cast.harbor):
        claim = Exclusion.objects.get()
    page = f"{PAGE}{claim.pk}/change/"
    vera.post(page, claim_form(uptime, reason="Agreed on 5 May"))
    vera.post(page, claim_form(uptime, reason="Agreed on 5 May", decision="approved"))
    vera.post(page, claim_form(uptime, reason="Something else"))
    assert vera.post(f"{PAGE}{claim.pk}/delete/", {"post": "yes"}).status_code == 403
    with tenant(cast.harbor):
        claim.refresh_from_db()
        assert (claim.reason, claim.state) == ("Agreed on 5 May", "approved")
        with pytest.raises(Refused, match="is approved, so its claim stays as it is"):
            claim_exclusion(claim=claim, actor=cast.vera)


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"ends_at_0": "2026-05-19"}, "The end must come after the start."),
        (
            {"starts_at_0": "2025-05-20", "ends_at_0": "2025-05-21"},
            "No definition of this service level is in force at that time",
        ),
        ({"reason": " "}, "This field is required."),
    ],
)
def test_a_claim_that_can_not_be_is_told_and_kept_on_the_page(
    cast: Cast, sign_in: SignIn, uptime: ServiceLevel, said: dict[str, str], error: str
) -> None:
    answer = sign_in(cast.vera).post(f"{PAGE}add/", claim_form(uptime, reference="CHG-77") | said)
    assert answer.status_code == 200
    assert error in answer.content.decode()
    assert "CHG-77" in answer.content.decode()
    with tenant(cast.harbor):
        assert not Exclusion.objects.exists()


def test_vera_names_the_incident_behind_a_miss(
    cast: Cast, sign_in: SignIn, uptime: ServiceLevel
) -> None:
    vera = sign_in(cast.vera)
    form = {"service_level": uptime.pk, "day": "2026-05-20", "incident": "INC-7"}
    assert vera.post("/sourcing/incidentlink/add/", form).status_code == 302
    assert "INC-7" in vera.get("/sourcing/incidentlink/").content.decode()
    again = vera.post("/sourcing/incidentlink/add/", form)
    assert "This incident is already linked." in again.content.decode()


def figure(cast: Cast, level: ServiceLevel) -> tuple[Decimal | None, Decimal | None, int]:
    """What May attained, of how much, and which revision that is."""
    with tenant(cast.harbor):
        row = result_of(level, MAY)
        return row.attained, row.denominator, row.revision
