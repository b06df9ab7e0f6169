"""What the sums of a portfolio page don't hold, and why."""

from collections.abc import Sequence

from risk.dashboards import addresses
from risk.dashboards.explained import LeftOutLine
from risk.dashboards.options import Options
from risk.dashboards.words import CONTRACTS, ITEMS, WHY_UNDETERMINED
from risk.overview import LeftOut, contracts_without_amount
from risk.portfolio import Portfolio
from risk.positions import By, ItemAmount, Measured
from risk.rules.wording import rounded_money


def left_out_lines(
    portfolio: Portfolio, options: Options, amounts: Sequence[ItemAmount], measured: Measured
) -> tuple[LeftOutLine, ...]:
    """One line per reason and currency, each with the page that lists what it is about.

    `measured` is the concentration by vendor.
    """
    lines = [
        LeftOutLine(
            f"{ITEMS.counted(other.items)} in {other.currency}, agreed "
            f"{rounded_money(other.agreed, other.currency)}: "
            f"{portfolio.rate_of(other.currency).text}",
            addresses.rows_left_out(options, LeftOut.OTHER_CURRENCY),
        )
        for other in measured.other_currencies
    ]
    unknown = sum(row.amount is None for row in amounts)
    if unknown:
        agreed = rounded_money(measured.undetermined_agreed, measured.currency)
        lines.append(
            LeftOutLine(
                f"{ITEMS.counted(unknown)}, agreed {agreed}: {WHY_UNDETERMINED[measured.basis]}",
                addresses.rows_left_out(options, LeftOut.UNDETERMINED),
            )
        )
    bare = len(contracts_without_amount(portfolio, options.scope))
    if bare:
        lines.append(
            LeftOutLine(
                f"{CONTRACTS.counted(bare)}: neither items nor a value with a first day",
                addresses.rows_left_out(options, LeftOut.NO_AMOUNT),
            )
        )
    lines += [
        LeftOutLine(
            f"{negative.label}, net {rounded_money(negative.amount, measured.currency)}: a "
            "negative net can't be a share, so it is in the total by quadrant only",
            addresses.rows_of(options, By.VENDOR, negative.key),
        )
        for negative in measured.result.negative
    ]
    return tuple(lines)
