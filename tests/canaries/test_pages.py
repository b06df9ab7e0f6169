"""Every page, list, filter, file and feed, as people of Harbor Works see them."""

from typing import Any

import pytest
from django.contrib import admin
from django.db import models
from django.test import Client

from risk import links
from tests.admin.addresses import add_to, list_of
from tests.admin.conftest import SignIn
from tests.canaries.addresses import addresses
from tests.canaries.planting import MARK, Planted, tenant_models
from tests.canaries.watching import look
from vendors.models import Vendor

PEOPLE = ("olga", "omar", "vera", "eve")
MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
LISTS = [model for model in MODELS if hasattr(admin.site._registry[model], "prepare")]


@pytest.fixture
def browser(db: None, planted: Planted, sign_in: SignIn) -> Any:
    def of(name: str) -> Client:
        client = sign_in(getattr(planted.cast, name))
        client.raise_request_exception = False
        return client

    return of


def test_every_text_of_every_model_carries_a_canary(db: None, planted: Planted) -> None:
    """Otherwise what follows would prove nothing."""
    for model in tenant_models():
        assert planted.own[model] is not None, f"{model._meta.label} has no row to plant in"
    assert not planted.bare


@pytest.mark.parametrize("name", PEOPLE)
def test_no_page_tells(name: str, planted: Planted, browser: Any) -> None:
    client, seen = browser(name), 0
    for address in addresses(planted.own):
        answer = client.get(address.path)
        look(answer, f"{name} GET {address.path}")
        seen += answer.status_code == 200
        assert answer.status_code < 500 or address.name == "health-work", address.path
    assert seen > 60


def test_no_page_tells_somebody_who_is_not_signed_in(db: None, planted: Planted) -> None:
    client = Client(raise_request_exception=False)
    for address in addresses(planted.theirs):
        echoed = str(address.path).rstrip("/").rsplit("/", maxsplit=1)[-1]
        look(client.get(address.path), f"nobody GET {address.path}", echoed=echoed)


def test_no_address_of_theirs_opens(planted: Planted, browser: Any) -> None:
    client = browser("olga")
    form = {"post": "yes", "reason": "why", "action": "apply", "successor": ""}
    for address in addresses(planted.theirs):
        if not address.is_of_record or address.path.startswith("/api/"):
            continue
        look(client.get(address.path, follow=True), f"GET {address.path}")
        look(client.post(address.path, form, follow=True), f"POST {address.path}")


@pytest.mark.parametrize("model", LISTS, ids=lambda model: model._meta.label_lower)
def test_no_list_filter_or_file_tells(
    model: type[models.Model], planted: Planted, browser: Any
) -> None:
    client = browser("olga")
    page = client.get(list_of(model))
    if page.status_code != 200:
        return
    queries = {"", "?o=1.-2.3"}
    shown = page.context.get("cl")
    for spec in shown.filter_specs if shown else ():
        *_, last = spec.choices(shown)
        queries.add(last.get("query_string", ""))
    for query in queries:
        look(client.get(list_of(model) + query), f"{model.__name__} list {query}")
    for form in ("csv", "xlsx"):
        path = f"/export/{model._meta.label_lower}/{form}/"
        look(client.get(path), path)


def test_no_history_tells(planted: Planted, browser: Any) -> None:
    client = browser("olga")
    for query in ("", "?format=csv", "?format=xlsx", "?origin=import", f"?object={_key(planted)}"):
        look(client.get(f"/history/{query}"), f"history {query}")
    look(client.get("/history/sign-ins/"), "sign-ins")


def _key(planted: Planted) -> Any:
    return planted.theirs[Vendor].pk


def test_no_search_or_autocompletion_tells(planted: Planted, browser: Any) -> None:
    """A search for a canary finds as little as one for what never was."""
    client = browser("olga")
    for term in (MARK, "zq"):
        look(client.get("/search/", {"s": term}), f"palette {term}", echoed=term)
        for model in LISTS:
            answer = client.get(list_of(model), {"q": term})
            look(answer, f"{model.__name__} search {term}", echoed=term)
    asked = 0
    for one in [*LISTS]:
        shown = admin.site._registry[one]
        for each in (one, *(inline.model for inline in shown.inlines)):
            for field in each._meta.fields:
                if not isinstance(field, models.ForeignKey):
                    continue
                question = {
                    "app_label": each._meta.app_label,
                    "model_name": each._meta.model_name,
                    "field_name": field.name,
                }
                for term in ("", MARK):
                    answer = client.get("/autocomplete/", {**question, "term": term})
                    look(answer, f"autocompletion {question}")
                    asked += answer.status_code == 200
    assert asked > 40


@pytest.mark.parametrize("model", LISTS, ids=lambda model: model._meta.label_lower)
def test_no_form_tells_of_what_it_is_given_of_theirs(
    model: type[models.Model], planted: Planted, browser: Any
) -> None:
    """Every foreign key of the form, and of its inlines, is sent with the other's id."""
    client = browser("olga")
    own = planted.own.get(model)
    paths = [add_to(model)] + ([f"{list_of(model)}{own.pk}/change/"] if own else [])
    for path in paths:
        page = client.get(path)
        if page.status_code != 200 or page.context is None or "adminform" not in page.context:
            continue
        sent = _with_their_ids(page.context, planted)
        answer = client.post(path, sent, follow=True)
        assert answer.status_code < 500, path
        look(answer, f"POST {path}")


def _with_their_ids(context: Any, planted: Planted) -> dict[str, Any]:
    sent: dict[str, Any] = {}
    _fill_in(sent, context["adminform"].form, planted)
    for inline in context["inline_admin_formsets"]:
        formset = inline.formset
        sent |= {f"{formset.prefix}-TOTAL_FORMS": "1", f"{formset.prefix}-INITIAL_FORMS": "0"}
        before = set(sent)
        _fill_in(sent, formset.empty_form, planted)
        for name in set(sent) - before:
            sent[name.replace("__prefix__", "0")] = sent.pop(name)
    return sent


def _fill_in(sent: dict[str, Any], form: Any, planted: Planted) -> None:
    for name, field in form.fields.items():
        queryset = getattr(field, "queryset", None)
        if queryset is not None and planted.theirs.get(queryset.model):
            value: Any = str(planted.theirs[queryset.model].pk)
        else:
            value = form.get_initial_for_field(field, name)
        sent[form.add_prefix(name)] = "1" if value is None or value == "" else value


@pytest.mark.parametrize("model", LISTS, ids=lambda model: model._meta.label_lower)
def test_no_bulk_action_tells(model: type[models.Model], planted: Planted, browser: Any) -> None:
    client = browser("olga")
    page = client.get(list_of(model))
    if page.status_code != 200 or not planted.theirs.get(model):
        return
    names = admin.site._registry[model].get_actions(page.wsgi_request)
    for name in names:
        sent = {"action": name, "_selected_action": str(planted.theirs[model].pk), "post": "yes"}
        look(client.post(list_of(model), sent, follow=True), f"{model.__name__} {name}")


def test_the_calendar_tells_of_own_renewals_only(planted: Planted, db: None) -> None:
    path = links.feed_url(planted.cast.olga, planted.feed_secret).split("/", 3)[3]
    data = look(Client().get(f"/{path}"), "calendar")
    assert b"BEGIN:VCALENDAR" in data
