"""The portfolio's tables as files: the whole table behind the page that the address shows."""

from django.http import Http404, HttpRequest

from accounts.exporting.sources import export_source
from accounts.exporting.table import Cell, Table
from risk.dashboards.deadlines import deadline_lines, deadlines_of
from risk.dashboards.frame import PERMISSION, Frame, frame_of
from risk.dashboards.rows import Selection, chosen_figure, selection_of, vendor_of
from risk.dashboards.words import BASES, HOLDERS, holder
from risk.overview import LeftOut, contracts_without_amount
from risk.positions import By, default_basis, item_amounts, measure
from vendors.concentration import Basis


@export_source("portfolio-rows", PERMISSION)
def rows_table(request: HttpRequest) -> Table:
    """The contract items behind one figure."""
    frame = _frame(request, ["by", "key", "quadrant", "left_out", "page"])
    which = chosen_figure(request)
    if which.get("left_out") == LeftOut.NO_AMOUNT:
        return _contracts_table(frame)
    basis = frame.options.basis or default_basis(frame.portfolio, frame.options.scope)
    return _items_table(frame, basis, selection_of(frame, basis, which))


@export_source("portfolio-holders", PERMISSION)
def holders_table(request: HttpRequest) -> Table:
    """All holders of one kind with their shares."""
    by = request.GET.get("by", By.VENDOR)
    if by not in list(By):
        raise Http404(f"by is “{by}”, but must be one of {', '.join(By)}.")
    frame = _frame(request, ["by", "page"])
    basis = frame.options.basis or default_basis(frame.portfolio, frame.options.scope)
    amounts = item_amounts(frame.portfolio, basis, frame.options.scope)
    measured = measure(frame.portfolio, By(by), basis, frame.options.scope, amounts)
    currency = frame.portfolio.reporting_currency
    shares = measured.result.shares
    return Table(
        name=HOLDERS[By(by)].many,
        headings=[HOLDERS[By(by)].one.capitalize(), "Money", "Share %"],
        rows=(
            [
                Cell(holder(measured.by, share.label)),
                Cell(share.amount, currency),
                Cell(round(share.share_percent, 2)),
            ]
            for share in shares
        ),
        count=len(shares),
    )


@export_source("portfolio-due", PERMISSION)
def due_table(request: HttpRequest) -> Table:
    """Decisions, notice deadlines and ends."""
    frame = _frame(request, ["page"])
    found = deadline_lines(frame, deadlines_of(frame).due.contracts)
    return Table(
        name="decisions and deadlines",
        headings=[
            "By",
            "What",
            "Notice deadline",
            "Last day",
            "Contract",
            "Title",
            "Vendor",
            "Owner",
            "Agreed value",
            "One renewal",
        ],
        rows=(
            [
                Cell(line.due.by),
                Cell(str(line.due.step)),
                Cell(line.due.dates.notice_deadline),
                Cell(line.due.dates.last_day),
                Cell(line.due.contract.number),
                Cell(line.label.title),
                Cell(line.vendor),
                Cell(line.label.owner or "nobody yet"),
                Cell(line.due.contract.value, line.due.contract.currency),
                Cell(line.renewal, line.due.contract.currency),
            ]
            for line in found
        ),
        count=len(found),
    )


def _frame(request: HttpRequest, also: list[str]) -> Frame:
    """A file can't say that a default stands in for a value that means nothing, so there is none.

    Raises Http404 for such a value.
    """
    frame = frame_of(request, also)
    if frame.options.problems:
        raise Http404(" ".join(frame.options.problems))
    return frame


def _items_table(frame: Frame, basis: Basis, selection: Selection) -> Table:
    currency = frame.portfolio.reporting_currency
    headings = ["Item", "Contract", "Vendor", "First day", "Last day", "Agreed"]
    return Table(
        name=f"contract items {selection.name}",
        headings=[*headings, BASES[basis]] if selection.is_summed else headings,
        rows=(
            [
                Cell(row.item.number),
                Cell(row.contract.number),
                Cell(vendor_of(frame, row.item.vendor_id)),
                Cell(row.item.first_day),
                Cell(row.item.last_day or "open end"),
                Cell(row.item.amount, row.contract.currency),
                *([Cell(row.amount, currency)] if selection.is_summed else []),
            ]
            for row in selection.rows
        ),
        count=len(selection.rows),
    )


def _contracts_table(frame: Frame) -> Table:
    found = contracts_without_amount(frame.portfolio, frame.options.scope)
    return Table(
        name="contracts without any amount",
        headings=["Contract", "Vendor", "First day", "Last day"],
        rows=(
            [
                Cell(contract.number),
                Cell(vendor_of(frame, contract.vendor_id)),
                Cell(contract.first_day or "not recorded"),
                Cell(contract.last_day or "not recorded"),
            ]
            for contract in found
        ),
        count=len(found),
    )
