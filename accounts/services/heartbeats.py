"""Background processes say that they did their round."""

from datetime import datetime, timedelta

from accounts.models import Heartbeat

#: How old the last round of each may be. They do it every 30 s (beat, sender) and every 5 min
#: (scanner); what misses six of the one or three of the other is late.
LIMITS = {
    "beat": timedelta(minutes=3),
    "sender": timedelta(minutes=5),
    "scanner": timedelta(minutes=15),
}


def record_heartbeat(*, name: str, now: datetime) -> None:
    """Notes that the process `name`, such as `sender`, has just done its round."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, beat_at=now)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["beat_at"],
    )
