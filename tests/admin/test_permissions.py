"""What each role may open, change and delete, as a table."""

from typing import Any

import pytest
from django.db.models import Model

from tests.admin.addresses import IDS, MODELS, add_to, list_of, page_of
from tests.admin.conftest import SignIn
from tests.admin.register import Register
from tests.cast import Cast

WRITTEN_BY_THE_APPLICATION = {
    "accounts.membership",
    "accounts.letter",
    "accounts.organization",
    "accounts.user",
    "risk.alert",
    "risk.delivery",
    "risk.finding",
    "risk.scanrun",
    "sourcing.servicecredit",
    "vendors.dismissedsuggestion",
    "vendors.holidaysnapshot",
    "vendors.referencerate",
    "vendors.renewaldecision",
    "vendors.vendormerge",
}
#: There is one at most, and there is one already.
ONLY_ONE = {"accounts.identityprovider"}
ACCOUNTS = {
    "accounts.invitation",
    *ONLY_ONE,
    "accounts.letter",
    "accounts.membership",
    "accounts.organization",
    "accounts.user",
}
VENDORS = {
    "vendors.duediligenceitem",
    "vendors.ownrate",
    "vendors.vendorcontact",
    "vendors.amendment",
    "vendors.obligation",
    "vendors.contract",
    "vendors.contractitem",
    "vendors.paymenttodate",
    "vendors.subcontractorlink",
    "vendors.vendor",
}
# Comments are removed by their authors only, here Vera; actions are dropped, never deleted.
TALK = {"risk.comment", "risk.action"}
LABELS = set(IDS)
#: What vendors owe, which is none of a site head's business: a site runs captive teams.
OWED = {"sourcing.creditscheme", "sourcing.reviewpack", "sourcing.servicecredit"}
MAY_READ = {
    "olga": LABELS,
    "omar": LABELS,
    "vera": LABELS - ACCOUNTS,
    "fay": LABELS - ACCOUNTS,
    "sam": LABELS - ACCOUNTS,
    "hana": {label for label in LABELS - OWED if label.startswith(("teams.", "sourcing."))} | TALK,
    "eve": LABELS - ACCOUNTS,
}
SERVICE_LEVELS = {
    "sourcing.creditscheme",
    "sourcing.exclusion",
    "sourcing.incidentlink",
    "sourcing.leveldefinition",
    "sourcing.servicelevel",
    "teams.calendarhours",
    "teams.servicecalendar",
    "vendors.monthlycharge",
}
#: Corrected, never deleted.
REPORTS = {"sourcing.reviewpack", "sourcing.vendorreport"}
CHARGES = {"vendors.monthlycharge"}
MAY_ADD = {
    "olga": LABELS - WRITTEN_BY_THE_APPLICATION - ONLY_ONE,
    "omar": LABELS - WRITTEN_BY_THE_APPLICATION - ACCOUNTS,
    "vera": VENDORS | SERVICE_LEVELS | REPORTS | {"sourcing.document"} | TALK,
    "fay": {"vendors.ownrate", "vendors.paymenttodate"} | CHARGES | TALK,
    "sam": {"sourcing.document", "vendors.duediligenceitem"} | TALK,
    "hana": {"risk.comment"},
    "eve": {"risk.comment"},
}
MAY_DELETE = {
    "olga": LABELS - WRITTEN_BY_THE_APPLICATION - (ACCOUNTS - ONLY_ONE) - TALK - REPORTS,
    "omar": LABELS - WRITTEN_BY_THE_APPLICATION - ACCOUNTS - TALK - REPORTS,
    "vera": VENDORS | SERVICE_LEVELS | {"sourcing.document", "risk.comment"},
    "fay": {"vendors.ownrate", "vendors.paymenttodate"} | CHARGES,
    "sam": {"sourcing.document", "vendors.duediligenceitem"},
    "hana": set[str](),
    "eve": set[str](),
}


@pytest.mark.parametrize("name", list(MAY_READ))
@pytest.mark.parametrize("model", MODELS, ids=IDS)
def test_roles(
    name: str, model: type[Model], cast: Cast, sign_in: SignIn, harbor: Register
) -> None:
    person, label = sign_in(getattr(cast, name)), model._meta.label_lower
    record: Any = harbor[model._meta.model_name or ""]
    query = {"rule": "decide-by"} if label == "risk.rulesetting" else {}
    assert person.get(list_of(model), follow=True).status_code == expected(label in MAY_READ[name])
    assert person.get(add_to(model), query).status_code == expected(label in MAY_ADD[name])
    deleting = person.get(page_of(record, "delete")).status_code
    assert deleting == expected(label in MAY_DELETE[name])
    if not (label == "accounts.membership" and name == "vera"):
        reading = label in MAY_READ[name] or record == getattr(cast, name).user
        if (label, name) == ("risk.action", "hana"):
            # Her list is her own: one that came from nothing may be about what she can't see.
            assert person.get(page_of(record)).status_code == 302
            return
        assert person.get(page_of(record)).status_code == expected(reading)


def expected(allowed: bool) -> int:
    return 200 if allowed else 403


@pytest.mark.parametrize(("name", "status"), [("omar", 302), ("vera", 302), ("eve", 403)])
def test_who_may_change_a_vendor(
    name: str, status: int, cast: Cast, sign_in: SignIn, harbor: Register
) -> None:
    form = {
        "legal_name": "Renamed",
        "status": "active",
        "tier": "unrated",
        "substitutability": "unknown",
        "reintegration": "unknown",
        "subcontractor_links-TOTAL_FORMS": "0",
        "subcontractor_links-INITIAL_FORMS": "0",
    }
    answer = sign_in(getattr(cast, name)).post(page_of(harbor["vendor"]), form)
    assert answer.status_code == status


def test_vera_reads_teams_and_changes_none(cast: Cast, sign_in: SignIn, harbor: Register) -> None:
    vera = sign_in(cast.vera)
    assert b'name="_save"' not in vera.get(page_of(harbor["team"])).content
    assert vera.post(page_of(harbor["team"]), {"name": "Mine"}).status_code == 403


def test_everyone_changes_their_own_profile_and_mails(
    cast: Cast, sign_in: SignIn, harbor: Register
) -> None:
    eve = sign_in(cast.eve)
    profile = {
        "full_name": "Eve Adams",
        "time_zone": "Europe/Berlin",
        "work_starts": "08:00",
        "work_ends": "16:00",
    }
    assert eve.post(page_of(cast.eve.user), profile).status_code == 302
    cast.eve.user.refresh_from_db()
    assert (cast.eve.user.full_name, str(cast.eve.user.time_zone)) == ("Eve Adams", "Europe/Berlin")
    assert eve.post(page_of(cast.eve), {"role": "owner"}).status_code == 302
    cast.eve.refresh_from_db()
    assert (cast.eve.role, cast.eve.receives_digest) == ("executive", False)
    assert eve.get(page_of(cast.omar.user)).status_code in {302, 403}


def test_olga_keeps_an_owner(cast: Cast, sign_in: SignIn) -> None:
    olga = sign_in(cast.olga)
    demoted = {"role": "executive", "receives_digest": "on"}
    refused = olga.post(page_of(cast.olga), demoted).content.decode()
    assert "left without an owner" in refused
    cast.olga.refresh_from_db()
    assert cast.olga.role == "owner"
    assert olga.post(page_of(cast.omar), {"role": "owner"}).status_code == 302
    assert olga.post(page_of(cast.olga), demoted).status_code == 302
