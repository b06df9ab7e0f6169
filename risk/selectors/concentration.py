"""How concentrated the organization's portfolio is, read from the database."""

from datetime import date
from decimal import Decimal

from accounts.models import Organization
from accounts.tenancy import tenant
from risk.positions import By, Measured, measure
from risk.selectors.portfolio import read_portfolio
from vendors.concentration import Basis, Concentration, Scope, verdict

DECIMALS = 3


def concentration_of(
    organization: Organization, *, by: By, basis: Basis | None, scope: Scope, as_of: date
) -> Measured:
    """Measures one organization's portfolio; `basis` None lets the data decide."""
    with tenant(organization):
        return measure(read_portfolio(organization, as_of), by, basis, scope)


def as_json(measured: Measured, top: int) -> dict[str, object]:
    """The answer of the command and of the interface, with the `top` largest holders."""
    result = measured.result
    return {
        "hhi": _rounded(result.hhi),
        "verdict": verdict(result.hhi),
        "effective": _rounded(result.effective),
        "top5_share": _rounded(result.top5_share),
        "top": _top(result, top),
        "holders": result.holders,
        "total": _rounded(result.total),
        "unknown": _unknown(result),
        "currency": measured.currency,
        "rates": [rate.text for rate in measured.rates],
        "by": measured.by,
        "basis": measured.basis,
        "scope": measured.scope,
        "as_of": measured.as_of,
        "negative": [
            {"key": position.key, "label": position.label, "amount": _rounded(position.amount)}
            for position in result.negative
        ],
        "left_out": {
            "other_currencies": [
                {"currency": other.currency, "items": other.items, "agreed": other.agreed}
                for other in measured.other_currencies
            ],
            "undetermined_contracts": len(measured.undetermined),
            "undetermined_agreed": _rounded(measured.undetermined_agreed),
        },
    }


def _unknown(result: Concentration) -> dict[str, object]:
    """The share is one of all money; null where there is none."""
    if result.unknown is None:
        return {"amount": Decimal(0), "share_percent": Decimal(0) if result.total else None}
    return {
        "amount": _rounded(result.unknown.amount),
        "share_percent": _rounded(result.unknown.share_percent),
    }


def _top(result: Concentration, length: int) -> list[dict[str, object]]:
    return [
        {
            "key": share.key,
            "label": share.label,
            "amount": _rounded(share.amount),
            "share_percent": _rounded(share.share_percent),
        }
        for share in result.shares[:length]
    ]


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else round(value, DECIMALS)
