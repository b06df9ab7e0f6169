"""`import_work_items` on a published incident log; each figure was counted independently."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management import call_command

from accounts.models import Organization
from accounts.tenancy import tenant
from sourcing.models import ClockEvent, ItemReading, WorkItem
from tests.cast import Cast
from tests.measurements.levels import make_engagement, make_level

FILE = Path(__file__).parents[2] / "sample_data" / "incidents" / "incident-log.csv.gz"


def _import(organization: Organization) -> Any:
    out = io.StringIO()
    call_command(
        "import_work_items",
        str(FILE),
        organization=organization.slug,
        service_level=["moderate"],
        mapping="servicenow",
        calendar="Mon-Fri 09:00-18:00 UTC",
        json=True,
        stdout=out,
    )
    return json.loads(out.getvalue())


def test_the_log_gives_its_figures_and_twice_changes_nothing(cast: Cast) -> None:
    """The level counts moderate incidents only, and has one reading of each."""
    make_level(
        make_engagement(cast.harbor),
        "moderate",
        source="work_items",
        indicator="percentile",
        percentile=90,
        unit="minutes",
        direction="lower",
        expected=6000,
        minimum=7000,
        item_priority="3 - Moderate",
        time_zone="UTC",
        valid_from=date(2016, 1, 1),
    )
    result = _import(cast.harbor)
    assert (result["incidents"], result["rows"], result["measured"]) == (438, 2988, 438)
    assert result["total_net_minutes"] == 3_579_675
    assert result["total_business_minutes"] == 1_023_051
    assert list(result["by_priority"]) == ["1 - Critical", "2 - High", "3 - Moderate", "4 - Low"]
    assert result["by_priority"]["3 - Moderate"] == {
        "n": 370,
        "p50_net": 2584.0,
        "p90_net": 21801.3,
        "p90_business": 6055.5,
    }
    assert result["by_priority"]["1 - Critical"]["p90_business"] == 6866.6

    def stored() -> Any:
        with tenant(cast.harbor):
            return (
                sorted(WorkItem.objects.values_list("pk", "received_at")),
                ClockEvent.objects.count(),
                sorted(ItemReading.objects.values_list("item", "wall_minutes", "counts_at")),
            )

    first = stored()
    assert (len(first[0]), len(first[2])) == (438, 370)
    assert _import(cast.harbor) == result
    assert stored() == first
