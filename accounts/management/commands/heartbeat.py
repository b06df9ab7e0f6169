"""`heartbeat`: whether a background process has lately done its round."""

from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from accounts.commands import LongshoreCommand
from accounts.models import Heartbeat
from accounts.services.heartbeats import LIMITS


class Command(LongshoreCommand):
    help = "Says how long ago a background process did its round; exit code 1 when it is late."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", choices=sorted(LIMITS))

    def perform(self, **options: Any) -> Mapping[str, object]:
        name = options["name"]
        beat = Heartbeat.objects.filter(name=name).first()
        if beat is None:
            raise CommandError(f"{name} has not run yet.")
        age = timezone.now() - beat.beat_at
        if age > LIMITS[name]:
            raise CommandError(
                f"{name} is late: it ran {age.total_seconds():.0f} s ago; "
                f"expected every {LIMITS[name].total_seconds():.0f} s."
            )
        return {"name": name, "age_seconds": max(0, round(age.total_seconds()))}
