"""Background processes say that they did their round."""

from datetime import datetime

from accounts.models import Heartbeat


def record_heartbeat(*, name: str, now: datetime) -> None:
    """Notes that the process `name`, such as `sender`, has just done its round."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, beat_at=now)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["beat_at"],
    )
