"""Meridian's contracts: masters with statements of work, amendments, renewals, notice terms.

The amount of an amendment is what it adds.
"""

from datetime import date
from decimal import Decimal

from accounts.models import Role
from risk.demo.meridian import vendors
from risk.demo.meridian.facts import ContractFact, ItemFact
from vendors.models.contract import Kind, NoticeUnit
from vendors.precedence import AgreedOn

RESEARCH = "Research and Development"
INFORMATION_TECHNOLOGY = "Information Technology"
CUSTOMER_SERVICE = "Customer Service"
FINANCE = "Finance"
PEOPLE = "People"
MANUFACTURING = "Manufacturing"

MASTERS = (
    ContractFact(
        number="VMK-MSA-2023",
        title="Master services agreement",
        vendor=vendors.VELDMARK,
        unit=INFORMATION_TECHNOLOGY,
        kind=Kind.MASTER,
        first_day=date(2023, 1, 1),
        last_day=date(2028, 12, 31),
        auto_renewal=False,
        replacement_lead_days=270,
        terms=(
            (AgreedOn.LIABILITY_CAP, "2,000,000 USD a year"),
            (AgreedOn.PAYMENT_DAYS, "30 days"),
            (AgreedOn.GOVERNING_LAW, "England and Wales"),
            (AgreedOn.SERVICE_LEVELS, "Schedule 4"),
        ),
        owner=Role.OPERATIONS_LEAD,
    ),
    ContractFact(
        number="BRZ-MSA-2022",
        title="Framework agreement",
        vendor=vendors.BRZOZKA,
        unit=RESEARCH,
        kind=Kind.MASTER,
        first_day=date(2022, 5, 1),
        last_day=date(2028, 4, 30),
        auto_renewal=False,
        replacement_lead_days=270,
        owner=Role.OPERATIONS_LEAD,
    ),
    ContractFact(
        number="HPC-MSA-2024",
        title="Consulting master agreement",
        vendor=vendors.HALLORAN,
        unit=INFORMATION_TECHNOLOGY,
        kind=Kind.MASTER,
        first_day=date(2024, 11, 1),
        last_day=date(2027, 10, 31),
        auto_renewal=False,
        replacement_lead_days=90,
    ),
    ContractFact(
        number="SHT-MSA-2024",
        title="Testing services agreement",
        vendor=vendors.SONG_HAN,
        unit=RESEARCH,
        kind=Kind.MASTER,
        first_day=date(2024, 12, 1),
        last_day=date(2028, 11, 30),
        auto_renewal=False,
        replacement_lead_days=120,
    ),
)

