"""What Meridian Instruments consists of, and that it is the same at every load."""

from collections import Counter
from datetime import date, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import models
from stdnum import lei

from accounts.models import Organization
from accounts.tenancy import tenant
from risk.demo.meridian.build import SEED
from risk.demo.meridian.contracts import CONTRACTS
from risk.demo.meridian.facts import TODAY
from risk.demo.meridian.lei import made_up_lei
from risk.demo.meridian.payments import paid_to_date
from risk.models import Waiver
from sourcing.models import DeliveryTeam, Engagement, EngagementContract
from teams.models import Site, Team, TeamKind, WorkingWindow
from tests.demo.conftest import meridian_by_another_name, record
from vendors.deadlines import Notice, NoticeUnit
from vendors.models import (
    AgreedTerm,
    Amendment,
    Contract,
    ContractItem,
    Obligation,
    ObligationDone,
    PaymentToDate,
    RenewalDecision,
    SubcontractorLink,
    Vendor,
)
from vendors.precedence import AgreedOn
from vendors.selectors.agreements import read_agreement

RECORDS: tuple[type[models.Model], ...] = (
    Vendor,
    SubcontractorLink,
    Site,
    Team,
    WorkingWindow,
    Contract,
    ContractItem,
    PaymentToDate,
    Engagement,
    EngagementContract,
    DeliveryTeam,
    Waiver,
    Amendment,
    AgreedTerm,
    Obligation,
    ObligationDone,
    RenewalDecision,
)


@pytest.mark.usefixtures("db")
class TestRecords:
    def test_it_has_fourteen_vendors_five_captive_teams_and_24_engagements(
        self, recorded: Organization
    ) -> None:
        with tenant(recorded):
            assert Vendor.objects.count() == 14
            assert Engagement.objects.count() == 24
            captives = Team.objects.filter(kind=TeamKind.CAPTIVE).select_related("site")
            assert {(team.site.city, team.site.time_zone) for team in captives} == {
                ("Hyderabad", ZoneInfo("Asia/Kolkata")),
                ("Kraków", ZoneInfo("Europe/Warsaw")),
                ("Taguig", ZoneInfo("Asia/Manila")),
                ("Ho Chi Minh City", ZoneInfo("Asia/Ho_Chi_Minh")),
                ("Guadalajara", ZoneInfo("America/Mexico_City")),
            }

    def test_every_engagement_has_exactly_one_party(self, recorded: Organization) -> None:
        with tenant(recorded):
            parties = Counter(
                "both" if vendor and team else "vendor" if vendor else "team" if team else "none"
                for vendor, team in Engagement.objects.values_list("vendor_id", "captive_team_id")
            )
        assert parties == {"vendor": 16, "team": 8}

    def test_the_records_are_what_a_person_could_have_typed(self, recorded: Organization) -> None:
        with tenant(recorded):
            for model in RECORDS:
                for record in model._default_manager.all():
                    # An unknown exit plan is left out by the form that asks for it; keys and
                    # constraints have been checked by the database.
                    record.full_clean(
                        exclude={"has_exit_plan"}, validate_unique=False, validate_constraints=False
                    )

    def test_the_identifiers_pass_the_check_and_differ(self, recorded: Organization) -> None:
        with tenant(recorded):
            codes = list(Vendor.objects.exclude(lei="").values_list("lei", flat=True))
        assert len(set(codes)) == 13
        assert all(lei.is_valid(code) for code in codes)

    def test_manila_works_through_the_night(self, recorded: Organization) -> None:
        with tenant(recorded):
            windows = WorkingWindow.objects.filter(team__name="Manila Customer Support")
            assert [(window.weekday, window.starts, window.ends) for window in windows] == [
                (weekday, time(21), time(6)) for weekday in range(1, 6)
            ]

    def test_people_who_deliver_exist(self, recorded: Organization) -> None:
        with tenant(recorded):
            for team in Team.objects.prefetch_related("deliveries"):
                assert sum(part.heads for part in team.deliveries.all()) == team.head_count

    def test_contracts_take_days_and_value_from_their_items(self, recorded: Organization) -> None:
        with tenant(recorded):
            upgrade = Contract.objects.get(number="HPC-SOW-11")
            assert (upgrade.first_day, upgrade.last_day) == (date(2025, 3, 1), date(2027, 2, 28))
            assert upgrade.value == Decimal(2_320_000)
            assert upgrade.parent is not None
            assert upgrade.parent.number == "HPC-MSA-2024"
            evergreen = Contract.objects.get(number="PAS-0098")
            assert (evergreen.last_day, evergreen.auto_renewal) == (None, None)

    def test_an_amendment_overrides_the_statement_of_work_and_its_master(
        self, recorded: Organization
    ) -> None:
        with tenant(recorded):
            found = read_agreement(Contract.objects.get(number="VMK-SOW-01"), TODAY).in_force
            shown = {str(subject): one.paper.name for subject, one in found.items()}
            notice = found[AgreedOn.NOTICE]
            assert shown == {
                "notice": "VMK-SOW-01-A1",
                "renewal": "VMK-SOW-01",
                "payment_days": "VMK-SOW-01-A1",
                "liability_cap": "VMK-MSA-2023",
                "governing_law": "VMK-MSA-2023",
                "service_levels": "VMK-MSA-2023",
            }
            assert notice.value == Notice(6, NoticeUnit.MONTHS)
            assert notice.overrides[0].says[AgreedOn.NOTICE] == Notice(4, NoticeUnit.MONTHS)

    def test_payments_are_dated_monthly_and_never_shrink(self, recorded: Organization) -> None:
        with tenant(recorded):
            for item in ContractItem.objects.prefetch_related("payments"):
                figures = sorted((paid.as_of, paid.amount) for paid in item.payments.all())
                days = [day for day, _ in figures]
                assert len({(day.year, day.month) for day in days}) == len(days)
                assert min(days) >= date(2025, 1, 31)
                assert max(days) <= date(2026, 6, 30)
                amounts = [amount for _, amount in figures]
                assert amounts == sorted(amounts)

    def test_loading_it_twice_gives_the_same_records(self, recorded: Organization) -> None:
        again = record(meridian_by_another_name())
        assert _content(again) == _content(recorded)


