"""Judging and what follows from it: the credits of results that are final."""

from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import Organization
from accounts.tenancy import tenant
from sourcing.services.credits import Credited, credit_final_results
from sourcing.services.judging import Judged, judge_levels


@dataclass(frozen=True)
class Settled:
    """What judging wrote, and what became of credits."""

    judged: Judged
    credited: Credited

    @property
    def is_news(self) -> bool:
        """Whether anything was written."""
        judged, credited = self.judged, self.credited
        return any(
            (judged.new, judged.changed, judged.revised, credited.added, credited.changed,
             credited.dropped, credited.earned_back, credited.expired)
        )  # fmt: skip

    def as_json(self) -> dict[str, object]:
        """The form in which the command prints it: counts, and misses without a credit."""
        credited = self.credited
        return {
            **self.judged.as_json(),
            "credits": {
                "added": credited.added,
                "changed": credited.changed,
                "dropped": credited.dropped,
                "earned_back": credited.earned_back,
                "expired": credited.expired,
                "not_credited": len(credited.not_credited),
            },
        }


def judge_and_credit(
    *, organization: Organization, now: datetime, as_of: date | None = None
) -> Settled:
    """Judges all levels of an organization and credits its final results, in one transaction."""
    with tenant(organization):
        judged = judge_levels(organization=organization, now=now, as_of=as_of)
        return Settled(judged, credit_final_results(now))
