"""Service levels (SLA with a vendor, OLA with a captive team) and what they say from when on."""

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from timezone_field import TimeZoneField

from accounts.history import tracked
from accounts.models import Membership
from accounts.spans import no_overlap
from accounts.tenancy import TenantForeignKey, TenantModel
from sourcing.models.credit_scheme import CreditScheme
from sourcing.models.engagement import Engagement
from teams.models import ServiceCalendar
from vendors.models import Contract


class Source(models.TextChoices):
    """Where a level's figures come from."""

    VENDOR_REPORT = "vendor_report", "The vendor's monthly report"
    MEASUREMENTS = "measurements", "Measurements sent to Longshore"
    WORK_ITEMS = "work_items", "Work items and their clock"


class LevelClass(models.TextChoices):
    CRITICAL = "critical", "Critical service level"
    KEY_MEASUREMENT = "key_measurement", "Key measurement"


class Indicator(models.TextChoices):
    AVAILABILITY = "availability", "Availability"
    RATIO = "ratio", "Ratio"
    PERCENTILE = "percentile", "Percentile of a duration"
    MEAN = "mean", "Mean"
    COUNT = "count", "Count"
    SCORE = "score", "Score"


class Direction(models.TextChoices):
    HIGHER = "higher", "Higher is better"
    LOWER = "lower", "Lower is better"


class Unit(models.TextChoices):
    PERCENT = "percent", "percent"
    MINUTES = "minutes", "minutes"
    SERVICE_DAYS = "service_days", "service days"
    COUNT = "count", "count"
    SCORE = "score", "score"


class PeriodKind(models.TextChoices):
    MONTH = "month", "Calendar month"
    QUARTER = "quarter", "Calendar quarter"
    ROLLING = "rolling_days", "Rolling days"


class NoDataPolicy(models.TextChoices):
    NO_DATA = "no_data", "Stays without a figure"
    DEEMED_DEFAULT = "deemed_default", "Counts as a default"


class Rounding(models.TextChoices):
    NONE = "none", "Not rounded"
    HALF_UP = "half_up", "Half away from zero"
    HALF_EVEN = "half_even", "Half to even"
    DOWN = "down", "Cut off"


class ItemClock(models.TextChoices):
    """Which end of a work item a level measures."""

    RESOLUTION = "resolution", "Until it is resolved"
    RESPONSE = "response", "Until the first response"


