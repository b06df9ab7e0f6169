"""The contract items behind a money figure: exactly the rows that it is the sum of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from risk.dashboards import addresses
from risk.dashboards.frame import Frame, frame_of, respond
from risk.dashboards.paging import page_of
from risk.dashboards.words import (
    BASES,
    BASIS_FORMULAS,
    HOLDERS,
    QUADRANTS,
    SCOPES,
    WHY_UNDETERMINED,
    holder,
)
from risk.overview import (
    LeftOut,
    contracts_without_amount,
    rows_by,
    rows_in_quadrant,
    rows_left_out,
    total,
)
from risk.portfolio import ContractFacts, Portfolio
from risk.positions import By, ItemAmount, default_basis, item_amounts
from sourcing.quadrants import Quadrant
from vendors.concentration import Basis


@dataclass(frozen=True)
class Selection:
    """The rows behind one figure; `name` says which figure, `why` what they have in common."""

    name: str
    why: str
    rows: Sequence[ItemAmount]
    is_summed: bool = True


@dataclass(frozen=True)
class RowLine:
    """`rate` says how the amount was converted, empty where it wasn't."""

    row: ItemAmount
    vendor: str
    address: str
    rate: str = ""


@dataclass(frozen=True)
class ContractLine:
    contract: ContractFacts
    vendor: str
    address: str


def rows(request: HttpRequest) -> HttpResponse:
    """Raises Http404 where the address names a figure that doesn't exist."""
    frame = frame_of(request, ["by", "key", "quadrant", "left_out", "page"])
    basis = frame.options.basis or default_basis(frame.portfolio, frame.options.scope)
    which = chosen_figure(request)
    if which.get("left_out") == LeftOut.NO_AMOUNT:
        return _contracts_without_amount(request, frame)
    selection = selection_of(frame, basis, which)
    page = page_of(request, selection.rows)
    return respond(
        request,
        "rows",
        frame,
        {
            "title": "Contract items",
            "selection": selection,
            "basis_label": BASES[basis],
            "basis_formula": BASIS_FORMULAS[basis],
            "scope_label": SCOPES[frame.options.scope],
            "lines": [_line(frame, row) for row in page.object_list],
            "total": total(selection.rows),
            "agreed": _agreed(selection.rows),
            "page": page,
            "page_query": frame.options.query(**which),
        },
    )


def chosen_figure(request: HttpRequest) -> dict[str, str]:
    """Which figure the address names."""
    return {
        name: request.GET[name]
        for name in ("by", "key", "quadrant", "left_out")
        if name in request.GET
    }


def selection_of(frame: Frame, basis: Basis, which: Mapping[str, str]) -> Selection:
    """The rows of the named figure; raises Http404 where there is no such figure."""
    amounts = item_amounts(frame.portfolio, basis, frame.options.scope)
    named = {name: value for name, value in which.items() if value}
    if not named:
        known = [row for row in amounts if row.amount is not None]
        return Selection("Whole portfolio", "summed", known)
    if named.keys() == {"by", "key"} and named["by"] in list(By):
        return _of_holder(frame, amounts, By(named["by"]), named["key"])
    if named.keys() == {"quadrant"} and named["quadrant"] in list(Quadrant):
        quadrant = Quadrant(named["quadrant"])
        found = rows_in_quadrant(frame.portfolio, amounts, quadrant)
        return Selection(QUADRANTS[quadrant], "in this quadrant", found)
    if named.keys() == {"left_out"} and named["left_out"] in list(LeftOut):
        return _left_out(frame, amounts, basis, LeftOut(named["left_out"]))
    raise Http404("There is no such figure on the portfolio page.")


def _of_holder(frame: Frame, amounts: Sequence[ItemAmount], by: By, key: str) -> Selection:
    """Raises Http404 for a holder that the organization doesn't have."""
    found = rows_by(frame.portfolio, amounts, by, key)
    name = _holder_name(frame.portfolio, by, key)
    if name is None and not found:
        raise Http404(f"There is no such {HOLDERS[by].one}.")
    why = f"with this {HOLDERS[by].one}" if by is By.VENDOR else f"of this {HOLDERS[by].one}"
    return Selection(holder(by, name or key), why, found)


def _holder_name(portfolio: Portfolio, by: By, key: str) -> str | None:
    if by in {By.VENDOR, By.PARENT}:
        names = {str(vendor.id): vendor.legal_name for vendor in portfolio.vendors.values()}
        return names.get(key)
    return None


def _left_out(
    frame: Frame, amounts: Sequence[ItemAmount], basis: Basis, reason: LeftOut
) -> Selection:
    found = rows_left_out(frame.portfolio, amounts, frame.options.scope, reason)
    if reason is LeftOut.OTHER_CURRENCY:
        why = "left out, because there is no rate from their currency"
        return Selection("Other currencies", why, found, is_summed=False)
    why = f"left out, because {WHY_UNDETERMINED[basis]}"
    return Selection("Without an amount", why, found, is_summed=False)


def _contracts_without_amount(request: HttpRequest, frame: Frame) -> HttpResponse:
    found = contracts_without_amount(frame.portfolio, frame.options.scope)
    page = page_of(request, found)
    return respond(
        request,
        "without_amount",
        frame,
        {
            "title": "Contracts without any amount",
            "lines": [
                ContractLine(
                    contract, vendor_of(frame, contract.vendor_id), addresses.contract(contract.id)
                )
                for contract in page.object_list
            ],
            "page": page,
            "page_query": frame.options.query(left_out=LeftOut.NO_AMOUNT),
        },
    )


def vendor_of(frame: Frame, vendor_id: UUID) -> str:
    """The vendor's name."""
    return frame.portfolio.vendors[vendor_id].legal_name


def _line(frame: Frame, row: ItemAmount) -> RowLine:
    portfolio, currency = frame.portfolio, row.contract.currency
    is_converted = row.amount is not None and currency != portfolio.reporting_currency
    rate = portfolio.rate_of(currency).text if is_converted else ""
    vendor = vendor_of(frame, row.item.vendor_id)
    return RowLine(row, vendor, addresses.contract(row.contract.id), rate)


def _agreed(rows: Sequence[ItemAmount]) -> list[tuple[Decimal, str]]:
    """Agreed value of the rows in each currency."""
    sums: dict[str, Decimal] = {}
    for row in rows:
        sums[row.contract.currency] = sums.get(row.contract.currency, Decimal(0)) + row.item.amount
    return [(amount, currency) for currency, amount in sorted(sums.items())]
