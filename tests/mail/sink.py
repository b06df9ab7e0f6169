"""A real SMTP server for tests: keeps what it takes, and can refuse, hang up or let killers in."""

import asyncio
import re
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings

TAKEN = "250 2.0.0 taken"


class Sink:
    """`recipient_reply` and `data_reply` decide the server's answer from an address."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.mails: list[EmailMessage] = []
        self.connections = 0
        self.recipient_reply: Callable[[str], str] = lambda address: "250 ok"
        self.data_reply: Callable[[str], str | None] = lambda address: TAKEN

    @property
    def repeats(self) -> Counter[str]:
        """Message-ID → how often a mail with it was taken."""
        return Counter(str(mail["Message-ID"]) for mail in self.mails)

    def to(self, name: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if re.match(name, str(mail["To"]), re.I)]

    async def handle_EHLO(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = self.recipient_reply(address)
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        reply = self.data_reply(envelope.rcpt_tos[0])
        if reply is None or reply.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            mail = message_from_bytes(content, policy=default)
            assert isinstance(mail, EmailMessage)
            self.mails.append(mail)
        if reply is None:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            return "421 gone"
        return reply


@contextmanager
def smtp_sink(settings: Settings) -> Iterator[Sink]:
    """Starts a server on a free port and lets Django's mail settings lead to it."""
    sink = Sink(free_port())
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    with smtp_sink(settings) as running:
        yield running


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port
