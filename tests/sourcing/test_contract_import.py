"""Omar puts contract files into the register, and later quarters after them."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from accounts.tenancy import tenant
from sourcing.models import Engagement, EngagementContract
from tests.cast import Cast
from vendors.models import Contract, ContractItem, PaymentToDate, Vendor
from vendors.services.merge import merge

SAMPLES = Path(__file__).resolve().parent.parent.parent / "sample_data" / "philadelphia"
HEADER = (
    "contract_number,item_number,vendor,first_day,last_day,amount,currency,paid_to_date,"
    "figures_as_of,parent_contract_number,owner_email\n"
)
ORIGINAL = "C-1,C-1,Acme,2026-01-01,2026-12-31,1000.00,USD,100.00,2026-03-31,,\n"
NOTHING = {"vendors": 0, "contracts": 0, "items": 0, "payments": 0, "engagements": 0}


def put_in(cast: Cast, path: Path, *flags: str, mapping: str = "longshore") -> dict[str, Any]:
    out = StringIO()
    call_command(
        "import_contracts",
        str(path),
        *flags,
        "--json",
        organization=cast.harbor.slug,
        mapping=mapping,
        stdout=out,
    )
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def file_of(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "contracts.csv"
    path.write_text(HEADER + "".join(rows))
    return path


def counts() -> dict[str, int]:
    return {
        model.__name__: model._default_manager.count()
        for model in (Vendor, Contract, ContractItem, PaymentToDate, Engagement)
    }


def history_length() -> int:
    return sum(
        model._default_manager.count()
        for model in apps.get_models()
        if model.__name__.endswith("Event") and model._meta.app_label in {"vendors", "sourcing"}
    )


def test_a_quarter_of_philadelphia_goes_in_with_its_known_figures_and_twice_is_once(
    cast: Cast,
) -> None:
    path = SAMPLES / "FY-2020-Q4.csv.gz"
    answer = put_in(cast, path, mapping="philadelphia")
    assert {name: answer[name] for name in ("rows", "vendors", "contracts", "items")} == {
        "rows": 1975,
        "vendors": 1121,
        "contracts": 1910,
        "items": 1965,
    }
    assert (answer["amendment_items"], answer["rejected"]) == (1138, 0)
    assert answer["total_amount"] == 3494127380.44
    assert answer["figures_as_of"] == "2020-06-30"
    assert answer["changed"] == NOTHING
    with tenant(cast.harbor):
        stored = counts()
        written = history_length()
        assert stored == {
            "Vendor": 1121,
            "Contract": 1910,
            "ContractItem": 1975,
            "PaymentToDate": 1975,
            "Engagement": 1910,
        }
        assert EngagementContract.objects.count() == 1910
        ethics = Engagement.objects.get(key="2020313")
        assert (ethics.name, ethics.function, str(ethics.delivery_country)) == (
            "Campaign Finance Support",
            "General Consultant Services",
            "",
        )
        contract = Contract.objects.get(number="2020313")
        assert (contract.first_day, contract.last_day, contract.value) == (
            date(2019, 9, 18),
            date(2020, 9, 17),
            Decimal("34000.00"),
        )
    again = put_in(cast, path, mapping="philadelphia")
    assert (again["added"], again["changed"]) == (NOTHING, NOTHING)
    with tenant(cast.harbor):
        assert counts() == stored
        assert history_length() == written


def test_a_later_quarter_updates_and_an_older_one_only_adds_its_payments(
    cast: Cast, tmp_path: Path
) -> None:
    put_in(cast, file_of(tmp_path, ORIGINAL))
    later = "C-1,C-1,Acme Holding,2026-01-01,2026-12-31,1200.00,USD,300.00,2026-06-30,,\n"
    answer = put_in(cast, file_of(tmp_path, later))
    assert answer["added"] == {**NOTHING, "vendors": 1, "payments": 1}
    assert answer["changed"] == {**NOTHING, "contracts": 1, "items": 1, "engagements": 1}
    older = "C-1,C-1,Acme,2026-01-01,2026-12-31,900.00,USD,50.00,2025-12-31,,\n"
    answer = put_in(cast, file_of(tmp_path, older))
    assert answer["added"] == {**NOTHING, "payments": 1}
    assert answer["changed"] == NOTHING
    with tenant(cast.harbor):
        item = ContractItem.objects.select_related("vendor", "contract__vendor").get()
        assert (item.amount, item.vendor.legal_name) == (Decimal("1200.00"), "Acme Holding")
        assert (item.contract.value, item.contract.vendor.legal_name) == (
            Decimal("1200.00"),
            "Acme Holding",
        )
        assert Engagement.objects.get().vendor == item.vendor
        assert list(item.payments.order_by("as_of").values_list("as_of", "amount")) == [
            (date(2025, 12, 31), Decimal("50.00")),
            (date(2026, 3, 31), Decimal("100.00")),
            (date(2026, 6, 30), Decimal("300.00")),
        ]
        amounts = apps.get_model("vendors", "ContractItemEvent").objects.order_by("pgh_id")
        assert list(amounts.values_list("pgh_label", "amount")) == [
            ("insert", Decimal("1000.00")),
            ("update", Decimal("1200.00")),
        ]
        (context,) = set(amounts.values_list("pgh_context__source", flat=True))
        assert context == "import_contracts"


def test_one_bad_row_keeps_everything_out_and_every_error_is_listed(
    cast: Cast, tmp_path: Path
) -> None:
    path = file_of(
        tmp_path,
        ORIGINAL,
        "C-2,,Acme,2026-13-01,2026-12-31,10.00,USD,,,,\n",
        "C-3,,Acme,2026-01-01,2026-12-31,10.00,USD,,,C-99,nobody@harbor.example\n",
    )
    with pytest.raises(CommandError) as refused:
        put_in(cast, path)
    reason, *errors = str(refused.value).splitlines()
    assert reason == "contracts.csv: 3 errors in 2 rows; nothing was imported."
    assert [error.split(";")[0] for error in errors] == [
        'line 3, column "first_day": "2026-13-01"',
        'line 4, column "owner_email": "nobody@harbor.example"',
        'line 4, column "parent_contract_number": "C-99"',
    ]
    with tenant(cast.harbor):
        assert set(counts().values()) == {0}


def test_good_rows_go_in_and_the_others_are_written_beside_the_file(
    cast: Cast, tmp_path: Path
) -> None:
    path = file_of(
        tmp_path,
        ORIGINAL,
        "C-2,,Acme,2026-01-01,2026-12-31,ten,USD,,,,\n",
        "C-3,,Acme,2026-01-01,2026-12-31,10.00,USD,,,C-2,\n",
    )
    answer = put_in(cast, path, "--skip-bad-rows")
    assert (answer["rows"], answer["rejected"]) == (1, 2)
    rejects = Path(answer["rejects_file"]).read_text(encoding="utf-8-sig").splitlines()
    assert rejects[0].endswith("rejected_line,rejected_because")
    assert [line.split(",")[0] for line in rejects[1:]] == ["C-2", "C-3"]
    assert "expected the number of a contract in this file or in the register" in rejects[2]
    with tenant(cast.harbor):
        assert counts()["Contract"] == 1


def test_a_dry_run_says_what_would_change_and_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    answer = put_in(cast, file_of(tmp_path, ORIGINAL), "--dry-run")
    assert answer["dry_run"] is True
    assert answer["added"] == dict.fromkeys(NOTHING, 1)
    with tenant(cast.harbor):
        assert set(counts().values()) == {0}


def test_statements_of_work_stand_under_their_master_and_owners_are_found(
    cast: Cast, tmp_path: Path
) -> None:
    owner = cast.vera.user.email.upper()
    put_in(
        cast,
        file_of(
            tmp_path,
            f"SOW-1,,Acme,2026-01-01,,10.00,USD,,,MSA-1,{owner}\n",
            "MSA-1,,Acme,2026-01-01,2028-12-31,0.00,USD,,,,\n",
        ),
    )
    with tenant(cast.harbor):
        work = Contract.objects.select_related("parent").get(number="SOW-1")
        assert work.parent is not None
        assert (work.parent.number, work.kind, work.owner_id, work.last_day) == (
            "MSA-1",
            "statement_of_work",
            cast.vera.pk,
            None,
        )


def test_payments_without_a_day_are_dated_once(cast: Cast, tmp_path: Path) -> None:
    undated = "C-1,C-1,Acme,2026-01-01,2026-12-31,1000.00,USD,100.00,,,\n"
    assert put_in(cast, file_of(tmp_path, undated))["added"]["payments"] == 1
    with tenant(cast.harbor):
        cast.harbor.pinned_today = date(2026, 7, 15)
        cast.harbor.save()
    assert put_in(cast, file_of(tmp_path, undated))["added"] == NOTHING
    more = undated.replace("100.00,,", "250.00,,")
    assert put_in(cast, file_of(tmp_path, more))["added"] == {**NOTHING, "payments": 1}
    with tenant(cast.harbor):
        assert list(PaymentToDate.objects.order_by("as_of").values_list("as_of", "amount")) == [
            (date(2026, 6, 30), Decimal("100.00")),
            (date(2026, 7, 15), Decimal("250.00")),
        ]


def test_what_somebody_typed_in_is_kept(cast: Cast, tmp_path: Path) -> None:
    put_in(cast, file_of(tmp_path, ORIGINAL))
    with tenant(cast.harbor):
        Vendor.objects.update(country="IN", tier="strategic")
        Contract.objects.update(notice_period=90, notice_unit="calendar_days", auto_renewal=True)
        Engagement.objects.update(name="Payroll", function="Payroll", is_core=True)
    put_in(cast, file_of(tmp_path, ORIGINAL.replace("1000.00", "1100.00")))
    with tenant(cast.harbor):
        contract = Contract.objects.select_related("vendor").get()
        assert (contract.value, contract.notice_period, contract.auto_renewal) == (
            Decimal("1100.00"),
            90,
            True,
        )
        assert (str(contract.vendor.country), contract.vendor.tier) == ("IN", "strategic")
        assert Engagement.objects.values_list("name", "function", "is_core").get() == (
            "Payroll",
            "Payroll",
            True,
        )


def test_another_organizations_register_is_neither_seen_nor_touched(
    cast: Cast, tmp_path: Path
) -> None:
    with tenant(cast.rival):
        theirs = Vendor.objects.create(legal_name="Acme", lei="HWUPKR0MPOU8FGXBT394")
        Contract.objects.create(number="C-1", vendor=theirs, currency="EUR")
    assert put_in(cast, file_of(tmp_path, ORIGINAL))["added"]["contracts"] == 1
    with tenant(cast.rival):
        assert counts()["ContractItem"] == 0
        assert Contract.objects.get().currency == "EUR"


def refusal_of(cast: Cast, path: Path) -> list[str]:
    with pytest.raises(CommandError) as refused:
        put_in(cast, path)
    return str(refused.value).splitlines()[1:]


def test_contracts_that_stand_under_each_other_are_refused_by_line(
    cast: Cast, tmp_path: Path
) -> None:
    errors = refusal_of(
        cast,
        file_of(
            tmp_path,
            "L-1,,Acme,2026-01-01,,10.00,USD,,,L-2,\n",
            "L-2,,Acme,2026-01-01,,10.00,USD,,,L-1,\n",
        ),
    )
    assert errors == [
        'line 2, column "parent_contract_number": "L-2"; expected a contract that does not '
        "itself stand under L-1",
        'line 3, column "parent_contract_number": "L-1"; expected a contract that does not '
        "itself stand under L-2",
    ]


def test_a_registered_stand_alone_contract_gets_no_parent_by_the_way(
    cast: Cast, tmp_path: Path
) -> None:
    master = "MSA-1,,Acme,2026-01-01,,10.00,USD,,,,\n"
    put_in(cast, file_of(tmp_path, ORIGINAL, master))
    (error,) = refusal_of(
        cast, file_of(tmp_path, ORIGINAL.replace("2026-03-31,,", "2026-03-31,MSA-1,"))
    )
    assert error.endswith(
        "expected a contract registered as statement of work or order, which C-1 is not"
    )


def test_an_order_under_a_master_does_not_become_a_master(cast: Cast, tmp_path: Path) -> None:
    header = "contract_number,vendor,first_day,last_day,amount,currency,kind,parent_contract_number"
    rows = "M-1,Acme,2026-01-01,,0,USD,master,\n{},Acme,2026-01-01,,0,USD,{}\n"
    path = tmp_path / "kinds.csv"
    path.write_text(f"{header}\n{rows.format('O-1', 'order,M-1')}")
    put_in(cast, path)
    path.write_text(f"{header}\n{rows.format('O-1', 'master,')}")
    (error,) = refusal_of(cast, path)
    assert error == (
        'line 3, column "kind": "master"; expected statement_of_work or order, since the '
        "contract is registered under a master"
    )


def test_a_file_without_last_days_leaves_the_known_ones(cast: Cast, tmp_path: Path) -> None:
    put_in(cast, file_of(tmp_path, ORIGINAL))
    path = tmp_path / "short.csv"
    path.write_text(
        "contract_number,item_number,vendor,first_day,amount,currency\n"
        "C-1,C-1,Acme,2026-01-01,1500.00,USD\n"
    )
    put_in(cast, path)
    with tenant(cast.harbor):
        item = ContractItem.objects.get()
        assert (item.last_day, item.amount) == (date(2026, 12, 31), Decimal("1500.00"))


def test_a_merged_vendors_name_lands_with_the_survivor(cast: Cast, tmp_path: Path) -> None:
    put_in(cast, file_of(tmp_path, ORIGINAL))
    with tenant(cast.harbor):
        acme = Vendor.objects.get(legal_name="Acme")
        corp = Vendor.objects.create(legal_name="Acme Corporation", lei="HWUPKR0MPOU8FGXBT394")
        merge(survivor=corp, loser=acme, reason="", actor=cast.vera, now=datetime.now(UTC))
    path = tmp_path / "later.csv"
    path.write_text(
        "contract_number,item_number,vendor,vendor_lei,vendor_country,first_day,last_day,amount,"
        "currency\n"
        "C-1,C-1,Acme,HWUPKR0MPOU8FGXBT394,IN,2026-01-01,2026-12-31,1000.00,USD\n"
        "C-2,C-2,Acme,HWUPKR0MPOU8FGXBT394,IN,2026-02-01,2026-12-31,500.00,USD\n"
    )
    answer = put_in(cast, path)
    # Counted as the file names them; what is in the register stands below.
    assert (answer["vendors"], answer["contracts"], answer["rejected"]) == (1, 2, 0)
    with tenant(cast.harbor):
        assert Vendor.objects.count() == 2
        acme.refresh_from_db()
        corp.refresh_from_db()
        assert (acme.merged_into_id, acme.country, acme.lei) == (corp.pk, "", "")
        assert corp.country == "IN"
        assert set(Contract.objects.values_list("number", "vendor")) == {
            ("C-1", corp.pk),
            ("C-2", corp.pk),
        }
        assert set(ContractItem.objects.values_list("vendor", flat=True)) == {corp.pk}
