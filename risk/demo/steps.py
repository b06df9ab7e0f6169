"""Steps of the demo load, each done once.

A step and the row that says it is done are one transaction, so that an interrupted load goes on
where it stopped and a repeated one has nothing to do.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from accounts.models import Organization
from accounts.tenancy import tenant
from risk.models import ScanRun

KIND = "demo-load"

type Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Step:
    """Work on one organization. `key` has at most 40 characters, `label` is for people."""

    organization: Organization
    key: str
    label: str
    work: Callable[[], object]

    @property
    def is_done(self) -> bool:
        with tenant(self.organization):
            return ScanRun.objects.filter(kind=KIND, window=self.key).exists()

    def do(self, now: datetime) -> None:
        """Does the work in one transaction with the record of it."""
        with tenant(self.organization):
            self.work()
            self.record(now)

    def record(self, now: datetime) -> None:
        """Records the step alone, for work that opens transactions of its own."""
        with tenant(self.organization):
            ScanRun.objects.create(
                kind=KIND,
                window=self.key,
                started_at=now,
                finished_at=now,
                result={"step": self.label},
            )


def key_after(name: str, steps: Sequence[Step]) -> str:
    """The key of what must be done anew whenever other steps come before it."""
    before = blake2b(" ".join(step.key for step in steps).encode(), digest_size=12)
    return f"{name} {before.hexdigest()}"
