"""The matrix of an engagement: one accountable for each activity, and where none is."""

from sourcing.raci import ACTIVITIES, Activity, Entry, matrix

TWO = (Activity("scope", "Scope"), Activity("exit", "Exit"))


def test_an_activity_without_an_accountable_is_named() -> None:
    found = matrix(
        [Entry("scope", "accountable", "vera"), Entry("exit", "responsible", "omar")], TWO
    )
    assert found.parties == ("vera", "omar")
    assert [a.code for a in found.without_accountable] == ["exit"]
    assert found.several_accountable == ()
    assert found.of("exit", "omar") == ["responsible"]
    assert found.of("exit", "vera") == ()


def test_two_duties_of_one_party_stand_in_one_cell() -> None:
    entries = [Entry("scope", "accountable", "vera"), Entry("scope", "responsible", "vera")]
    assert matrix(entries, TWO).of("scope", "vera") == ["accountable", "responsible"]


def test_an_empty_matrix_misses_every_standard_activity() -> None:
    assert matrix([]).without_accountable == ACTIVITIES
    assert len({activity.code for activity in ACTIVITIES}) == len(ACTIVITIES) == 12


def test_two_accountable_parties_are_named() -> None:
    entries = [Entry("scope", "accountable", "vera"), Entry("scope", "accountable", "omar")]
    assert [a.code for a in matrix(entries, TWO).several_accountable] == ["scope"]
