"""The contacts of a vendor as the escalation ladder reads them."""

from collections.abc import Iterable

from vendors.escalation import WEEKDAYS, Hours, Rung
from vendors.models import VendorContact


def rungs_of(contacts: Iterable[VendorContact]) -> list[Rung]:
    return [
        Rung(
            id=contact.pk,
            name=contact.name,
            level=contact.level,
            hours=_hours(contact),
            valid_from=contact.valid_from,
            valid_to=contact.valid_to,
        )
        for contact in contacts
    ]


def _hours(contact: VendorContact) -> Hours | None:
    if contact.starts is None or contact.ends is None:
        return None
    return Hours(str(contact.time_zone), WEEKDAYS[contact.days], contact.starts, contact.ends)
