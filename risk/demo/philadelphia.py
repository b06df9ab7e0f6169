"""The City of Philadelphia: eight quarters of its public record of professional services."""

from datetime import date
from functools import partial
from hashlib import blake2b
from pathlib import Path

from django.conf import settings

from accounts.models import Organization
from risk.demo.organizations import Example
from risk.demo.steps import Clock, Step
from sourcing.services.contract_import import import_contracts
from vendors.importing.mapping_file import load_mapping

QUARTERS = Path(settings.BASE_DIR) / "sample_data" / "philadelphia"


def quarters(organization: Organization, clock: Clock) -> list[Step]:
    """One step per file, oldest first. A file whose content changes is a new step."""
    return [
        Step(organization, _digest(path), path.name, partial(_import, organization, path, clock))
        for path in sorted(QUARTERS.glob("FY-*.csv.gz"))
    ]


def _import(organization: Organization, path: Path, clock: Clock) -> None:
    import_contracts(
        organization=organization,
        path=path,
        mapping=load_mapping("philadelphia"),
        today=organization.today(clock()),
    )


def _digest(path: Path) -> str:
    return blake2b(path.read_bytes(), digest_size=20).hexdigest()


PHILADELPHIA = Example(
    slug="philadelphia",
    name="City of Philadelphia",
    home_country="US",
    home_zone="America/New_York",
    currency="USD",
    today=date(2020, 6, 30),
    records=quarters,
    fiscal_year_start=7,
)
