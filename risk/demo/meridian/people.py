"""Whom Meridian calls, what it checked, and who does what: its cloud vendor as the example."""

from collections.abc import Mapping
from datetime import date, time

from accounts.models import Membership, Role
from risk.demo.meridian import vendors as names
from sourcing.models import Engagement, RaciEntry
from vendors.models import DueDiligenceItem, Vendor, VendorContact

#: Level, name, role, telephone, days, start, end, zone, minutes.
CONTACTS = (
    (1, "Operations desk", "Service desk", "+1 503 555 0110", "every_day", 0, 0, "UTC", 15),
    (
        2,
        "Dana Whitlock",
        "Shift lead",
        "+1 503 555 0111",
        "mon_fri",
        8,
        18,
        "America/Los_Angeles",
        60,
    ),
    (3, "Arjun Mehta", "Delivery head", "+91 20 5550 0112", "mon_sat", 13, 22, "Asia/Kolkata", 240),
)
DUTIES = (
    ("work", "accountable", Role.OPERATIONS_LEAD),
    ("quality", "accountable", Role.OPERATIONS_LEAD),
    ("contract", "accountable", Role.VENDOR_MANAGER),
    ("invoices", "accountable", Role.VENDOR_MANAGER),
    ("risks", "informed", Role.EXECUTIVE),
)


def write_people(
    vendors: Mapping[str, Vendor],
    engagements: Mapping[str, Engagement],
    members: Mapping[Role, Membership],
) -> None:
    cloud = vendors[names.VELDMARK_CLOUD]
    contacts = VendorContact.objects.bulk_create(
        VendorContact(
            vendor=cloud,
            level=level,
            name=name,
            role=role,
            phone=phone,
            days=days,
            starts=time(starts),
            ends=time(ends),
            time_zone=zone,
            response_minutes=minutes,
        )
        for level, name, role, phone, days, starts, ends, zone, minutes in CONTACTS
    )
    _write_checks(cloud, members[Role.VENDOR_MANAGER])
    engagement = engagements["CLOUD-OPS"]
    RaciEntry.objects.create(
        engagement=engagement, activity="work", duty="responsible", contact=contacts[1]
    )
    for activity, duty, role in DUTIES:
        RaciEntry.objects.create(
            engagement=engagement, activity=activity, duty=duty, member=members[role]
        )


def _write_checks(vendor: Vendor, by: Membership) -> None:
    done = {"state": "done", "done_by": by}
    DueDiligenceItem.objects.create(
        vendor=vendor,
        kind="sanctions",
        detail="OFAC consolidated list",
        result="no_match",
        reference="Case 2026-014",
        done_on=date(2026, 1, 15),
        expires_on=date(2027, 1, 14),
        **done,
    )
    DueDiligenceItem.objects.create(
        vendor=vendor, kind="tax_form", detail="W-9", done_on=date(2024, 9, 20), **done
    )
    DueDiligenceItem.objects.create(
        vendor=vendor,
        kind="insurance",
        detail="Professional liability",
        done_on=date(2025, 7, 1),
        expires_on=date(2026, 6, 15),
        limit=5_000_000,
        limit_currency="USD",
        reference="Policy PL-88-2041",
        **done,
    )
    DueDiligenceItem.objects.create(vendor=vendor, kind="nda", due_on=date(2026, 7, 10))
