"""Programs read the renewal calendar, take decisions, and keep obligations up to date."""

from uuid import uuid4

from django.test import Client

from tests.admin.register import Register
from tests.api.conftest import Program, Programs, errors_of
from tests.cast import Cast


def test_a_decision_is_taken_once_recorded_and_taken_back(
    omar: Program, cast: Cast, harbor: Register
) -> None:
    taken = harbor["renewaldecision"].pk
    asked = {
        "contract": str(harbor["contract"].pk),
        "term_end": "2026-09-27",
        "choice": "renew",
        "reason": "Good work.",
    }
    refused = omar.post("renewal-decisions/", asked)
    assert (refused.status_code, errors_of(refused)) == (409, [("decision_refused", None)])
    sent = omar.post(f"renewal-decisions/{taken}/notice/", {"sent_on": "2026-06-29"})
    assert (sent.status_code, sent.json()["notice_sent_on"]) == (200, "2026-06-29")
    back = omar.post(f"renewal-decisions/{taken}/take-back/", {"reason": "It fell through."})
    assert back.json()["taken_back_by"] == str(cast.omar.pk)
    made = omar.post("renewal-decisions/", asked)
    assert made.status_code == 201
    assert (made.json()["choice"], made.json()["decided_by"]) == ("renew", str(cast.omar.pk))
    standing = omar.get("renewal-decisions/?stands=true").json()["results"]
    assert [row["id"] for row in standing] == [made.json()["id"]]
    assert omar.ask("PATCH", made["Location"], {"reason": "X"}, if_match="*").status_code == 405


def test_the_calendar_says_what_comes_next(omar: Program, harbor: Register) -> None:
    found = omar.get("renewals/?months=3").json()
    assert (found["as_of"], found["until"]) == ("2026-06-30", "2026-09-30")
    [row] = found["renewals"]
    assert (row["number"], row["last_day"]) == ("Harbor-1620514", "2026-09-27")
    # The amendment brings 60 days of notice, and the decision is to leave.
    assert (row["notice_deadline"], row["next_step"]) == ("2026-07-29", "Send the notice")
    assert (row["decision"], row["is_late"]) == (str(harbor["renewaldecision"].pk), False)
    assert found["evergreen"] == []
    wrong = omar.get("renewals/?months=0")
    assert (wrong.status_code, errors_of(wrong)) == (400, [("min_value", "months")])


def test_an_obligation_is_met_and_reopened(omar: Program, harbor: Register) -> None:
    path = f"obligations/{harbor['obligation'].pk}/"
    assert omar.get(path).json()["next_due"] == "2026-12-30"
    met = omar.post(
        f"{path}meet/", {"due_on": "2026-12-30", "done_on": "2026-06-29", "evidence": "Mail"}
    )
    assert (met.status_code, met.json()["next_due"]) == (200, "2027-03-30")
    again = omar.post(f"{path}meet/", {"due_on": "2026-12-30", "done_on": "2026-06-29"})
    assert (again.status_code, errors_of(again)) == (409, [("not_met", None)])
    reopened = omar.post(f"{path}reopen/", {"due_on": "2026-12-30"})
    assert reopened.json()["next_due"] == "2026-12-30"


def test_an_amendment_is_recorded(omar: Program, harbor: Register) -> None:
    made = omar.post(
        "amendments/",
        {
            "contract": str(harbor["contract"].pk),
            "number": "A2",
            "effective_on": "2026-07-01",
            "notice_period": 3,
            "notice_unit": "months",
        },
    )
    assert (made.status_code, made.json()["signed_on"]) == (201, None)
    drafts = omar.get("amendments/?is_draft=true").json()["results"]
    assert [row["number"] for row in drafts] == ["A2"]


def test_the_address_of_the_calendar_is_made_and_revoked(omar: Program, harbor: Register) -> None:
    assert omar.get("calendar-feed/").json() == {"created_at": None, "last_read_at": None}
    made = omar.post("calendar-feed/", {})
    assert made.status_code == 201
    address = made.json()["address"]
    path = address[address.index("/calendar/") :]
    assert Client().get(path).status_code == 200
    assert omar.ask("DELETE", "calendar-feed/").status_code == 204
    assert Client().get(path).status_code == 404


def test_mallory_finds_none_of_it(
    cast: Cast, program: Programs, harbor: Register, rival: Register
) -> None:
    mallory = program(cast.mallory)
    for prefix, name in (
        ("amendments", "amendment"),
        ("obligations", "obligation"),
        ("renewal-decisions", "renewaldecision"),
    ):
        answers = [
            mallory.get(f"{prefix}/{key}/", x_request_id="a" * 8).content
            for key in (harbor[name].pk, uuid4())
        ]
        assert answers[0] == answers[1]
        assert b"Harbor" not in mallory.get(f"{prefix}/").content
    assert b"Harbor" not in mallory.get("renewals/").content
