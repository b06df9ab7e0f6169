"""Which paper wins where several of them say something."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from vendors.precedence import AgreedOn, Paper, in_force, in_order

TODAY = date(2026, 6, 30)
MASTER = Paper("M", "MSA", 1, says={AgreedOn.NOTICE: "90 days", AgreedOn.GOVERNING_LAW: "Delaware"})
SOW = Paper("S", "SOW", 0, says={AgreedOn.NOTICE: "60 days", AgreedOn.PAYMENT_DAYS: "30"})


def amendment(name: str, of: Paper[str], effective: date | None, **says: str) -> Paper[str]:
    found = {AgreedOn(subject): value for subject, value in says.items()}
    return Paper(name, name, of.depth, amends=of.id, effective_on=effective, says=found)


FIRST = amendment("A1", SOW, date(2026, 1, 1), notice="45 days")
SECOND = amendment("A2", SOW, date(2026, 4, 1), notice="30 days", payment_days="45")
OF_MASTER = amendment("MA1", MASTER, date(2026, 5, 1), governing_law="New York", notice="120 days")
PAPERS = (MASTER, SOW, FIRST, SECOND, OF_MASTER)


def names(papers: tuple[Paper[str], ...]) -> list[str]:
    return [paper.name for paper in papers]


def test_the_latest_amendment_wins_over_the_statement_of_work_and_that_over_the_master() -> None:
    assert names(in_order(PAPERS)) == ["A2", "A1", "SOW", "MA1", "MSA"]


def test_each_term_comes_from_the_first_paper_that_says_something() -> None:
    found = in_force(PAPERS, TODAY)
    assert {subject: (one.value, one.paper.name) for subject, one in found.items()} == {
        AgreedOn.NOTICE: ("30 days", "A2"),
        AgreedOn.PAYMENT_DAYS: ("45", "A2"),
        AgreedOn.GOVERNING_LAW: ("New York", "MA1"),
    }
    assert names(found[AgreedOn.NOTICE].overrides) == ["A1", "SOW", "MA1", "MSA"]


def test_an_amendment_counts_from_its_first_day_on() -> None:
    before, on = (in_force(PAPERS, date(2026, 4, day))[AgreedOn.NOTICE] for day in (1, 2))
    assert (before.value, on.value) == ("30 days", "30 days")
    assert in_force(PAPERS, date(2026, 3, 31))[AgreedOn.NOTICE].value == "45 days"
    assert in_force(PAPERS, date(2025, 12, 31))[AgreedOn.NOTICE].value == "60 days"


def test_what_nobody_signed_never_counts() -> None:
    draft = amendment("A3", SOW, None, notice="7 days")
    assert in_force([SOW, draft], date.max)[AgreedOn.NOTICE].value == "60 days"


def test_a_master_that_prevails_brings_its_amendments_with_it() -> None:
    assert names(in_order(PAPERS, ["M", "S"])) == ["MA1", "MSA", "A2", "A1", "SOW"]
    assert in_force(PAPERS, TODAY, ["M", "S"])[AgreedOn.NOTICE].value == "120 days"


def test_an_amendment_may_have_a_place_of_its_own() -> None:
    assert names(in_order(PAPERS, ["A1"])) == ["A1", "A2", "SOW", "MA1", "MSA"]
    assert names(in_order(PAPERS, ["elsewhere"])) == names(in_order(PAPERS))


IDS = st.sampled_from(["M", "S", "A1", "A2", "MA1", "X"])


@given(st.permutations(PAPERS), st.lists(IDS, unique=True))
def test_the_order_does_not_depend_on_how_the_papers_come(
    papers: list[Paper[str]], explicit: list[str]
) -> None:
    ordered = in_order(papers, explicit)
    assert ordered == in_order(PAPERS, explicit)
    ranked = [paper.id for paper in ordered if paper.id in explicit]
    assert ranked == [one for one in explicit if one != "X"]
    assert {paper.id for paper in ordered} == {paper.id for paper in PAPERS}
