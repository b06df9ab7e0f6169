"""Addresses of the pages behind the portfolio's figures."""

from urllib.parse import urlencode

from django.urls import reverse

from risk.conclusions import Severity
from risk.dashboards.options import Options
from risk.models import State
from risk.overview import LeftOut
from risk.positions import By
from sourcing.quadrants import Quadrant


def portfolio(options: Options) -> str:
    return reverse("admin:index") + options.query()


def rows(options: Options, **which: str) -> str:
    """The contract items summed: all of them, or those that `which` names."""
    return reverse("admin:portfolio_rows") + options.query(**which)


def rows_of(options: Options, by: By, key: object) -> str:
    return rows(options, by=by, key=str(key))


def rows_in(options: Options, quadrant: Quadrant) -> str:
    return rows(options, quadrant=quadrant)


def rows_left_out(options: Options, reason: LeftOut) -> str:
    return rows(options, left_out=reason)


def holders(options: Options, by: By) -> str:
    return reverse("admin:portfolio_holders") + options.query(by=by)


def due(options: Options) -> str:
    return reverse("admin:portfolio_due") + options.query()


def contract(id_: object) -> str:
    return reverse("admin:vendors_contract_change", args=[id_])


def renewal(contract_id: object) -> str:
    """Where a contract's renewal is decided."""
    return reverse("admin:renewals_decide", args=[contract_id])


def vendor(id_: object) -> str:
    return reverse("admin:vendors_vendor_change", args=[id_])


def finding(id_: object) -> str:
    return reverse("admin:risk_finding_change", args=[id_])


def findings(severity: Severity | None = None, state: State | None = None) -> str:
    """The list of findings of one severity and one state, or of all that aren't resolved."""
    filters: dict[str, object] = {}
    if severity is not None:
        filters["severity__exact"] = severity.value
    return _findings(filters, state)


def urgent_findings() -> str:
    """The list of critical and high findings that aren't resolved."""
    return _findings({"severity__gte": Severity.HIGH.value})


def _findings(filters: dict[str, object], state: State | None = None) -> str:
    if state is None:
        filters["state__in"] = ",".join([State.OPEN, State.ACKNOWLEDGED, State.SNOOZED])
    else:
        filters["state__exact"] = state
    return f"{reverse('admin:risk_finding_changelist')}?{urlencode(filters)}"