UNDER_MASTERS = (
    ContractFact(
        number="VMK-SOW-01",
        title="Development center Pune",
        vendor=vendors.VELDMARK,
        unit=RESEARCH,
        kind=Kind.STATEMENT_OF_WORK,
        parent="VMK-MSA-2023",
        items=(
            ItemFact(
                first_day=date(2023, 4, 1),
                last_day=date(2025, 3, 31),
                amount=5_400_000,
                paid=5_388_200,
            ),
            ItemFact(
                suffix="-R1",
                first_day=date(2025, 4, 1),
                last_day=date(2028, 3, 31),
                amount=8_700_000,
                title="Second term",
            ),
            ItemFact(
                suffix="-A1",
                first_day=date(2025, 10, 1),
                last_day=date(2028, 3, 31),
                amount=174_000,
                title="Two more test engineers",
            ),
        ),
        notice=(4, NoticeUnit.MONTHS),
        auto_renewal=True,
        renewal_months=12,
        uplift_percent=Decimal("3.00"),
        replacement_lead_days=270,
        owner=Role.OPERATIONS_LEAD,
    ),
    ContractFact(
        number="VMK-SOW-02",
        title="Maintenance of enterprise applications",
        vendor=vendors.VELDMARK,
        unit=INFORMATION_TECHNOLOGY,
        kind=Kind.STATEMENT_OF_WORK,
        parent="VMK-MSA-2023",
        items=(ItemFact(first_day=date(2025, 2, 1), last_day=date(2028, 1, 31), amount=3_300_000),),
        notice=(90, NoticeUnit.CALENDAR_DAYS),
        auto_renewal=True,
        renewal_months=12,
        uplift_percent=Decimal("3.00"),
    ),
    ContractFact(
        number="BRZ-SOW-04",
        title="Spectrum analysis algorithms",
        vendor=vendors.BRZOZKA,
        unit=RESEARCH,
        kind=Kind.STATEMENT_OF_WORK,
        parent="BRZ-MSA-2022",
        items=(
            ItemFact(first_day=date(2025, 5, 1), last_day=date(2027, 10, 31), amount=2_625_000),
        ),
        auto_renewal=False,
        replacement_lead_days=270,
        owner=Role.OPERATIONS_LEAD,
    ),
    ContractFact(
        number="HPC-SOW-11",
        title="Upgrade of the resource planning system",
        vendor=vendors.HALLORAN,
        unit=INFORMATION_TECHNOLOGY,
        kind=Kind.STATEMENT_OF_WORK,
        parent="HPC-MSA-2024",
        items=(
            ItemFact(first_day=date(2025, 3, 1), last_day=date(2027, 2, 28), amount=1_900_000),
            ItemFact(
                suffix="-A1",
                first_day=date(2025, 9, 1),
                last_day=date(2027, 2, 28),
                amount=160_000,
                title="Interfaces to the warehouse system",
            ),
            ItemFact(
                suffix="-A2",
                first_day=date(2026, 1, 15),
                last_day=date(2027, 2, 28),
                amount=150_000,
                title="Second test cycle",
            ),
            ItemFact(
                suffix="-A3",
                first_day=date(2026, 4, 1),
                last_day=date(2027, 2, 28),
                amount=110_000,
                title="Reports for three plants",
            ),
        ),
        auto_renewal=False,
        replacement_lead_days=90,
    ),
    ContractFact(
        number="HPC-SOW-12",
        title="Migration of master data",
        vendor=vendors.HALLORAN,
        unit=INFORMATION_TECHNOLOGY,
        kind=Kind.STATEMENT_OF_WORK,
        parent="HPC-MSA-2024",
        items=(ItemFact(first_day=date(2025, 6, 1), last_day=date(2026, 3, 31), amount=280_000),),
        auto_renewal=False,
        replacement_lead_days=90,
        notes="Accepted on 9 April 2026; nothing follows.",
    ),
    ContractFact(
        number="SHT-SOW-01",
        title="Regression tests of the customer portal",
        vendor=vendors.SONG_HAN,
        unit=CUSTOMER_SERVICE,
        kind=Kind.STATEMENT_OF_WORK,
        parent="SHT-MSA-2024",
        items=(
            ItemFact(
                first_day=date(2025, 7, 1),
                last_day=date(2026, 12, 31),
                amount=412_000,
                paid=437_600,
            ),
        ),
        auto_renewal=False,
        replacement_lead_days=60,
    ),
    ContractFact(
        number="SHT-SOW-02",
        title="Test center Da Nang: build, operate, transfer",
        vendor=vendors.SONG_HAN,
        unit=RESEARCH,
        kind=Kind.STATEMENT_OF_WORK,
        parent="SHT-MSA-2024",
        items=(ItemFact(first_day=date(2025, 4, 1), last_day=date(2027, 3, 31), amount=1_320_000),),
        auto_renewal=False,
        replacement_lead_days=120,
        owner=Role.OPERATIONS_LEAD,
    ),
)

