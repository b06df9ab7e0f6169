"""Asks an address that an organization's owner typed, without becoming a way into our network.

The name is resolved once, every address it has must be public, and the connection goes to the
address that was checked, so that a second answer of the name server can't redirect it. Redirects
are not followed.
"""

import http.client
import ipaddress
import json
import socket
import ssl
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from accounts.sso.refusal import SsoRefused

TIMEOUT = 10
#: Bytes; discovery documents and key sets have a few thousand.
LARGEST = 1_000_000
OK = 200

UNREACHABLE = "The identity provider could not be reached. Try again in a few minutes."


def checked_address(url: str) -> tuple[str, int]:
    """The address and port to connect to; raises `SsoRefused` for what isn't a public https one."""
    parts = urlsplit(url)
    private = bool(settings.SSO_ALLOWS_PRIVATE_ADDRESSES)
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        raise SsoRefused("The identity provider's addresses must begin with https.")
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        found = socket.getaddrinfo(parts.hostname or "", port, type=socket.SOCK_STREAM)
    except (OSError, ValueError, UnicodeError) as error:
        raise SsoRefused(UNREACHABLE) from error
    addresses = [str(entry[4][0]) for entry in found]
    if not private and not all(ipaddress.ip_address(a).is_global for a in addresses):
        raise SsoRefused("The identity provider's address lies in a private network.")
    return addresses[0], port


class _Pinned(http.client.HTTPConnection):
    """A connection to one address, which must prove to be the host that was asked for."""

    def __init__(self, host: str, address: str, port: int, secure: bool) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self._address, self._secure = address, secure

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), TIMEOUT)
        if self._secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)


def ask(url: str, form: dict[str, str] | None = None) -> dict[str, Any]:
    """The JSON object at an address; with `form` it is posted. Raises `SsoRefused`."""
    address, port = checked_address(url)
    parts = urlsplit(url)
    connection = _Pinned(parts.hostname or "", address, port, parts.scheme == "https")
    path = parts.path or "/"
    target = f"{path}?{parts.query}" if parts.query else path
    headers = {"Accept": "application/json"}
    try:
        if form is None:
            connection.request("GET", target, headers=headers)
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request("POST", target, body=urlencode(form), headers=headers)
        answer = connection.getresponse()
        body = answer.read(LARGEST + 1)
        status = answer.status
    except (OSError, http.client.HTTPException) as error:
        raise SsoRefused(UNREACHABLE) from error
    finally:
        connection.close()
    if status != OK or len(body) > LARGEST:
        raise SsoRefused("The identity provider refused. Its settings or ours may be wrong.")
    try:
        found = json.loads(body)
    except ValueError as error:
        raise SsoRefused("The identity provider's answer could not be read.") from error
    if not isinstance(found, dict):
        raise SsoRefused("The identity provider's answer could not be read.")
    return found
