"""Two people have one record's page open; the second to save is told, and nothing typed is lost."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from threading import Barrier
from typing import Any

import pytest
from django.contrib.admin import site
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.concurrent_edits import AS_SHOWN, from_text
from accounts.model_admin import ReadOnlyAdmin
from accounts.models import Membership, User
from accounts.tenancy import tenant
from risk.models import RuleSetting
from sourcing.models import Document
from tests.admin.addresses import MODELS, page_of
from tests.admin.conftest import SignIn
from tests.admin.register import Register
from tests.cast import Cast
from vendors.models import ContractItem, SubcontractorLink, Vendor


class Fields(HTMLParser):
    """What a browser would send of a page's form."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sent: dict[str, Any] = {}
        self._select = self._area = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given and self._select:
            self.sent[self._select] = value
        elif tag == "textarea":
            self._area, self.sent[name] = name, ""
        elif tag == "input" and (kind := given.get("type")) not in {"submit", "file"}:
            if kind == "checkbox":
                value = value or "on"
            if kind not in {"checkbox", "radio"} or "checked" in given:
                self.sent[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.sent[self._area] = self.sent[self._area].removeprefix("\n")
            self._area = ""
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.sent[self._area] += data


def form_in(html: str, record: models.Model) -> dict[str, Any]:
    """The filled-in form of a record's page."""
    start = html.index(f'id="{record._meta.model_name}_form"')
    sent = Fields(html[start : html.index("</form>", start)]).sent
    return {
        name: value
        for name, value in sent.items()
        if name == AS_SHOWN
        or not (name.startswith(("_", "csrfmiddlewaretoken")) or "__prefix__" in name)
    }


def opened(client: Client, record: models.Model) -> dict[str, Any]:
    return form_in(client.get(page_of(record)).content.decode(), record)


def said(html: str) -> str:
    """What the page tells above its form."""
    above = html[html.index('<div id="content-main"') : html.index("</form>", html.index('_form"'))]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", above))


WHEN = r"\d+ [A-Z][a-z]{2} \d{4}, \d\d:\d\d"


def test_the_second_to_save_is_told_who_changed_what_and_loses_nothing(
    cast: Cast, sign_in: SignIn, harbor: Register
) -> None:
    omar, vera, vendor = sign_in(cast.omar), sign_in(cast.vera), harbor["vendor"]
    omars, veras = opened(omar, vendor), opened(vera, vendor)
    assert vera.post(page_of(vendor), {**veras, "tier": "strategic"}).status_code == 302

    omars |= {"notes": "typed with care", "tax_id": "DE 12"}
    told = omar.post(page_of(vendor), omars)
    assert told.status_code == 200
    page = told.content.decode()
    print("SAID", said(page)[:700])
    assert re.search(
        rf"Changed while you had it open Vera changed this vendor on {WHEN}: Tier differs from "
        "what you were shown. Field Stored now Tier Strategic Details Nothing has been saved. What "
        "you typed stands below; saving again puts it in place of what is stored now. Legal name",
        said(page),
    )
    again = form_in(page, vendor)
    assert again[AS_SHOWN] != omars[AS_SHOWN]
    assert {**again, AS_SHOWN: ""} == {**omars, AS_SHOWN: ""}
    with tenant(cast.harbor):
        stored = Vendor.objects.get(pk=vendor.pk)
        assert (stored.tier, stored.notes, stored.tax_id) == ("strategic", "", "")

    assert omar.post(page_of(vendor), again).status_code == 302
    with tenant(cast.harbor):
        stored.refresh_from_db()
        assert (stored.tier, stored.notes, stored.tax_id) == (
            omars["tier"],
            omars["notes"],
            "DE 12",
        )


def test_a_third_change_while_the_second_reads_is_told_too(
    cast: Cast, sign_in: SignIn, harbor: Register
) -> None:
    omar, vendor = sign_in(cast.omar), harbor["vendor"]
    omars = opened(omar, vendor)
    with tenant(cast.harbor):
        Vendor.objects.filter(pk=vendor.pk).update(tier="strategic")
    again = form_in(omar.post(page_of(vendor), omars).content.decode(), vendor)
    with tenant(cast.harbor):
        Vendor.objects.filter(pk=vendor.pk).update(notes="Later", tax_id="DE 13")
    page = said(omar.post(page_of(vendor), again).content.decode())
    assert ": Tax id and Notes differ from what you were shown." in page


def test_what_the_form_does_not_show_stands_in_nobodys_way(
    cast: Cast, sign_in: SignIn, harbor: Register
) -> None:
    """A program's change of other fields stays, and so does what the person typed."""
    omar, person = sign_in(cast.omar), cast.omar.user
    omars = opened(omar, person)
    User.objects.filter(pk=person.pk).update(email=f"omar@new-{cast.tag}.example")
    assert omar.post(page_of(person), {**omars, "full_name": "Omar Haddad"}).status_code == 302
    person.refresh_from_db()
    assert (person.email, person.full_name) == (f"omar@new-{cast.tag}.example", "Omar Haddad")


@pytest.fixture
def item(cast: Cast, harbor: Register) -> ContractItem:
    with tenant(cast.harbor):
        return ContractItem.objects.create(
            contract=harbor["contract"],
            vendor=harbor["vendor"],
            number="A-7",
            first_day=date(2026, 1, 1),
            last_day=date(2026, 12, 31),
            amount=Decimal(700),
        )


def test_rows_that_somebody_changed_are_told_with_what_was_typed_into_them(
    cast: Cast, sign_in: SignIn, harbor: Register, item: ContractItem
) -> None:
    omar, contract = sign_in(cast.omar), harbor["contract"]
    omars = opened(omar, contract)
    print("X")
    [amount] = [name for name, value in omars.items() if value == "700.00"]
    with tenant(cast.harbor):
        ContractItem.objects.filter(pk=item.pk).update(amount=Decimal(900))
    told = omar.post(page_of(contract), {**omars, amount: "710.00", "title": "Payroll, anew"})
    assert told.status_code == 200
    assert re.search(
        rf"Background work changed this contract on {WHEN}: Contract items differ from what you "
        "were shown. Field Stored now Contract items A-7 and Harbor-1620514 Details",
        said(told.content.decode()),
    )
    again = form_in(told.content.decode(), contract)
    assert (again[amount], again["title"]) == ("710.00", "Payroll, anew")
    with tenant(cast.harbor):
        assert ContractItem.objects.get(pk=item.pk).amount == 900
    assert omar.post(page_of(contract), again).status_code == 302
    with tenant(cast.harbor):
        assert ContractItem.objects.get(pk=item.pk).amount == 710


def test_a_row_that_somebody_deleted_comes_back_only_if_it_is_saved_again(
    cast: Cast, sign_in: SignIn, harbor: Register
) -> None:
    omar, vendor = sign_in(cast.omar), harbor["vendor"]
    with tenant(cast.harbor):
        link = SubcontractorLink.objects.get(prime=vendor)
    omars = opened(omar, vendor)
    omars["subcontractor_links-0-service"] = "typed with care"
    with tenant(cast.harbor):
        link.delete()
    told = omar.post(page_of(vendor), omars).content.decode()
    assert ": Subcontractors differ from what you were shown." in said(told)
    assert "Subcontractors –" in said(told)
    again = form_in(told, vendor)
    assert again["subcontractor_links-INITIAL_FORMS"] == "0"
    assert again["subcontractor_links-TOTAL_FORMS"] == "1"
    assert again.get("subcontractor_links-0-id", "") == ""
    assert again["subcontractor_links-0-service"] == "typed with care"
    with tenant(cast.harbor):
        assert not SubcontractorLink.objects.filter(prime=vendor).exists()
    assert omar.post(page_of(vendor), again).status_code == 302
    with tenant(cast.harbor):
        assert SubcontractorLink.objects.get(prime=vendor).service == "typed with care"


def test_values_that_are_no_fields_of_their_own_are_compared_too(
    cast: Cast, sign_in: SignIn, harbor: Register
) -> None:
    omar, setting, paper = sign_in(cast.omar), harbor["rulesetting"], harbor["document"]
    olga = sign_in(cast.olga)
    omars, olgas = opened(omar, setting), opened(olga, paper)
    with tenant(cast.harbor):
        changed = {**setting.parameters, "tolerance_percent": 77}
        RuleSetting.objects.filter(pk=setting.pk).update(parameters=changed)
        Document.objects.get(pk=paper.pk).readers.create(role="finance")
    told = said(omar.post(page_of(setting), omars).content.decode())
    assert "olerance" in told
    assert "differs from what you were shown" in told
    told = said(olga.post(page_of(paper), olgas).content.decode())
    assert ": Roles differs from what you were shown." in told
    assert "Roles finance" in told


def test_a_form_that_says_nothing_of_what_it_showed_is_saved(
    cast: Cast, sign_in: SignIn, harbor: Register
) -> None:
    """It was opened before the application was updated, or comes from a script."""
    omar, vendor = sign_in(cast.omar), harbor["vendor"]
    omars = opened(omar, vendor)
    del omars[AS_SHOWN]
    assert omar.post(page_of(vendor), {**omars, "notes": "Seen"}).status_code == 302
    mangled = {**omars, AS_SHOWN: "tier notes:: \x00"}
    told = said(omar.post(page_of(vendor), mangled).content.decode())
    assert "differ from what you were shown" in told


def test_a_mistake_and_nobody_elses_change_is_only_a_mistake(
    cast: Cast, sign_in: SignIn, harbor: Register
) -> None:
    omar, vendor = sign_in(cast.omar), harbor["vendor"]
    omars = opened(omar, vendor)
    page = omar.post(page_of(vendor), {**omars, "legal_name": ""}).content.decode()
    assert "This field is required." in page
    assert "you were shown" not in page
    assert form_in(page, vendor)[AS_SHOWN] == omars[AS_SHOWN]


def test_every_form_says_what_it_shows_and_the_same_twice(
    cast: Cast, sign_in: SignIn, harbor: Register
) -> None:
    """A value that has no equal text twice would make every saving a conflict."""
    olga = sign_in(cast.olga)
    told = 0
    for model in MODELS:
        record = harbor.of.get(model._meta.model_name or "")
        if record is None or isinstance(site._registry[model], ReadOnlyAdmin):
            continue
        html = olga.get(page_of(record)).content.decode()
        if 'name="_save"' not in html:
            continue
        first, second = form_in(html, record), opened(olga, record)
        assert from_text(first[AS_SHOWN]), model
        assert first[AS_SHOWN] == second[AS_SHOWN], model
        answer = olga.post(page_of(record), {**first, "_continue": "1"}).content.decode()
        assert "you were shown" not in answer, model
        told += 1
    assert told >= 20


def test_opening_and_saving_ask_at_most_two_questions_more(
    cast: Cast, sign_in: SignIn, harbor: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    omar, vendor = sign_in(cast.omar), harbor["vendor"]
    form = opened(omar, vendor)

    def asked(act: Callable[[], Any]) -> int:
        act()
        with CaptureQueriesContext(connection) as captured:
            act()
        return len(captured)

    def figures() -> tuple[int, int]:
        return (
            asked(lambda: omar.get(page_of(vendor))),
            asked(lambda: omar.post(page_of(vendor), form)),
        )

    watched = figures()
    monkeypatch.setattr("accounts.saving.Saving._lock_visible", lambda *_: None)
    monkeypatch.setattr("accounts.saving._as_shown", lambda *_: "")
    bare = figures()
    assert watched[0] == bare[0]
    assert watched[1] <= bare[1] + 2


def test_a_member_changed_meanwhile(cast: Cast, sign_in: SignIn) -> None:
    olga = sign_in(cast.olga)
    form = opened(olga, cast.eve)
    with tenant(cast.harbor):
        Membership.objects.filter(pk=cast.eve.pk).update(role="finance")
    told = said(olga.post(page_of(cast.eve), {**form, "role": "owner"}).content.decode())
    assert ": Role differs from what you were shown." in told
    assert "Field Stored now Role Finance" in told
    cast.eve.refresh_from_db()
    assert cast.eve.role == "finance"


def test_of_two_who_save_in_the_same_moment_one_is_told(
    cast: Cast, sign_in: SignIn, harbor: Register
) -> None:
    """The later one waits for the earlier, and then sees what was saved."""
    vendor, members = harbor["vendor"], (cast.omar, cast.vera)
    for round_ in range(3):
        forms = []
        for member in members:
            client = sign_in(member)
            note = f"{member.user.full_name} {round_}"
            forms.append((client, {**opened(client, vendor), "notes": note}))
        start = Barrier(2)

        def save(sent: tuple[Client, dict[str, Any]], start: Barrier) -> int:
            client, form = sent
            start.wait()
            try:
                return client.post(page_of(vendor), form).status_code
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(save, forms, [start, start]))
        assert sorted(answers) == [200, 302]
        with tenant(cast.harbor):
            stored = Vendor.objects.get(pk=vendor.pk).notes
        assert stored == forms[answers.index(302)][1]["notes"]
