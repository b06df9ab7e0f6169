"""Organizations with something in every corner: rows, history, mails and files."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from pytest_django import Settings

from accounts.models import Letter, Membership, Organization
from accounts.tenancy import tenant
from risk.services.scan import scan
from sourcing.models import Engagement, EngagementContract
from tests.cast import Cast
from tests.file_storage import keep_files_in
from vendors.models import Contract, PaymentToDate, Vendor

NOW = datetime(2026, 6, 30, 14, tzinfo=UTC)


@pytest.fixture
def media(settings: Settings, tmp_path: Path) -> Path:
    folder = tmp_path / "media"
    keep_files_in(folder, settings)
    return folder


def furnish(organization: Organization, owner: Membership, word: str) -> None:
    """A vendor with a parent, an overpaid contract, findings, alerts, a letter and a file.

    `word` stands in each, so that it can be looked for.
    """
    with tenant(organization):
        parent = Vendor.objects.create(legal_name=f"{word} Holding")
        vendor = Vendor.objects.create(legal_name=f"{word} Limited", ultimate_parent=parent)
        contract = Contract.objects.create(number=f"{word}-1", title=word, vendor=vendor)
        item = contract.items.create(
            vendor=vendor,
            number=f"{word}-1",
            is_original=True,
            first_day=date(2026, 1, 1),
            last_day=date(2027, 6, 30),
            amount=Decimal("1000.00"),
        )
        PaymentToDate.objects.create(item=item, as_of=date(2026, 6, 30), amount=Decimal("5500.00"))
        engagement = Engagement.objects.create(
            key=f"{word}-1", name=word, vendor=vendor, operating_model="vendor"
        )
        EngagementContract.objects.create(engagement=engagement, contract=contract)
        vendor.legal_name = f"{word} Limited, renamed"
        vendor.save()
        Letter.objects.create(
            to=owner.user.email,
            subject=word,
            text=word,
            html=word,
            message_id=f"<{word}@longshore.example>",
            created_at=NOW,
            next_attempt_at=NOW,
        )
    scan(organization=organization, as_of=date(2026, 6, 30), now=NOW)
    default_storage.save(f"org/{organization.pk}/documents/{word}.txt", ContentFile(word.encode()))


@pytest.fixture
def furnished(cast: Cast, media: Path) -> Cast:
    """Harbor Works full of the word `kittiwake`, Rival Freight of `cormorant`."""
    furnish(cast.harbor, cast.olga, "kittiwake")
    furnish(cast.rival, cast.mallory, "cormorant")
    return cast