STAND_ALONE = (
    ContractFact(
        number="VMC-2024-118",
        title="Cloud operations",
        vendor=vendors.VELDMARK_CLOUD,
        unit=INFORMATION_TECHNOLOGY,
        items=(
            ItemFact(first_day=date(2024, 10, 15), last_day=date(2026, 10, 14), amount=3_240_000),
        ),
        notice=(3, NoticeUnit.MONTHS),
        delivery_days=7,
        auto_renewal=True,
        renewal_months=24,
        uplift_percent=Decimal("4.00"),
        notes="Notice by registered letter to the Austin office.",
    ),
    ContractFact(
        number="SAS-2023-02",
        title="Service desk",
        vendor=vendors.SIERRA_ALTA,
        unit=INFORMATION_TECHNOLOGY,
        items=(
            ItemFact(
                first_day=date(2023, 11, 16),
                last_day=date(2025, 11, 15),
                amount=1_200_000,
                paid=1_192_400,
            ),
            ItemFact(
                suffix="-R1",
                first_day=date(2025, 11, 16),
                last_day=date(2026, 11, 15),
                amount=620_000,
                title="Second term",
            ),
        ),
        notice=(90, NoticeUnit.CALENDAR_DAYS),
        auto_renewal=True,
        renewal_months=12,
        uplift_percent=Decimal("5.00"),
    ),
    ContractFact(
        number="PAS-0098",
        title="Evening and weekend contact desk",
        vendor=vendors.PASIG,
        unit=CUSTOMER_SERVICE,
        items=(
            ItemFact(
                first_day=date(2024, 9, 1),
                last_day=None,
                amount=2_400_000,
                title="Not to exceed",
                paid=1_365_000,
            ),
        ),
        notice=(60, NoticeUnit.CALENDAR_DAYS),
    ),
    ContractFact(
        number="LUM-0457",
        title="Sales forecasting platform",
        vendor=vendors.LUMENFIELD,
        unit=FINANCE,
        items=(ItemFact(first_day=date(2025, 3, 1), last_day=date(2028, 2, 29), amount=1_620_000),),
        notice=(60, NoticeUnit.CALENDAR_DAYS),
        auto_renewal=True,
        renewal_months=12,
        uplift_percent=Decimal("3.00"),
    ),
    ContractFact(
        number="TAM-COLO-09",
        title="Data center space Winnipeg",
        vendor=vendors.TAMARACK,
        unit=INFORMATION_TECHNOLOGY,
        items=(ItemFact(first_day=date(2024, 7, 1), last_day=date(2029, 6, 30), amount=2_100_000),),
        auto_renewal=False,
        replacement_lead_days=270,
    ),
    ContractFact(
        number="CST-2025-07",
        title="Manuals in fourteen languages",
        currency="EUR",
        vendor=vendors.CASTELLANE,
        unit=MANUFACTURING,
        items=(
            ItemFact(first_day=date(2025, 1, 1), last_day=date(2027, 12, 31), amount=630_000),
            ItemFact(
                suffix="-A1",
                first_day=date(2025, 11, 1),
                last_day=date(2027, 12, 31),
                amount=24_000,
                title="Vietnamese edition",
            ),
        ),
        auto_renewal=False,
        replacement_lead_days=60,
    ),
    ContractFact(
        number="GRW-ORD-31",
        title="Calibration of reference standards",
        vendor=vendors.GRAYWACKE,
        unit=MANUFACTURING,
        kind=Kind.ORDER,
        items=(ItemFact(first_day=date(2025, 9, 1), last_day=date(2026, 8, 31), amount=120_000),),
        notes="Nobody has looked up yet whether the order renews.",
    ),
    ContractFact(
        number="BRS-PAY-US",
        title="Payroll in the United States",
        vendor=vendors.BRIGHTSILL,
        unit=PEOPLE,
        items=(
            ItemFact(
                first_day=date(2024, 1, 1),
                last_day=date(2025, 12, 31),
                amount=368_000,
                paid=381_400,
            ),
            ItemFact(
                suffix="-R1",
                first_day=date(2026, 1, 1),
                last_day=date(2027, 12, 31),
                amount=390_000,
                title="Second term",
                paid=66_300,
            ),
        ),
        notice=(90, NoticeUnit.CALENDAR_DAYS),
        auto_renewal=True,
        renewal_months=12,
        uplift_percent=Decimal("2.50"),
        notes="The invoice of January 2026 was posted to the first term.",
    ),
    ContractFact(
        number="BRS-EOR-VN",
        title="Employer of record in Vietnam",
        vendor=vendors.BRIGHTSILL,
        unit=PEOPLE,
        items=(
            ItemFact(first_day=date(2025, 1, 1), last_day=date(2027, 12, 31), amount=2_700_000),
        ),
        auto_renewal=False,
        replacement_lead_days=180,
    ),
    ContractFact(
        number="FWO-SOC-03",
        title="Security monitoring round the clock",
        vendor=vendors.FENWICK_ORR,
        unit=INFORMATION_TECHNOLOGY,
        items=(ItemFact(first_day=date(2024, 4, 1), last_day=date(2027, 3, 31), amount=1_440_000),),
        notice=(60, NoticeUnit.BUSINESS_DAYS),
        delivery_days=3,
        holiday_country="GB",
        auto_renewal=True,
        renewal_months=12,
        uplift_percent=Decimal("3.50"),
    ),
)

CONTRACTS = (*MASTERS, *UNDER_MASTERS, *STAND_ALONE)