class TestPayments:
    def test_a_month_is_paid_by_the_end_of_the_next_one(self) -> None:
        contract = next(fact for fact in CONTRACTS if fact.number == "HPC-SOW-12")
        figures = paid_to_date("HPC-SOW-12", contract.items[0], SEED)
        assert (min(figures), figures[min(figures)]) == (date(2025, 6, 30), Decimal(0))
        assert (max(figures), figures[max(figures)]) == (date(2026, 4, 30), Decimal(280_000))
        assert figures[date(2025, 7, 31)] == pytest.approx(28_000, rel=Decimal("0.06"))

    def test_amounts_are_round(self) -> None:
        for fact in CONTRACTS:
            for item in fact.items:
                figures = paid_to_date(fact.number + item.suffix, item, SEED)
                assert all(figure % 10 == 0 for figure in figures.values())


def test_an_identifier_depends_on_the_name_alone() -> None:
    code = made_up_lei("Castellane Traductions SARL", SEED)
    assert code == made_up_lei("Castellane Traductions SARL", SEED)
    assert code != made_up_lei("Graywacke Metrology LLC", SEED)
    assert code.startswith("LSDM00")


def _content(organization: Organization) -> dict[str, list[str]]:
    """Every record as text: its own fields, and the names of the records it refers to."""
    with tenant(organization):
        return {
            model._meta.label: sorted(
                str(_values(record)) for record in model._default_manager.all()
            )
            for model in RECORDS
        }


def _values(record: models.Model) -> str:
    return " | ".join(
        f"{field.name}: {getattr(record, field.name)}"
        for field in record._meta.fields
        if field.name not in {"id", "organization"}
    )


def _links(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.fields if field.is_relation]
