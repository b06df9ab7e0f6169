"""When a person whose attempts were too many may try again."""

import math

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

#: The pages of the sign-in that are counted by the minute.
PAUSE = 60


def seconds_to_wait(history: list[float], amount: int, duration: float, now: float) -> int:
    """Seconds until the oldest of the last `amount` attempts no longer counts.

    `history` holds the moments of past attempts, the newest first, as seconds since the epoch.
    """
    if len(history) < amount:
        return 0
    return max(0, math.ceil(history[amount - 1] + duration - now))


def wait_for(request: HttpRequest, *, key: str, now: float) -> int:
    """Seconds until this person may try to sign in again from this address."""
    waits = [0]
    for rate in ratelimit.get_rates(app="allauth.account", action="login_failed"):
        name = ratelimit.get_cache_key(
            request, app="allauth.account", action="login_failed", rate=rate, key=key
        )
        waits.append(seconds_to_wait(cache.get(name, []), rate.amount, rate.duration, now))
    return max(waits)


def in_words(seconds: int) -> str:
    """A waiting time as people say it: `40 seconds`, `1 minute`, `5 minutes`."""
    if seconds < PAUSE:
        return f"{seconds} second{'' if seconds == 1 else 's'}"
    minutes = math.ceil(seconds / 60)
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """The page for someone who sent a form of the sign-in too often."""
    answer = render(request, "429.html", {"wait": in_words(PAUSE)}, status=429)
    answer.headers["Retry-After"] = str(PAUSE)
    return answer
