"""Takes secrets out of what is about to be logged or reported.

Three nets, because each alone has holes: keys that hold secrets by their name, forms that
secrets have wherever they stand, and the very values of this process' own settings.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

REMOVED = "[removed]"
_DEEPEST = 8

_SECRET_KEYS = re.compile(
    r"authorization|cookie|passw|secret|token|api[_-]?key|credential|session_?(id|key)|csrf"
    r"|private[_-]?key|dsn|signature|signed_link|otp|recovery",
    re.IGNORECASE,
)
#: Replaced by the first group and `REMOVED`.
_FORMS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # Authorization: Bearer x, as a header or inside a sentence.
        r"(\b(?:bearer|basic|token|digest)\s+)[\w.~+/=:-]{8,}",
        r"(\b(?:authorization|cookie|set-cookie|x-csrftoken)['\"]?\s*[:=]\s*['\"]?)[^'\"\r\n]+",
        # scheme://user:password@host
        r"(\b[a-z][a-z0-9+.-]*://[^\s:/@]*:)[^\s@]+(?=@)",
        # password=x in an address, a form or a connection string
        r"(\b(?:password|passwd|pwd|secret|token|access_token|refresh_token|id_token|key|api_key|"
        r"code|signature|sig|sessionid|csrftoken)=)[^\s&;'\"]+",
        # Paths whose next part lets whoever holds it in.
        r"(/(?:l|invitations?|join|calendars?|feeds?|unsubscribe|downloads?)/)[\w.~:=-]{16,}",
        r"(/reset/(?:key/)?)[\w.~:=-]{8,}",
        r"(/confirm-email/)[\w.~:=-]{8,}",
    )
]
#: What Django signs: payload, time and signature; and hexadecimal keys of 256 bits and more.
_ALWAYS = [
    re.compile(r"\.?[\w-]{8,}:[\w-]{5,8}:[\w-]{27,}"),
    re.compile(r"\b[0-9a-f]{64,}\b", re.IGNORECASE),
]


class Scrubber:
    """`secrets` are values that must not appear anywhere, whatever stands around them."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = sorted({secret for secret in secrets if len(secret) >= 8}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def text(self, text: str) -> str:
        if self._known:
            text = self._known.sub(REMOVED, text)
        for form in _FORMS:
            text = form.sub(rf"\g<1>{REMOVED}", text)
        for form in _ALWAYS:
            text = form.sub(REMOVED, text)
        return text

    def value(self, value: Any, depth: int = 0) -> Any:
        """The same for anything that is logged; what isn't plain becomes scrubbed text."""
        if value is None or isinstance(value, bool | int | float):
            return value
        if depth > _DEEPEST:
            return REMOVED
        if isinstance(value, Mapping):
            return {
                key: REMOVED if is_secret(key) and item else self.value(item, depth + 1)
                for key, item in value.items()
            }
        if isinstance(value, list | tuple | set | frozenset):
            return [self.value(item, depth + 1) for item in value]
        if isinstance(value, bytes):
            return self.text(value.decode(errors="replace"))
        return self.text(str(value))


def is_secret(key: object) -> bool:
    """Whether what stands under this key is secret by its name."""
    return isinstance(key, str) and _SECRET_KEYS.search(key) is not None


def secrets_of(environment: Mapping[str, str], names: Iterable[str]) -> set[str]:
    """The values of the named variables, and the passwords in those that are addresses."""
    found = set()
    for name in names:
        value = environment.get(name, "")
        if not value:
            continue
        found.add(value)
        try:
            parts = urlsplit(value)
        except ValueError:
            continue
        found.update(part for part in (parts.password,) if part)
    return found
