"""Meridian's fourteen vendors. None of them exists."""

from datetime import date

from risk.demo.meridian.facts import SubcontractorFact, VendorFact
from vendors.models.vendor import (
    Reintegration,
    Substitutability,
    SubstitutabilityReason,
    Tier,
)

VELDMARK_GROUP = "Veldmark Group plc"
VELDMARK = "Veldmark Technologies Pvt. Ltd."
VELDMARK_CLOUD = "Veldmark Cloud Operations Inc."
BRZOZKA = "Brzózka Embedded sp. z o.o."
HALLORAN = "Halloran Pike Consulting LLC"
LUMENFIELD = "Lumenfield Analytics Inc."
TAMARACK = "Tamarack Ridge Hosting Inc."
SIERRA_ALTA = "Sierra Alta Soporte S.A. de C.V."
PASIG = "Pasig Riverside Contact Corp."
SONG_HAN = "Sông Hàn Testing Co., Ltd."
CASTELLANE = "Castellane Traductions SARL"
GRAYWACKE = "Graywacke Metrology LLC"
BRIGHTSILL = "Brightsill Payroll Services Inc."
FENWICK_ORR = "Fenwick Orr Security Ltd."

VENDORS = (
    VendorFact(
        name=VELDMARK_GROUP,
        country="GB",
        tier=Tier.STRATEGIC,
        substitutability=Substitutability.HIGHLY_COMPLEX,
        reason=SubstitutabilityReason.MIGRATION,
        reintegration=Reintegration.DIFFICULT,
        has_exit_plan=None,
        notes="Holding company: no contract of its own, two subsidiaries work for Meridian.",
    ),
    VendorFact(
        name=VELDMARK,
        country="IN",
        parent=VELDMARK_GROUP,
        tier=Tier.STRATEGIC,
        substitutability=Substitutability.HIGHLY_COMPLEX,
        reason=SubstitutabilityReason.MIGRATION,
        reintegration=Reintegration.DIFFICULT,
        has_exit_plan=True,
        exit_tested_on=date(2025, 11, 18),
        exit_days=120,
        notes="Runs the development center in Pune.",
    ),
    VendorFact(
        name=VELDMARK_CLOUD,
        country="US",
        parent=VELDMARK_GROUP,
        tier=Tier.STRATEGIC,
        substitutability=Substitutability.MEDIUM,
        reintegration=Reintegration.DIFFICULT,
        has_exit_plan=True,
        exit_tested_on=date(2026, 2, 10),
        exit_days=75,
    ),
    VendorFact(
        name=BRZOZKA,
        country="PL",
        tier=Tier.STRATEGIC,
        substitutability=Substitutability.HIGHLY_COMPLEX,
        reason=SubstitutabilityReason.BOTH,
        reintegration=Reintegration.HIGHLY_COMPLEX,
        has_exit_plan=True,
        exit_tested_on=date(2025, 9, 25),
        exit_days=150,
        notes="Wrote most of the spectrum analysis; only two of our engineers know the code.",
    ),
    VendorFact(
        name=HALLORAN,
        country="US",
        tier=Tier.IMPORTANT,
        substitutability=Substitutability.MEDIUM,
        reintegration=Reintegration.DIFFICULT,
        has_exit_plan=True,
        exit_tested_on=date(2025, 12, 4),
        exit_days=45,
    ),
    VendorFact(
        name=LUMENFIELD,
        country="US",
        tier=Tier.IMPORTANT,
        substitutability=Substitutability.MEDIUM,
        reintegration=Reintegration.EASY,
        has_exit_plan=True,
        exit_tested_on=date(2026, 1, 21),
        exit_days=30,
    ),
    VendorFact(
        name=TAMARACK,
        country="CA",
        tier=Tier.IMPORTANT,
        substitutability=Substitutability.MEDIUM,
        reintegration=Reintegration.DIFFICULT,
        has_exit_plan=True,
        exit_tested_on=date(2025, 10, 14),
        exit_days=60,
    ),
    VendorFact(
        name=SIERRA_ALTA,
        country="MX",
        tier=Tier.IMPORTANT,
        substitutability=Substitutability.EASY,
        reintegration=Reintegration.EASY,
        has_exit_plan=True,
        exit_tested_on=date(2026, 3, 3),
        exit_days=40,
    ),
    VendorFact(
        name=PASIG,
        country="PH",
        tier=Tier.IMPORTANT,
        substitutability=Substitutability.EASY,
        reintegration=Reintegration.EASY,
        has_exit_plan=True,
        exit_tested_on=date(2025, 8, 12),
        exit_days=35,
    ),
    VendorFact(
        name=SONG_HAN,
        country="VN",
        tier=Tier.IMPORTANT,
        substitutability=Substitutability.MEDIUM,
        reintegration=Reintegration.EASY,
        has_exit_plan=True,
        exit_tested_on=date(2026, 4, 15),
        exit_days=50,
    ),
    VendorFact(
        name=CASTELLANE,
        country="FR",
        tier=Tier.TACTICAL,
        substitutability=Substitutability.EASY,
        reintegration=Reintegration.EASY,
        has_exit_plan=False,
    ),
    VendorFact(
        name=GRAYWACKE,
        country="US",
        has_lei=False,
        tier=Tier.TACTICAL,
        substitutability=Substitutability.EASY,
        reintegration=Reintegration.EASY,
        has_exit_plan=False,
        notes="Accredited calibration laboratory in Worcester.",
    ),
    VendorFact(
        name=BRIGHTSILL,
        country="US",
        tier=Tier.IMPORTANT,
        substitutability=Substitutability.EASY,
        reintegration=Reintegration.EASY,
        has_exit_plan=True,
        exit_tested_on=date(2025, 7, 30),
        exit_days=60,
        notes="Payroll at home, and employer of record for our people in Ho Chi Minh City.",
    ),
    VendorFact(
        name=FENWICK_ORR,
        country="GB",
        tier=Tier.STRATEGIC,
        substitutability=Substitutability.MEDIUM,
        reintegration=Reintegration.HIGHLY_COMPLEX,
        has_exit_plan=True,
        exit_tested_on=date(2026, 5, 6),
        exit_days=60,
    ),
)

SUBCONTRACTORS = (
    SubcontractorFact(
        prime=VELDMARK,
        subcontractor=SONG_HAN,
        service="Load tests of the instrument platform",
        since=date(2025, 4, 1),
    ),
    SubcontractorFact(
        prime=VELDMARK_CLOUD,
        subcontractor=TAMARACK,
        service="Second data center",
        since=date(2024, 10, 15),
    ),
    SubcontractorFact(
        prime=LUMENFIELD,
        subcontractor=TAMARACK,
        service="Hosting of the analytics platform",
        since=date(2025, 3, 1),
    ),
)
