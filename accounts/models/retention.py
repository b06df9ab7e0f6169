"""For how many months an organization keeps what accumulates. PostgreSQL enforces the floors."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from accounts.retention import (
    AUDIT_FLOOR_MONTHS,
    FLOOR_MONTHS,
    LONGEST_MONTHS,
    MEASUREMENTS_FLOOR_MONTHS,
)


def _months(label: str, floor: int, help_text: str, default: int | None = None) -> Any:
    below = f"At least {floor} {'month' if floor == 1 else 'months'}, or nothing at all."
    above = f"At most {LONGEST_MONTHS} months, or nothing at all."
    return models.PositiveSmallIntegerField(
        f"{label}, months",
        null=True,
        blank=True,
        default=default,
        validators=[
            MinValueValidator(floor, message=below),
            MaxValueValidator(LONGEST_MONTHS, message=above),
        ],
        help_text=help_text,
    )


def _within(field: str, floor: int) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{field}__isnull": True})
        | Q(**{f"{field}__range": (floor, LONGEST_MONTHS)}),
        name=f"accounts_organization_{field}",
        violation_error_message=f"Between {floor} and {LONGEST_MONTHS} months, or nothing at all.",
    )


class Retention(models.Model):
    """The settings; an empty one means what its help text says."""

    keep_history_months = _months(
        "history",
        AUDIT_FLOOR_MONTHS,
        "Who changed what and when; empty: for ever. An import older than this can't be undone.",
    )
    keep_access_months = _months(
        "sign-ins",
        AUDIT_FLOOR_MONTHS,
        "Who signed in from where, and denied pages; empty: for ever.",
        default=24,
    )
    keep_mails_months = _months(
        "sent mails",
        FLOOR_MONTHS,
        "Letters go; of alert mails the text goes, that they were sent stays; empty: for ever.",
        default=24,
    )
    keep_import_files_months = _months(
        "imported files",
        FLOOR_MONTHS,
        "The files as uploaded; what each row did stays, so undoing works without; empty: for "
        "ever, but for files of imports that were undone.",
        default=12,
    )
    keep_exports_months = _months(
        "exports",
        FLOOR_MONTHS,
        "Finished exports, for whoever asked for them; empty: 7 days.",
    )
    keep_deleted_files_months = _months(
        "files of deleted documents",
        FLOOR_MONTHS,
        "No page shows them any more, backups of the storage do; empty: as this installation does.",
    )
    keep_measurements_months = _months(
        "measurements",
        MEASUREMENTS_FLOOR_MONTHS,
        "Single measurements of service levels; their daily sums and all results stay; empty: for "
        "ever. What is older can't be sent, corrected or excluded any more.",
    )

    class Meta:
        abstract = True
        constraints = [
            _within("keep_history_months", AUDIT_FLOOR_MONTHS),
            _within("keep_access_months", AUDIT_FLOOR_MONTHS),
            _within("keep_mails_months", FLOOR_MONTHS),
            _within("keep_import_files_months", FLOOR_MONTHS),
            _within("keep_exports_months", FLOOR_MONTHS),
            _within("keep_deleted_files_months", FLOOR_MONTHS),
            _within("keep_measurements_months", MEASUREMENTS_FLOOR_MONTHS),
        ]
