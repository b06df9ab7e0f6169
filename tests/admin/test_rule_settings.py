"""Rules: their parameters, what an organization changes, and trying it before saving it."""

import re

from django.test import Client

from accounts.tenancy import tenant
from risk.models import Alert, Finding, RuleSetting
from tests.admin.addresses import page_of
from tests.admin.register import Register
from tests.cast import Cast

ADD = "/risk/rulesetting/add/"


def text(page: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.decode()))


def test_a_parameter_is_explained_and_an_empty_one_stays_the_default(
    omar: Client, cast: Cast, harbor: Register
) -> None:
    page = text(omar.get(ADD, {"rule": "vendor-concentration"}).content)
    assert "Default 30 %. A customary limit of supplier risk policies" in page
    form = {
        "rule": "vendor-concentration",
        "is_enabled": "on",
        "parameter_threshold_percent": "25",
        "parameter_basis": "value",
        "parameter_minimum_vendors": "",
    }
    assert omar.post(f"{ADD}?rule=vendor-concentration", form).status_code == 302
    with tenant(cast.harbor):
        setting = RuleSetting.objects.get(rule="vendor-concentration")
    assert setting.parameters == {"threshold_percent": "25", "basis": "value"}
    assert 'value="25"' in omar.get(page_of(setting)).content.decode()
    assert "Threshold percent: 25 %" in text(omar.get("/risk/rulesetting/").content)


def test_a_value_that_makes_no_sense_is_refused(omar: Client, cast: Cast, harbor: Register) -> None:
    form = {"rule": "decide-by", "is_enabled": "on", "parameter_high_days": "-3"}
    answer = omar.post(f"{ADD}?rule=decide-by", form)
    assert answer.status_code == 200
    assert 'value="-3"' in answer.content.decode()
    with tenant(cast.harbor):
        assert not RuleSetting.objects.filter(rule="decide-by").exists()


def test_settings_of_one_rule_exist_once(omar: Client, harbor: Register) -> None:
    form = {"rule": "paid-over-agreed", "is_enabled": "on"}
    answer = omar.post(f"{ADD}?rule=paid-over-agreed", form)
    assert "This rule already has settings." in answer.content.decode()


def test_trying_says_what_a_scan_would_do_and_saves_nothing(
    omar: Client, cast: Cast, harbor: Register
) -> None:
    setting = harbor["rulesetting"]
    form = {
        "rule": "paid-over-agreed",
        "is_enabled": "on",
        "parameter_tolerance_percent": "7",
        "risk_rulesetting_try_out": "1",
    }
    answer = omar.post(page_of(setting), form)
    page = text(answer.content)
    assert answer.status_code == 200
    assert "Dry run: nothing is saved yet" in page
    found = re.search(r"would open (\d+) findings for (\d+) (?:person|people)", page)
    assert found is not None
    assert int(found[1]) >= 2, "the contract and its item were paid above what was agreed"
    assert int(found[2]) >= 1
    assert 'value="7"' in answer.content.decode()
    assert "Please correct" not in page
    with tenant(cast.harbor):
        assert RuleSetting.objects.get(pk=setting.pk).parameters == {"tolerance_percent": "5"}
        assert (Finding.objects.count(), Alert.objects.count()) == (1, 1)
    del form["risk_rulesetting_try_out"]
    assert omar.post(page_of(setting), form).status_code == 302
    with tenant(cast.harbor):
        assert RuleSetting.objects.get(pk=setting.pk).parameters == {"tolerance_percent": "7"}