@tracked
class ServiceLevel(TenantModel):
    """One promise of an engagement. What it promises stands in its definitions."""

    engagement = TenantForeignKey(
        Engagement, on_delete=models.PROTECT, related_name="service_levels"
    )
    key = models.CharField(max_length=80, help_text="Short and unique in the engagement.")
    name = models.CharField(max_length=200)
    source = models.CharField(max_length=20, choices=Source, default=Source.VENDOR_REPORT)
    contract = TenantForeignKey(
        Contract,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="service_levels",
        help_text="The contract that promises it, and whose charge credits are a share of.",
    )
    charged_service = models.CharField(
        max_length=120,
        blank=True,
        help_text="The service in the contract's monthly charges; empty: the whole contract.",
    )
    owner = TenantForeignKey(
        Membership,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="owned_service_levels",
        help_text="Looks after it and hears of misses.",
    )
    retired_on = models.DateField(
        null=True, blank=True, help_text="The last day on which it is judged; empty: it still is."
    )

    class Meta:
        ordering = ["engagement", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "engagement", "key"],
                name="sourcing_servicelevel_key",
                violation_error_message="The engagement already has a service level of this key.",
            ),
            models.CheckConstraint(
                condition=~Q(key="") & ~Q(name=""),
                name="sourcing_servicelevel_has_name",
                violation_error_message="A service level needs a key and a name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


def _figure(**kwargs: object) -> models.DecimalField:
    return models.DecimalField(max_digits=18, decimal_places=6, **kwargs)  # type: ignore[arg-type]


@tracked
class LevelDefinition(TenantModel):
    """What a service level says from one day to another, both included.

    A period is judged by the definition in force at its start. A definition that a final result
    rests on is not edited: it is ended, and a new one begins.
    """

    service_level = TenantForeignKey(
        ServiceLevel, on_delete=models.CASCADE, related_name="definitions"
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="Empty: until further notice.")
    level_class = models.CharField(
        "class", max_length=20, choices=LevelClass, default=LevelClass.CRITICAL
    )
    indicator = models.CharField(max_length=20, choices=Indicator)
    percentile = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="Such as 90 for the 90th percentile.",
    )
    direction = models.CharField(max_length=10, choices=Direction, default=Direction.HIGHER)
    unit = models.CharField(
        max_length=20,
        choices=Unit,
        default=Unit.PERCENT,
        help_text="A service day is one day of the service calendar, not 24 hours.",
    )
    expected = _figure(help_text="Missing it asks for a root-cause analysis.")
    minimum = _figure(help_text="Missing it is a default.")
    threshold_minutes = models.DecimalField(
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="For a ratio of durations: an item counts as good up to this many minutes.",
    )
    threshold_service_days = models.DecimalField(
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="The same in service days of the service calendar.",
    )
    item_clock = models.CharField(max_length=20, choices=ItemClock, default=ItemClock.RESOLUTION)
    item_kind = models.CharField(
        max_length=60, blank=True, help_text="Only work items of this kind; empty: all."
    )
    item_priority = models.CharField(
        max_length=60, blank=True, help_text="Only work items of this priority; empty: all."
    )
    reopen_days = models.PositiveSmallIntegerField(
        default=5, help_text="Service days in which a reopened item resumes its clock."
    )
    period_kind = models.CharField(max_length=20, choices=PeriodKind, default=PeriodKind.MONTH)
    rolling_days = models.PositiveSmallIntegerField(null=True, blank=True)
    time_zone = TimeZoneField(use_pytz=False)
    calendar = TenantForeignKey(
        ServiceCalendar,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="level_definitions",
        help_text="Durations and availability count inside it; empty: round the clock.",
    )
    minimum_sample = models.PositiveIntegerField(
        default=0, help_text="Below this many, at most so many misses are allowed instead."
    )
    small_sample_misses = models.PositiveIntegerField(default=0)
    no_data_policy = models.CharField(
        "without data", max_length=20, choices=NoDataPolicy, default=NoDataPolicy.NO_DATA
    )
    rounding = models.CharField(max_length=10, choices=Rounding, default=Rounding.NONE)
    decimals = models.PositiveSmallIntegerField(
        default=2, help_text="Decimals the contract rounds to before it compares."
    )
    repeat_misses = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        default=4,
        help_text="Below expected this often is a default too; empty: it never is.",
    )
    repeat_periods = models.PositiveSmallIntegerField(
        default=12, help_text="Within this many periods."
    )
    ramp_up_periods = models.PositiveSmallIntegerField(
        default=0, help_text="Periods from the first day on that are free of credits."
    )
    report_due_days = models.PositiveSmallIntegerField(
        default=5, help_text="Business days after the period in which the vendor reports."
    )
    final_after_days = models.PositiveSmallIntegerField(
        default=10, help_text="Business days after the period when its result becomes final."
    )
    credit_scheme = TenantForeignKey(
        CreditScheme, on_delete=models.PROTECT, null=True, blank=True, related_name="definitions"
    )
    pool_category = models.CharField(max_length=60, blank=True)
    pool_share_percent = models.DecimalField(
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="The level's share of its category, or its allocation of the pool.",
    )
    points = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Points that a miss earns."
    )

    class Meta:
        ordering = ["service_level", "-valid_from"]
        verbose_name = "definition of a service level"
        verbose_name_plural = "definitions of service levels"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="sourcing_leveldefinition_days_in_order",
                violation_error_message="The last day comes before the first day.",
            ),
            no_overlap(
                "sourcing_leveldefinition_no_overlap",
                of=("service_level",),
                first="valid_from",
                last="valid_to",
                message="The service level already has a definition for some of these days.",
            ),
            models.CheckConstraint(
                condition=Q(direction="higher", expected__gte=F("minimum"))
                | Q(direction="lower", expected__lte=F("minimum")),
                name="sourcing_leveldefinition_expected_is_stricter",
                violation_error_message=(
                    "The expected target must be at least as strict as the minimum."
                ),
            ),
            models.CheckConstraint(
                condition=Q(indicator="percentile", percentile__isnull=False)
                | (~Q(indicator="percentile") & Q(percentile__isnull=True)),
                name="sourcing_leveldefinition_percentile",
                violation_error_message="Only a percentile needs to say which one.",
            ),
            models.CheckConstraint(
                condition=Q(period_kind="rolling_days", rolling_days__gte=1)
                | (~Q(period_kind="rolling_days") & Q(rolling_days__isnull=True)),
                name="sourcing_leveldefinition_rolling_days",
                violation_error_message="Only a rolling period needs its number of days.",
            ),
            models.CheckConstraint(
                condition=Q(threshold_minutes__isnull=True)
                | Q(threshold_service_days__isnull=True),
                name="sourcing_leveldefinition_one_threshold",
                violation_error_message="A threshold is in minutes or in service days, not both.",
            ),
            models.CheckConstraint(
                condition=~Q(unit="percent") | Q(expected__range=(0, 100), minimum__range=(0, 100)),
                name="sourcing_leveldefinition_percent",
                violation_error_message="A target in percent lies between 0 and 100.",
            ),
            models.CheckConstraint(
                condition=Q(pool_share_percent__isnull=True)
                | Q(pool_share_percent__range=(0, 1000)),
                name="sourcing_leveldefinition_pool_share",
                violation_error_message="A share of a pool is not negative.",
            ),
        ]
        triggers = [pgtrigger.ReadOnly(name="level_stays", fields=["service_level"])]

    def __str__(self) -> str:
        return f"from {self.valid_from}"
