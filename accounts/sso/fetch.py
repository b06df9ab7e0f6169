"""Asks an address that an organization's owner typed, without becoming a way into our network.

The name is resolved once, every address it has must be public, and the connection goes to the
address that was checked, so that a second answer of the name server can't redirect it. Redirects
are not followed. An answer must be whole in time: one that drips in would hold a worker.
"""

import http.client
import ipaddress
import json
import socket
import ssl
import threading
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from accounts.sso.refusal import SsoRefused

#: Seconds for connecting, asking and the whole answer together.
TIMEOUT = 10.0
#: Bytes; discovery documents and key sets have a few thousand.
LARGEST = 1_000_000
OK = 200

UNREACHABLE = "The identity provider could not be reached. Try again in a few minutes."


def checked_address(url: str) -> tuple[str, int]:
    """The address and port to connect to; raises `SsoRefused` for what isn't a public https one."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise SsoRefused(UNREACHABLE) from error
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
            # The handshake waits until `sock` is set, so that `abort` can end it too.
            self.sock = context.wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()

    def abort(self) -> None:
        """Ends whatever another thread waits for on this connection."""
        if self.sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


def ask(url: str, form: dict[str, str] | None = None) -> dict[str, Any]:
    """The JSON object at an address; with `form` it is posted. Raises `SsoRefused`."""
    address, port = checked_address(url)
    parts = urlsplit(url)
    connection = _Pinned(parts.hostname or "", address, port, parts.scheme == "https")
    path = parts.path or "/"
    target = f"{path}?{parts.query}" if parts.query else path
    headers = {"Accept": "application/json"}
    deadline = threading.Timer(TIMEOUT, connection.abort)
    deadline.daemon = True
    deadline.start()
    try:
        if form is None:
            connection.request("GET", target, headers=headers)
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request("POST", target, body=urlencode(form), headers=headers)
        answer = connection.getresponse()
        body = answer.read(LARGEST + 1)
        status = answer.status
    # ValueError: an address with characters that can't be sent.
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise SsoRefused(UNREACHABLE) from error
    finally:
        deadline.cancel()
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
