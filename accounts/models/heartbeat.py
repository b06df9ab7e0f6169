"""Signs of life of background processes."""

from django.db import models


class Heartbeat(models.Model):
    """When a background process last did its round; its age is shown to people."""

    name = models.CharField(max_length=40, primary_key=True)
    beat_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
