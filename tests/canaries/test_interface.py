"""Every list, record, filter, ordering, search and cursor of the interface for programs."""

from typing import Any

import pytest

from tests.api.conftest import Program
from tests.canaries.addresses import addresses, viewsets
from tests.canaries.planting import MARK, Planted
from tests.canaries.watching import look

BODY = {"reason": "why", "file": "x"}


@pytest.fixture
def program(db: None, planted: Planted) -> Program:
    return Program(planted.secret)


@pytest.mark.parametrize("name", sorted(viewsets()))
def test_no_list_tells(name: str, planted: Planted, program: Program) -> None:
    viewset = viewsets()[name]
    path = _path(name)
    page = program.get(f"{path}?page_size=1&count=true")
    assert page.status_code == 200
    look(page, path)
    if following := page.json()["next"]:
        look(program.get(following.split("testserver")[-1]), f"{path} next")
    for ordering in viewset.known_orderings():
        look(program.get(f"{path}?ordering={ordering}&page_size=1"), f"{path} {ordering}")
    model = viewset.serializer_class.Meta.model
    their_key = planted.theirs[model].pk
    for parameter in viewset.filterset_class.base_filters if viewset.filterset_class else ():
        for value in (str(their_key), MARK):
            look(program.get(f"{path}?{parameter}={value}"), f"{path} {parameter}", echoed=value)
    if viewset.search_columns:
        found = program.get(f"{path}?search={MARK}")
        assert found.json()["results"] == []
        look(found, f"{path} search", echoed=MARK)


@pytest.mark.parametrize("name", sorted(viewsets()))
def test_nothing_tells_of_what_a_program_sends_of_theirs(
    name: str, planted: Planted, program: Program
) -> None:
    """Whole bodies of theirs by their ids, and single records of theirs with each method."""
    path = _path(name)
    serializer = viewsets()[name].serializer_class()
    body: dict[str, Any] = {}
    for field_name, field in serializer.fields.items():
        queryset = getattr(field, "queryset", None)
        if queryset is not None and planted.theirs.get(queryset.model) is not None:
            body[field_name] = str(planted.theirs[queryset.model].pk)
        elif not field.read_only:
            body[field_name] = "1"
    look(program.post(path, body), f"POST {path}")
    theirs = planted.theirs[viewsets()[name].serializer_class.Meta.model].pk
    own = planted.own[viewsets()[name].serializer_class.Meta.model].pk
    for method in ("GET", "PUT", "PATCH", "DELETE", "OPTIONS"):
        look(program.ask(method, f"{path}{theirs}/", body, if_match="*"), f"{method} {path}theirs")
    look(program.ask("PATCH", f"{path}{own}/", body, if_match="*"), f"PATCH {path}own")


def test_no_other_endpoint_tells(planted: Planted, program: Program) -> None:
    for rows in (planted.own, planted.theirs):
        for address in addresses(rows):
            if address.path.startswith("/api/"):
                look(program.get(address.path), f"GET {address.path}")
                if address.is_of_record and rows is planted.theirs:
                    look(program.post(address.path, BODY), f"POST {address.path}")


def _path(name: str) -> str:
    return f"/api/v1/{name}/"
