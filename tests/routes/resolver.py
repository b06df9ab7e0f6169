"""Every route of the site, read from the URL resolver, and an address for each of them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver

from tests.admin.register import Register

PARAMETER = re.compile(r"<(?:[^<>:]+:)?(\w+)>")
GROUP = re.compile(r"\(\?P<(\w+)>(?:[^()\[\]]|\[[^\]]*\]|\([^()]*\))*\)")
NEVER_WAS = "0197b0d2-0000-7000-8000-000000000000"
PAGE = re.compile(r"(?P<app>\w+)/(?P<model>\w+)/\{object_id\}/")
#: Parameters that hold a record's key, and whose, where neither page nor endpoint says it.
RECORD_PARAMETERS = {
    "object_id": None,
    "id": None,
    "contract_id": "contract",
    "document_id": "document",
    "source_id": "finding",
    "token_id": "apitoken",
}
KEYS = {"/exports/": "export", "/imports/": "import", "/views/": "savedview"}


@dataclass(frozen=True)
class Route:
    """A pattern such as `/vendors/vendor/{object_id}/change/`, and the view behind it."""

    pattern: str
    view: Any

    @property
    def is_api(self) -> bool:
        return self.pattern.startswith("/api/")

    def address(self, keys: Mapping[str, object]) -> str:
        """The pattern with its parameters filled in. Raises KeyError for one that is not given."""
        return re.sub(r"\{(\w+)\}", lambda found: str(keys[found[1]]), self.pattern)

    @property
    def parameters(self) -> list[str]:
        return re.findall(r"\{(\w+)\}", self.pattern)

    @property
    def record_parameter(self) -> str | None:
        """The parameter that holds the key of a record."""
        if self.pattern.startswith(tuple(KEYS)) and "key" in self.parameters:
            return "key"
        return next((name for name in self.parameters if name in RECORD_PARAMETERS), None)

    @property
    def model_name(self) -> str | None:
        """The model, in lower case, whose record the address names."""
        for start, model in KEYS.items():
            if self.pattern.startswith(start):
                return model
        named = RECORD_PARAMETERS.get(self.record_parameter or "")
        page = PAGE.search(self.pattern)
        if named or page:
            return named or (page["model"] if page else None)
        serializer = getattr(getattr(self.view, "cls", None), "serializer_class", None)
        shown: type[Model] | None = getattr(getattr(serializer, "Meta", None), "model", None)
        return shown._meta.model_name if shown else None

    def keys(self, register: Register, known: Mapping[str, object]) -> dict[str, object]:
        """A value for each parameter: what `known` says, or the key of the register's record."""
        keys = {name: known[name] for name in self.parameters if name in known}
        if self.record_parameter:
            model = self.model_name
            keys[self.record_parameter] = register[model].pk if model else NEVER_WAS
        return keys


def routes() -> list[Route]:
    """All routes, each pattern once, in the resolver's order."""
    found: dict[str, Route] = {}
    for pattern, view in _walk(get_resolver(), "/"):
        found.setdefault(pattern, Route(pattern, view))
    return list(found.values())


def _walk(resolver: URLResolver, before: str) -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        pattern = before + _readable(entry)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, pattern)
        else:
            yield pattern, entry.callback


def _readable(entry: URLPattern | URLResolver) -> str:
    text = str(entry.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
    text = PARAMETER.sub(r"{\1}", text) if "(?P" not in text else GROUP.sub(r"{\1}", text)
    return text.replace("\\.", ".").replace("\\Z", "").replace("/?", "/")
