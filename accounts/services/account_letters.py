"""Letters to a person about signing in."""

from datetime import UTC, datetime

from django.conf import settings

from accounts.models import User
from accounts.plain_text import one_line
from accounts.services.access import Origin
from accounts.services.letters import write_letter
from accounts.signin.browsers import browser_name


def write_new_password(*, user: User, link: str, now: datetime) -> None:
    """Sends the link that sets a new password."""
    write_letter(
        organization=None,
        to=user.email,
        subject="Set a new password for Longshore",
        template="accounts/letters/new_password",
        context={"name": one_line(str(user)), "email": user.email, "link": link},
        now=now,
    )


def write_account_changed(
    *, user: User, subject: str, what: str, link: str, origin: Origin, now: datetime
) -> None:
    """Tells the person what was changed, and from where, in case it was somebody else."""
    write_letter(
        organization=None,
        to=user.email,
        subject=subject,
        template="accounts/letters/account_changed",
        context={
            "name": one_line(str(user)),
            "what": what,
            "at": now.astimezone(UTC),
            "ip": origin.ip or "an unknown address",
            "browser": one_line(browser_name(origin.user_agent)),
            "link": settings.BASE_URL + link,
        },
        now=now,
    )
