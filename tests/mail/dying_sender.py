"""A sender in a process of its own that is killed at a chosen point; run by test_killed_sender.

`python -m tests.mail.dying_sender ORGANIZATION_ID before-sending|before-recording|never`: the
process kills itself at that point of its second mail.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import django


def dying(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, killing the process at its second call."""
    calls = 0

    def wrapper(*args: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args)

    return wrapper


def main(organization_id: str, point: str) -> None:
    django.setup()
    from django.utils import timezone

    from accounts.models import Organization
    from accounts.services import outbox
    from risk.services.sending import send_due

    if point == "before-sending":
        outbox._send = dying(outbox._send)
    elif point == "before-recording":
        outbox._record = dying(outbox._record)
    organization = Organization.objects.get(pk=organization_id)
    send_due(organization=organization, clock=timezone.now)


if __name__ == "__main__":
    main(*sys.argv[1:])
