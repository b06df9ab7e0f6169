"""When to try again to send a mail that the mail server didn't take.

Pure. The wait doubles from 2 minutes to at most 4 hours and is spread by half, so that many mails
that failed together don't come back together. After 72 hours a person has to look: a mail about
a deadline that comes later than that does no good unseen.
"""

from datetime import datetime, timedelta

FIRST_WAIT = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=4)
GIVE_UP_AFTER = timedelta(hours=72)


def next_attempt(
    *, failed_at: datetime, attempts: int, created_at: datetime, jitter: float
) -> datetime | None:
    """The moment of the next attempt; None once the mail is 72 hours old.

    `attempts` have been made, the last at `failed_at`. `jitter`, from 0 to 1, spreads the wait
    between half and one and a half times its length. The last attempt falls on the 72nd hour.
    """
    deadline = created_at + GIVE_UP_AFTER
    if failed_at >= deadline:
        return None
    doubled = 1 << min(max(attempts - 1, 0), 10)
    wait = min(FIRST_WAIT * doubled, LONGEST_WAIT) * (0.5 + jitter)
    return min(failed_at + wait, deadline)
