"""Opens the standard due-diligence list of a vendor."""

from datetime import date, timedelta

from django.db import transaction

from vendors.due_diligence import STANDARD
from vendors.models import DueDiligenceItem, Vendor


@transaction.atomic
def open_standard_list(*, vendor: Vendor, today: date) -> list[DueDiligenceItem]:
    """Adds the standard items that the vendor's list doesn't have yet, and returns those."""
    known = {(row.kind, row.detail) for row in vendor.due_diligence.all()}
    kinds_with_detail = {each.kind for each in STANDARD if each.detail}
    kinds = {kind for kind, _ in known} - kinds_with_detail
    return DueDiligenceItem.objects.bulk_create(
        DueDiligenceItem(
            vendor=vendor,
            kind=each.kind,
            detail=each.detail,
            due_on=today + timedelta(days=each.days),
        )
        for each in STANDARD
        if each.kind not in kinds and (each.kind, each.detail) not in known
    )
