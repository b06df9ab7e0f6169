"""Mail without a mail server: every mail becomes a file that any mail program opens."""

import os
import re
from collections.abc import Sequence
from email.utils import parseaddr
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage


class EmlFileBackend(BaseEmailBackend):
    """Writes `<recipient>-<Message-ID>.eml` into `settings.MAIL_DIRECTORY`.

    The same mail sent twice is the same file. The files hold links that act for the recipient,
    so only this user may read them. Raises `OSError` when the directory can't be written.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        directory = Path(settings.MAIL_DIRECTORY)
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        addressed = [message for message in email_messages if message.recipients()]
        for message in addressed:
            _write(directory, message)
        return len(addressed)


def _write(directory: Path, message: EmailMessage) -> None:
    mail = message.message()
    path = directory / f"{_file_name(message.recipients()[0], mail['Message-ID'])}.eml"
    unfinished = path.with_suffix(f".{os.getpid()}")
    with open(os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
        file.write(mail.as_bytes())
    unfinished.replace(path)


def _file_name(recipient: str, message_id: str) -> str:
    return re.sub(r"[^A-Za-z0-9@.+-]", "_", f"{parseaddr(recipient)[1]}-{message_id.strip('<>')}")
