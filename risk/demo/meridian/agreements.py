"""Meridian's amendments, obligations and one decision about a renewal."""

from datetime import UTC, date, datetime

from accounts.models import Role
from risk.demo.meridian.facts import AmendmentFact, DecisionFact, ObligationFact
from vendors.models.contract import NoticeUnit
from vendors.models.obligation import OwedBy
from vendors.models.renewal import Choice
from vendors.obligations import Recurrence
from vendors.precedence import AgreedOn

AMENDMENTS = (
    AmendmentFact(
        contract="VMK-SOW-01",
        number="VMK-SOW-01-A1",
        title="Two more test engineers",
        signed_on=date(2025, 9, 18),
        effective_on=date(2025, 10, 1),
        summary="Adds two test engineers until the end of the term; notice grows from four to "
        "six months.",
        item="-A1",
        notice=(6, NoticeUnit.MONTHS),
        terms=((AgreedOn.PAYMENT_DAYS, "45 days"),),
    ),
)

OBLIGATIONS = (
    ObligationFact(
        contract="VMK-MSA-2023",
        title="Report on service continuity",
        owed_by=OwedBy.VENDOR,
        recurrence=Recurrence.QUARTERLY,
        first_due=date(2025, 11, 30),
        owner=Role.VENDOR_MANAGER,
        met=(date(2025, 11, 30), date(2026, 2, 28)),
    ),
    ObligationFact(
        contract="TAM-COLO-09",
        title="Certificate of insurance for our equipment",
        owed_by=OwedBy.US,
        recurrence=Recurrence.YEARLY,
        first_due=date(2025, 7, 15),
        owner=Role.OPERATIONS_LEAD,
        met=(date(2025, 7, 15),),
    ),
)

DECISIONS = (
    DecisionFact(
        contract="FWO-SOC-03",
        choice=Choice.RENEGOTIATE,
        reason="The service is good and a third dearer than two other offers.",
        decided_by=Role.OPERATIONS_LEAD,
        decided_at=datetime(2026, 6, 16, 14, 30, tzinfo=UTC),
    ),
)
