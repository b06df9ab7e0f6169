"""What a digest reads like."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.tenancy import tenant
from risk.conclusions import Severity
from risk.models import Delivery, Finding
from risk.models.alert import Stage
from risk.services.dispatch import dispatch
from tests.cast import Cast, make_cast
from tests.mail.stories import TUESDAY, find, tell

# Gmail cuts a mail off at this many bytes of HTML.
CLIPPED_BEYOND = 102 * 1024

EXPECTED = """\
Data-Core Systems was paid 63,648.00 USD against 24,440.00 agreed. Act by 3
Jul 2026. And 2 more.


Data-Core Systems

High: Data-Core Systems was paid 63,648.00 USD against 24,440.00 agreed
At stake: 39,208.00 USD
Act by 3 Jul 2026
It was paid 63,648.00 USD against 24,440.00 agreed.
What to do: Find the missing amendment or claim the difference back.
Open: http://127.0.0.1:8000/risk/finding/ID/change/
Acknowledge: http://127.0.0.1:8000/l/SIGNED/
Snooze: http://127.0.0.1:8000/l/SIGNED/

Medium: Notice for contract 4711 was due
This has become worse since it was found.
Was due on 1 Jun 2026
It was paid 63,648.00 USD against 24,440.00 agreed.
What to do: Find the missing amendment or claim the difference back.
Open: http://127.0.0.1:8000/risk/finding/ID/change/
Acknowledge: http://127.0.0.1:8000/l/SIGNED/
Snooze: http://127.0.0.1:8000/l/SIGNED/


Borel & Fils

Medium: Borel & Fils grew by change orders
At stake: 1,234,567.80 EUR
It was paid 63,648.00 USD against 24,440.00 agreed.
What to do: Find the missing amendment or claim the difference back.
Open: http://127.0.0.1:8000/risk/finding/ID/change/
Acknowledge: http://127.0.0.1:8000/l/SIGNED/
Snooze: http://127.0.0.1:8000/l/SIGNED/

--\x20
You get this mail from Longshore for Harbor Works: as operations lead you
are told about findings from medium up, and about every contract and
engagement you own from low up.
Your next digest comes on Wednesday, 1 Jul 2026, from 09:00
(America/New_York), if there is something new. Critical findings are mailed
at once.
To change your working hours, sign in: http://127.0.0.1:8000/
To stop the digests: http://127.0.0.1:8000/l/SIGNED/
"""


class _Links(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.found += [value or "" for name, value in attrs if name in {"href", "src"}]


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast(today=None)


def omars_mail(cast: Cast) -> Delivery:
    with tenant(cast.harbor):
        return Delivery.objects.get(recipient=cast.omar)


def settled(text: str) -> str:
    """The text with what differs from run to run named instead."""
    return re.sub(r"[0-9a-f-]{36}(?=/change/)", "ID", re.sub(r"/l/[^/]+/", "/l/SIGNED/", text))


def test_the_text_part_is_complete_on_its_own(cast: Cast) -> None:
    worst = find(
        cast.harbor,
        "Data-Core Systems was paid 63,648.00 USD against 24,440.00 agreed",
        due_on=date(2026, 7, 3),
    )
    late = find(
        cast.harbor,
        "Notice for contract 4711 was due",
        severity=Severity.MEDIUM,
        rule="decide-by",
        money=None,
        due_on=date(2026, 6, 1),
    )
    grown = find(
        cast.harbor,
        "Borel & Fils grew by change orders",
        severity=Severity.MEDIUM,
        rule="change-creep",
        vendor="Borel & Fils",
        money=Decimal("1234567.80"),
    )
    with tenant(cast.harbor):
        Finding.objects.filter(pk=grown.pk).update(currency="EUR")
    tell(cast.harbor, worst, late, grown)
    tell(cast.harbor, late, stage=Stage.WORSENED)
    dispatch(organization=cast.harbor, now=TUESDAY)

    mail = omars_mail(cast)
    assert mail.subject == "1 high, 1 overdue, 1 to decide by Friday: Harbor Works"
    assert settled(mail.text) == EXPECTED
    html = _Links(mail.html)
    for address in re.findall(r"http\S+", mail.text):
        assert address in html.found
    assert "Borel &amp; Fils" in mail.html
    assert mail.html.index("Act by 3 Jul 2026. And 2 more.") < mail.html.index("<table")


def test_a_digest_of_200_findings_shows_25_and_counts_the_rest(cast: Cast) -> None:
    findings = [find(cast.harbor, f"Overpaid {n}", vendor=f"Vendor {n % 9}") for n in range(30)]
    findings += [find(cast.harbor, f"Growing {n}", severity=Severity.MEDIUM) for n in range(170)]
    tell(cast.harbor, *findings)
    with CaptureQueriesContext(connection) as queries:
        assert dispatch(organization=cast.harbor, now=TUESDAY) == 4
    assert len(queries) < 60

    mail = omars_mail(cast)
    assert mail.subject == "30 high: Harbor Works"
    assert mail.text.count("Acknowledge: ") == 25
    assert "And 175 more: 5 high, 170 medium.\n" in mail.text
    assert "See all: http://127.0.0.1:8000/risk/finding/\n" in mail.text
    assert mail.html.count(">Snooze</a>") == 25
    assert len(mail.html.encode()) < CLIPPED_BEYOND
    with tenant(cast.harbor):
        assert mail.alerts.count() == 200


def test_hostile_names_stay_text(cast: Cast) -> None:
    name = "Acme</mj-text><script>alert(1)</script>\x08\r\nBcc: x"
    finding = find(cast.harbor, name, vendor=name)
    tell(cast.harbor, finding)
    dispatch(organization=cast.harbor, now=TUESDAY)
    mail = omars_mail(cast)
    html = _Links(mail.html)
    assert "script" not in html.tags
    assert "Acme&lt;/mj-text&gt;&lt;script&gt;alert(1)&lt;/script&gt; Bcc: x" in mail.html
    assert all(address.startswith("http://127.0.0.1:8000/") for address in html.found)
    assert mail.subject == "High: Acme</mj-text><script>alert(1)</script> Bcc: x: Harbor Works"


def test_who_wants_no_digests_is_told_so_in_a_critical_mail(cast: Cast) -> None:
    with tenant(cast.harbor):
        cast.omar.receives_digest = False
        cast.omar.save()
    tell(cast.harbor, find(cast.harbor, severity=Severity.CRITICAL))
    dispatch(organization=cast.harbor, now=datetime(2026, 7, 4, 3, tzinfo=UTC))
    text = omars_mail(cast).text
    assert "You have switched digests off; critical findings are still mailed at once." in text
    assert "To stop the digests" not in text


def test_a_critical_mail_on_a_saturday_names_mondays_digest(cast: Cast) -> None:
    tell(cast.harbor, find(cast.harbor, severity=Severity.CRITICAL))
    dispatch(organization=cast.harbor, now=datetime(2026, 7, 4, 3, tzinfo=UTC))
    text = omars_mail(cast).text
    assert "Your next digest comes on Monday, 6 Jul 2026, from 09:00 (America/New_York)" in text


def test_an_escalated_finding_says_since_when_nobody_took_it_up(cast: Cast) -> None:
    finding = find(cast.harbor)
    tell(cast.harbor, finding, stage=Stage.UNACKNOWLEDGED)
    dispatch(organization=cast.harbor, now=TUESDAY)
    with tenant(cast.harbor):
        mail = Delivery.objects.get(recipient=cast.olga)
    assert "\nNobody has acknowledged this since 30 Jun 2026.\n" in mail.text
