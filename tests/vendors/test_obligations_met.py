"""Obligations on their pages: overdue first, met day by day."""

from datetime import date

import pytest

from accounts.tenancy import tenant
from tests.admin.addresses import list_of, page_of
from tests.admin.conftest import SignIn
from tests.cast import Cast
from tests.vendors.story import TODAY, make_family
from vendors.models import Obligation, ObligationDone
from vendors.obligations import Recurrence
from vendors.selectors.obligations import standing_obligations
from vendors.services.obligations import meet_obligation, reopen_obligation
from vendors.services.refusals import NotPermitted, Refused


@pytest.fixture
def report(cast: Cast) -> Obligation:
    """A report that the vendor owes each month since the end of April."""
    with tenant(cast.harbor):
        sow = make_family().sow
        for title, first in (("Yearly audit", date(2026, 9, 1)), ("Insurance", date(2026, 6, 1))):
            Obligation.objects.create(contract=sow, title=title, owed_by="us", first_due=first)
        return Obligation.objects.create(
            contract=sow,
            title="Service report",
            owed_by="vendor",
            recurrence=Recurrence.MONTHLY,
            first_due=date(2026, 4, 30),
            owner=cast.vera,
        )


def test_the_longest_overdue_leads(cast: Cast, report: Obligation, sign_in: SignIn) -> None:
    with tenant(cast.harbor):
        found = standing_obligations(TODAY)
    assert [each.obligation.title for each in found] == [
        "Service report",
        "Insurance",
        "Yearly audit",
    ]
    page = sign_in(cast.vera).get(list_of(Obligation)).content.decode()
    assert "2 of 3 obligations are overdue today." in page
    assert "61 days overdue, 2 times" in page
    places = [page.index(each.obligation.title) for each in found]
    assert places == sorted(places)
    overdue = sign_in(cast.vera).get(list_of(Obligation), {"standing": "overdue"})
    assert b"Yearly audit" not in overdue.content


def test_a_due_day_is_met_once_with_evidence(cast: Cast, report: Obligation) -> None:
    def meet(due_on: date, actor: object = cast.vera) -> ObligationDone:
        return meet_obligation(
            obligation_id=report.pk,
            due_on=due_on,
            done_on=TODAY,
            evidence="Mail of 29 June",
            today=TODAY,
            actor=actor,  # type: ignore[arg-type]
        )

    met = meet(date(2026, 4, 30))
    assert (met.done_by, met.evidence) == (cast.vera, "Mail of 29 June")
    with pytest.raises(Refused, match="already marked as met"):
        meet(date(2026, 4, 30))
    with pytest.raises(Refused, match="doesn't fall due on 2026-05-31"):
        meet(date(2026, 5, 31))
    with pytest.raises(NotPermitted):
        meet(date(2026, 5, 30), cast.eve)
    with pytest.raises(Obligation.DoesNotExist):
        meet(date(2026, 5, 30), cast.mallory)
    reopen_obligation(obligation_id=report.pk, due_on=date(2026, 4, 30), actor=cast.vera)
    with tenant(cast.harbor):
        assert not ObligationDone.objects.exists()


def test_vera_marks_a_day_on_the_page(cast: Cast, report: Obligation, sign_in: SignIn) -> None:
    vera = sign_in(cast.vera)
    form = {
        "contract": str(report.contract_id),
        "title": report.title,
        "owed_by": "vendor",
        "recurrence": "monthly",
        "first_due": "2026-04-30",
        "done-TOTAL_FORMS": "1",
        "done-INITIAL_FORMS": "0",
        "done-0-due_on": "2026-05-31",
        "done-0-done_on": "2026-06-02",
    }
    refused = vera.post(page_of(report), form).content.decode()
    assert "Nothing falls due on 2026-05-31" in refused
    assert vera.post(page_of(report), {**form, "done-0-due_on": "2026-05-30"}).status_code == 302
    with tenant(cast.harbor):
        met = ObligationDone.objects.get()
        assert (met.due_on, met.done_by_id) == (date(2026, 5, 30), cast.vera.pk)
