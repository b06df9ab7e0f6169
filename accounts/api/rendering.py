"""Answers are JSON, made by orjson."""

from collections.abc import Mapping
from typing import Any

from rest_framework.renderers import JSONRenderer

from accounts.api.encoding import to_json


class OrjsonRenderer(JSONRenderer):
    """Renders what a view returned; errors and records alike."""

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return b"" if data is None else to_json(data)
