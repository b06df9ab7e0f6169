"""Which contracts cost more than was agreed?"""

from datetime import date
from decimal import Decimal

from risk.conclusions import Severity
from tests.risk.facts import ACME, conclude, contract, item, only, portfolio

RULE = "paid-over-agreed"
PAST = (date(2018, 7, 1), date(2019, 6, 14))


def test_a_contract_paid_above_its_agreed_value_names_the_money() -> None:
    original = item(1000, is_original=True, paid=Decimal(1100))
    amendment = item(500, number="C-101", paid=Decimal(500))
    on_contract, on_item = conclude(RULE, portfolio(contract(original, amendment)))
    assert on_contract.severity is Severity.HIGH
    assert on_contract.money == Decimal(100)
    assert on_contract.explanation == (
        "Acme Harbor Services was paid 1,600.00 USD against 1,500.00 USD agreed in contract C-1. "
        "Nothing in the register covers the difference."
    )
    assert on_contract.what_to_do == (
        "Find the missing amendment or claim 100.00 USD back before 31 Dec 2026, when the "
        "contract ends."
    )
    assert on_contract.due_on == date(2026, 12, 31)
    assert on_contract.evidence.formula == (
        "Paid 1,600.00 USD − agreed 1,500.00 USD = 100.00 USD, 6.7 % of what was agreed; reported "
        "above 0 %"
    )
    assert [row.label for row in on_contract.evidence.rows] == ["C-1", "C-1", "C-101"]
    assert (on_item.subject_kind, on_item.subject_id) == ("contract_item", original.id)
    assert (on_item.severity, on_item.money) == (Severity.INFO, Decimal(100))
    assert "posted to the wrong term" in on_item.what_to_do


def test_without_the_original_it_says_so_and_is_one_severity_lower() -> None:
    later = item("24440.00", *PAST, number="162051401", paid=Decimal("63648.00"))
    on_contract, _ = conclude(RULE, portfolio(contract(later, number="1620514")))
    assert on_contract.severity is Severity.MEDIUM
    assert on_contract.money == Decimal("39208.00")
    assert on_contract.explanation == (
        "Acme Harbor Services was paid 63,648.00 USD against 24,440.00 USD agreed in contract "
        "1620514; its original term is not in the register, so the agreed value may be incomplete."
    )
    assert on_contract.what_to_do == (
        "Find the missing amendment or claim 39,208.00 USD back now: the contract ended on "
        "14 Jun 2019."
    )
    assert on_contract.due_on is None
    assert on_contract.evidence.figures["Original term in the register"] == "no"


def test_a_payment_on_the_wrong_term_is_information_only() -> None:
    first = item(1000, is_original=True, paid=Decimal(1200))
    second = item(1000, number="C-101", paid=Decimal(700))
    found = only(conclude(RULE, portfolio(contract(first, second))))
    assert (found.subject_kind, found.severity) == ("contract_item", Severity.INFO)


def test_paid_exactly_what_was_agreed_is_fine() -> None:
    assert conclude(RULE, portfolio(contract(item(1000, paid=Decimal(1000))))) == []


def test_without_payments_or_without_an_agreed_value_there_is_no_data() -> None:
    unpaid = contract(item(1000))
    unknown = contract(item(0, paid=Decimal(700)), number="C-2")
    cut = contract(item(-500, paid=Decimal(1)), number="C-3")
    assert conclude(RULE, portfolio(unpaid, unknown, cut)) == []


def test_each_contract_keeps_its_own_currency() -> None:
    euro = contract(item(1000, paid=Decimal(1100), is_original=True), currency="EUR")
    found = conclude(RULE, portfolio(euro))[0]
    assert found.currency == "EUR"
    assert f"{ACME.legal_name} was paid 100.00 EUR more" in found.title


def test_a_tolerance_leaves_small_differences_out() -> None:
    held = portfolio(contract(item(1000, is_original=True, paid=Decimal(1050))))
    assert len(conclude(RULE, held, tolerance_percent="4.9")) == 2
    assert conclude(RULE, held, tolerance_percent=5) == []
