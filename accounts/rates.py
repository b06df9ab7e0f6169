"""How often somebody may ask, counted in PostgreSQL.

One statement in a transaction of its own, so the count is exact over all processes, needs no
Redis, and stays when what was asked for is rolled back. The table is unlogged: counting waits
for no disk.
"""

from datetime import datetime

from django.db import connection

_COUNT = """
    INSERT INTO accounts_requestcount AS c (caller, "window", requests) VALUES (%s, %s, 1)
    ON CONFLICT (caller) DO UPDATE SET
        requests = CASE WHEN c."window" = excluded."window" THEN c.requests + 1 ELSE 1 END,
        "window" = excluded."window"
    RETURNING requests
"""


def seconds_to_wait(*, caller: str, limit: int, seconds: int, now: datetime) -> int:
    """Counts one request of `caller` and returns 0, or how long to wait before the next.

    `limit` requests are allowed in each window of `seconds`; windows begin at multiples of
    their length. Call it outside the organization's transaction.
    """
    moment = int(now.timestamp())
    window = moment - moment % seconds
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [caller, window])
        (requests,) = cursor.fetchone() or (0,)
    return window + seconds - moment if requests > limit else 0
