"""How a figure is measured and printed: our time beside the limit's, from the same run."""

import json
from collections.abc import Callable
from statistics import median
from time import perf_counter

ROUNDS = 7


def compare(
    *, bench: str, ours: Callable[[], object], limit: Callable[[], object], target: float
) -> None:
    """Times both arms in turn and prints medians in seconds, their ratio and the target for it.

    Each arm runs once before it is timed, so that neither pays for a cold cache.
    """
    ours()
    limit()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for arm, spent in zip((ours, limit), times, strict=True):
            start = perf_counter()
            arm()
            spent.append(perf_counter() - start)
    our_median, limit_median = (median(spent) for spent in times)
    show(bench=bench, ours=our_median, limit=limit_median, unit="s", target=target)


def show(
    *,
    bench: str,
    ours: float,
    limit: float,
    unit: str,
    target: float,
    more_is_better: bool = False,
) -> None:
    """Prints a figure beside its limit; of a rate more is better, of everything else less."""
    ratio = ours / limit
    print(
        json.dumps(
            {
                "bench": bench,
                "ours": round(ours, 4),
                "limit": round(limit, 4),
                "unit": unit,
                "ratio": round(ratio, 4),
                "target": target,
                "ok": ratio >= target if more_is_better else ratio <= target,
            }
        ),
        flush=True,
    )
