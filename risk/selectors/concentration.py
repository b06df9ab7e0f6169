"""How concentrated the organization's portfolio is, read from the database."""

from datetime import date

from accounts.models import Organization
from accounts.tenancy import tenant
from risk.positions import By, Measured, measure
from risk.selectors.portfolio import read_portfolio
from vendors.concentration import Basis, Scope


def concentration_of(
    organization: Organization, *, by: By, basis: Basis | None, scope: Scope, as_of: date
) -> Measured:
    """Measures one organization's portfolio; `basis` None lets the data decide."""
    with tenant(organization):
        return measure(read_portfolio(organization, as_of), by, basis, scope)
