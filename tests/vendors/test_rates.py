"""The bank's rates, loaded once for everyone, and an organization's own, which win."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from accounts.tenancy import tenant
from tests.cast import Cast
from vendors.fx import NoRate, Rate
from vendors.models import OwnRate, ReferenceRate
from vendors.selectors.rates import rate_table
from vendors.services.rates import load_reference_rates

TODAY = date(2026, 6, 30)


def test_the_library_file_is_loaded_and_loading_it_again_changes_nothing(db: None) -> None:
    loaded = load_reference_rates()
    assert (loaded.added, loaded.corrected) == (0, 0)
    assert loaded.read == ReferenceRate.objects.filter(day__lte=loaded.last_day).count()
    assert ReferenceRate.objects.get(currency="USD", day=date(1999, 1, 4)).rate == Decimal("1.1789")


def test_a_file_adds_what_is_new_and_corrects_what_differs(db: None, tmp_path: Path) -> None:
    """Days far ahead, which no other test reads."""
    path = tmp_path / "rates.zip"

    def load(line: str) -> tuple[int, int]:
        with ZipFile(path, "w") as archive:
            archive.writestr("hist.csv", f"Date,USD,INR,CYP,\n{line}\n")
        loaded = load_reference_rates(str(path))
        return loaded.added, loaded.corrected

    assert load("2090-01-02,1.5,110.25,N/A,") == (2, 0)
    assert load("2090-01-02,1.5,110.25,N/A,") == (0, 0)
    assert load("2090-01-02,1.6,110.25,N/A,") == (0, 1)
    assert ReferenceRate.objects.get(currency="USD", day=date(2090, 1, 2)).rate == Decimal("1.6")


def test_a_file_that_is_none_of_the_banks_is_refused(db: None, tmp_path: Path) -> None:
    path = tmp_path / "rates.zip"
    path.write_text("no archive")
    with pytest.raises(CommandError, match="is not a file of rates"):
        call_command("load_rates", str(path))
    with ZipFile(path, "w") as archive:
        archive.writestr("other.csv", "Name,USD\nx,1\n")
    with pytest.raises(CommandError, match="starts with 'Name'"):
        call_command("load_rates", str(path))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE vendors_referencerate SET rate = 1",
        "DELETE FROM vendors_referencerate",
        "INSERT INTO vendors_referencerate (currency, day, rate) VALUES ('USD', '2091-01-01', 1)",
    ],
)
def test_the_application_only_reads_reference_rates(cast: Cast, statement: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_an_own_rate_wins_and_is_nobody_elses(cast: Cast) -> None:
    with tenant(cast.harbor):
        OwnRate.objects.create(
            base="EUR", quote="USD", day=TODAY, rate=Decimal("1.10"), source="group treasury"
        )
        ours = rate_table(["EUR", "USD"], TODAY).rate("EUR", "USD", TODAY)
    with tenant(cast.rival):
        theirs = rate_table(["EUR", "USD"], TODAY).rate("EUR", "USD", TODAY)
    assert isinstance(ours, Rate)
    assert isinstance(theirs, Rate)
    assert ours.text == "1 EUR = 1.1 USD (group treasury, 30 Jun 2026)"
    assert "ECB reference rate, 30 Jun 2026" in theirs.text


def test_a_currency_the_bank_does_not_publish_has_no_rate_until_somebody_records_one(
    cast: Cast,
) -> None:
    with tenant(cast.harbor):
        missing = rate_table(["VND", "USD"], TODAY).rate("VND", "USD", TODAY)
        assert isinstance(missing, NoRate)
        assert missing.missing == "VND"
        OwnRate.objects.create(
            base="USD", quote="VND", day=TODAY, rate=Decimal(26000), source="Vietcombank"
        )
        found = rate_table(["VND", "USD"], TODAY).convert(Decimal(52000), "VND", "USD", TODAY)
        assert not isinstance(found, NoRate)
        assert found.after == Decimal("2.00")
