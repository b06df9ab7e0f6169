"""Service levels of Harbor Works for tests about what other systems send."""

from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import Organization
from accounts.tenancy import tenant
from sourcing.models import Engagement, LevelDefinition, ServiceLevel
from vendors.models import Vendor

START = date(2026, 1, 1)


def make_engagement(organization: Organization, key: str = "desk") -> Engagement:
    """An engagement with a vendor."""
    with tenant(organization):
        vendor = Vendor.objects.create(legal_name=f"{key} vendor")
        return Engagement.objects.create(key=key, name=key, vendor=vendor)


def make_level(
    engagement: Engagement, key: str, source: str = "measurements", **terms: Any
) -> ServiceLevel:
    """A level that is defined from the start of 2026."""
    given: dict[str, Any] = {
        "indicator": "availability",
        "expected": Decimal("99.9"),
        "minimum": Decimal("99.5"),
        "time_zone": "America/New_York",
        "valid_from": START,
    }
    with tenant(engagement.organization):
        level = ServiceLevel.objects.create(engagement=engagement, key=key, name=key, source=source)
        LevelDefinition.objects.create(service_level=level, **{**given, **terms})
    return level
