"""“No data”, “nothing matches” and “all is well” are three things."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

from django.test import Client

from accounts.tenancy import tenant
from risk.conclusions import Severity
from risk.models import Finding, ScanRun
from sourcing.models import Engagement
from teams.models import Site, Team, WorkingWindow
from tests.cast import Cast
from tests.portfolio.reading import read
from tests.portfolio.story import Story
from vendors.models import Contract, Vendor

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


def test_an_empty_organization_is_shown_its_first_steps(omar: Client, cast: Cast) -> None:
    response = omar.get("/")
    text = read(response).text
    assert "Welcome to Harbor Works. Nothing is recorded yet: 1 of 8 steps are done." in text
    assert "Put your contracts in: 0 of 1 done" in text
    assert 'href="/imports/"' in response.content.decode()
    # Five people are members already.
    assert "Invite the people who decide: done" in text
    assert "money" not in response.context


def test_the_steps_count_real_rows(omar: Client, cast: Cast) -> None:
    with tenant(cast.harbor):
        site = Site.objects.create(name="Boston", country="US", time_zone="America/New_York")
        home = Team.objects.create(name="Home", site=site, kind="captive", head_count=9)
        Team.objects.create(name="Second", site=site, kind="captive", head_count=3)
        WorkingWindow.objects.create(team=home, weekday=1, starts=time(9), ends=time(17))
        vendor = Vendor.objects.create(legal_name="Acme")
        Contract.objects.create(number="1", vendor=vendor, owner=cast.omar)
        Contract.objects.create(number="2", vendor=vendor)
        Engagement.objects.create(key="1", name="One", vendor=vendor, operating_model="vendor")
    steps = [
        (line.step.title, line.step.done, line.step.wanted)
        for line in omar.get("/").context["steps"]
    ]
    assert steps == [
        ("Record your own working hours", 1, 1),
        ("Put your contracts in", 1, 1),
        ("Add the teams that deliver, with their hours", 1, 2),
        ("Say where the work is delivered", 0, 1),
        ("Name an owner for each contract", 1, 2),
        ("Invite the people who decide", 2, 2),
        ("Connect your systems", 0, 1),
        ("Scan for the first time", 0, 1),
    ]


def test_captives_alone_have_no_money_and_say_so(omar: Client, cast: Cast) -> None:
    with tenant(cast.harbor):
        site = Site.objects.create(name="Pune", country="IN", time_zone="Asia/Kolkata")
        team = Team.objects.create(name="Pune Center", site=site, kind="captive", head_count=12)
        Engagement.objects.create(
            key="P", name="Pune", captive_team=team, operating_model="own_entity"
        )
    page = read(omar.get("/"))
    assert "No data: there is no contract yet." in page.text
    assert page.table("by who runs").row("Offshore captive")[1:] == [
        "no contract money", "0", "1", "12",
    ]  # fmt: skip


def test_a_date_without_running_contracts_matches_nothing(omar: Client, story: Story) -> None:
    text = read(omar.get("/?as_of=1999-12-31")).text
    assert "Nothing matches: no contract item that converts to USD runs on 31 Dec 1999." in text
    assert "All is well: nothing is due." in text


def test_a_basis_without_figures_has_no_data(omar: Client, story: Story) -> None:
    text = read(omar.get("/?basis=paid")).text
    assert "No data: the contract items that match have no amount on this basis." in text
    assert (
        "6 contract items, agreed 1,210,000 USD: no payment figure is recorded up to the "
        "as-of date" in text
    )


def test_without_a_scan_no_findings_is_no_comfort(omar: Client, story: Story) -> None:
    text = read(omar.get("/")).text
    assert "No data: nothing has been scanned yet." in text
    assert "All is well: no finding" not in text


def test_after_a_scan_no_findings_is_good_news(omar: Client, cast: Cast, story: Story) -> None:
    with tenant(cast.harbor):
        ScanRun.objects.create(
            kind="nightly-scan", window="2026-06-30", started_at=NOW, finished_at=NOW
        )
    text = read(omar.get("/")).text
    assert "All is well: no finding waits for anyone." in text
    assert "no finding is high or critical" in text


def test_findings_are_counted_by_severity_and_state(omar: Client, cast: Cast, story: Story) -> None:
    with tenant(cast.harbor):
        ScanRun.objects.create(
            kind="nightly-scan", window="2026-06-30", started_at=NOW, finished_at=NOW
        )
        _finding(story.acme, "a", Severity.CRITICAL)
        _finding(story.acme, "b", Severity.HIGH)
        _finding(story.acme, "c", Severity.HIGH, state="acknowledged")
        _finding(story.acme, "d", Severity.INFO, state="snoozed", snoozed_until=date(2026, 7, 9))
        _finding(story.acme, "e", Severity.HIGH, state="resolved")
    page = read(omar.get("/"))
    table = page.table("Unresolved findings")
    assert table.row("emergency_homeCritical")[1:] == ["1", "0", "0", "1"]
    assert table.row("warningHigh")[1:] == ["1", "1", "0", "2"]
    assert table.row("infoInfo")[1:] == ["0", "0", "1", "1"]
    assert table.row("All severities")[1:] == ["4"]
    assert "3 findings are high or critical" in page.text
    for row in table.rows[1:]:
        for cell in row:
            for link in cell.links:
                listed = omar.get(link)
                assert listed.status_code == 200
                assert listed.context["cl"].result_count == int(cell.text)


def _finding(vendor: Vendor, fingerprint: str, severity: Severity, **given: object) -> None:
    Finding.objects.create(
        rule="vendor-concentration",
        fingerprint=fingerprint,
        vendor=vendor,
        severity=severity.value,
        title=f"Finding {fingerprint}",
        explanation="Why",
        what_to_do="What",
        money=Decimal(10),
        currency="USD",
        first_seen_at=NOW,
        last_seen_at=NOW,
        state_changed_at=NOW,
        **given,
    )
