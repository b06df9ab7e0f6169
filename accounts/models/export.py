"""A list on its way into a file."""

from django.db import models

from accounts.models.leased_job import LeasedJob


class Export(LeasedJob):
    """An export too long to wait for; its file is for who asked for it, for some days.

    `source` and `query` are the page and its address: the worker reads the list again with that
    person's rights at that time.
    """

    source = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    query = models.TextField(blank=True)
    format = models.CharField(max_length=4, choices=[("csv", "CSV"), ("xlsx", "XLSX")])
    file = models.CharField(max_length=300, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta(LeasedJob.Meta):
        abstract = False

    def __str__(self) -> str:
        return self.title
