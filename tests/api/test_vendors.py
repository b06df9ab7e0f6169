"""A program keeps vendors up to date."""

from tests.admin.register import Register
from tests.api.conftest import Program, Programs, errors_of
from tests.cast import Cast


def test_a_vendor_is_made_changed_and_deleted(omar: Program) -> None:
    made = omar.post("vendors/", {"legal_name": "Data-Core Systems", "country": "IN"})
    assert made.status_code == 201
    vendor = made.json()
    assert vendor == {
        "id": vendor["id"],
        "legal_name": "Data-Core Systems",
        "ultimate_parent": None,
        "country": "IN",
        "lei": "",
        "tax_id": "",
        "web_domain": "",
        "merged_into": None,
        "merged_into_name": None,
        "status": "active",
        "tier": "unrated",
        "substitutability": "unknown",
        "substitutability_reason": "",
        "reintegration": "unknown",
        "has_exit_plan": None,
        "exit_tested_on": None,
        "exit_tested_days": None,
        "notes": "",
    }
    path = made["Location"]
    assert path == f"/api/v1/vendors/{vendor['id']}/"
    assert omar.get(path).content == made.content
    changed = omar.change(path, {"has_exit_plan": True, "exit_tested_on": "2026-05-04"})
    assert changed.status_code == 200
    assert changed.json() == {**vendor, "has_exit_plan": True, "exit_tested_on": "2026-05-04"}
    replaced = omar.change(path, {"legal_name": "Data-Core", "lei": "HWUPKR0MPOU8FGXBT394"}, "PUT")
    assert (replaced.json()["legal_name"], replaced.json()["lei"]) == (
        "Data-Core",
        "HWUPKR0MPOU8FGXBT394",
    )
    assert omar.delete(path).status_code == 204
    assert omar.get(path).status_code == 404


def test_the_list_is_filtered_and_searched(omar: Program, harbor: Register) -> None:
    def names(query: str) -> list[str]:
        return [row["legal_name"] for row in omar.get(f"vendors/?{query}").json()["results"]]

    assert names("") == ["Harbor Batch Works", "Harbor Data-Core"]
    assert names("country=IN") == ["Harbor Data-Core"]
    assert names("search=batch") == ["Harbor Batch Works"]
    assert names("status=ended") == []
    assert names(f"ultimate_parent={harbor['vendor'].pk}") == []


def test_rules_of_the_model_and_the_database_hold(omar: Program, harbor: Register) -> None:
    def refused(body: dict[str, object]) -> tuple[int, list[tuple[str, str | None]]]:
        answer = omar.post("vendors/", body)
        return answer.status_code, errors_of(answer)

    assert refused({"legal_name": "Harbor Data-Core"})[0] == 400
    assert refused({"legal_name": "A", "lei": "DUMMYLEI123456789012"}) == (
        400,
        [("invalid", "lei")],
    )
    for plan in (False, None):
        untested: dict[str, object] = {"legal_name": "A", "exit_tested_on": "2026-05-04"}
        assert refused({**untested, "has_exit_plan": plan}) == (
            400,
            [("invalid", "non_field_errors")],
        )
    # Only the database sees a loop through other rows.
    vendor, other = harbor["vendor"].pk, harbor["subcontractor"].pk
    assert omar.change(f"vendors/{vendor}/", {"ultimate_parent": str(other)}).status_code == 200
    loop = omar.change(f"vendors/{other}/", {"ultimate_parent": str(vendor)})
    assert (loop.status_code, errors_of(loop)) == (400, [("contradiction", None)]), loop.content
    assert "can not be its own ultimate parent" in loop.json()["errors"][0]["detail"]


def test_a_vendor_with_contracts_stays(omar: Program, harbor: Register) -> None:
    answer = omar.delete(f"vendors/{harbor['vendor'].pk}/")
    assert (answer.status_code, errors_of(answer)) == (409, [("still_used", None)])
    assert "contracts" in answer.json()["errors"][0]["detail"]


def test_another_organizations_vendor_is_missing(
    cast: Cast, omar: Program, harbor: Register, rival: Register
) -> None:
    from uuid import uuid4

    theirs, never_was = rival["vendor"].pk, uuid4()
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        answers = [
            omar.ask(
                method, f"vendors/{key}/", {"legal_name": "X"}, if_match="*", x_request_id="a" * 8
            )
            for key in (theirs, never_was)
        ]
        assert answers[0].status_code == 404
        assert answers[0].content == answers[1].content
    answers = [
        omar.post(
            "vendors/", {"legal_name": "X", "ultimate_parent": str(key)}, x_request_id="a" * 8
        )
        for key in (theirs, never_was)
    ]
    assert [answer.status_code for answer in answers] == [400, 400]
    assert answers[0].content.replace(str(theirs).encode(), b"") == answers[1].content.replace(
        str(never_was).encode(), b""
    )
    assert b"Rival" not in omar.get("vendors/?page_size=500").content


def test_history_says_it_came_through_the_interface(cast: Cast, omar: Program) -> None:
    from django.apps import apps

    from accounts.tenancy import tenant

    omar.post("vendors/", {"legal_name": "Acme"})
    with tenant(cast.harbor):
        event = apps.get_model("vendors", "VendorEvent").objects.get()
    assert event.pgh_context["origin"] == "api"
    assert event.pgh_context["token"] == "nightly"
    assert event.pgh_context["user"] == cast.omar.user_id


def test_an_integrator_hands_over_and_takes_nothing_back(
    cast: Cast, program: Programs, harbor: Register
) -> None:
    ivan = program(cast.ivan)
    made = ivan.post("vendors/", {"legal_name": "Handed over"})
    assert ivan.change(made["Location"], {"tier": "important"}).status_code == 200
    contract = ivan.post("contracts/", {"number": "ERP-1", "vendor": made.json()["id"]})
    assert contract.status_code == 201
    refused = {
        "delete a vendor": ivan.delete(made["Location"]),
        "delete a contract": ivan.delete(contract["Location"]),
        "decide": ivan.post(
            "renewal-decisions/",
            {"contract": contract.json()["id"], "choice": "renew", "reason": "X"},
        ),
        "take back": ivan.post(
            f"renewal-decisions/{harbor['renewaldecision'].pk}/take-back/", {"reason": "X"}
        ),
        "merge": ivan.post(
            "vendor-merges/",
            {"survivor": made.json()["id"], "loser": str(harbor["vendor"].pk)},
        ),
        "undo": ivan.post(f"vendor-merges/{harbor['vendormerge'].pk}/undo/", {}),
    }
    assert {name: answer.status_code for name, answer in refused.items()} == dict.fromkeys(
        refused, 403
    )
    said = refused["merge"].json()["errors"][0]["detail"]
    assert said == "The role Integrator doesn't include vendors.merge_vendor."


def test_who_may_write_vendors(cast: Cast, program: Programs) -> None:
    statuses = {
        name: program(getattr(cast, name)).post("vendors/", {"legal_name": name}).status_code
        for name in ("olga", "omar", "vera", "eve", "ivan")
    }
    assert statuses == {"olga": 201, "omar": 201, "vera": 201, "eve": 403, "ivan": 201}
