"""One record of every kind for an organization, each carrying a word that tells whose it is."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from accounts.current import organization_id
from accounts.models import (
    AccessEvent,
    Export,
    IdentityProvider,
    Invitation,
    Letter,
    Membership,
    Organization,
)
from accounts.tenancy import tenant
from risk.conclusions import Evidence, Row, Severity
from risk.models import Action, Alert, Comment, Delivery, Finding, RuleSetting, ScanRun, Waiver
from sourcing.models import (
    DeliveryTeam,
    Document,
    DocumentVersion,
    Engagement,
    EngagementContract,
    Import,
    ImportLine,
    RaciEntry,
)
from teams.models import Site, Team, WorkingWindow
from tests.admin.register_levels import fill_calendar, fill_levels
from vendors.models import (
    AgreedTerm,
    Amendment,
    Contract,
    ContractItem,
    DismissedSuggestion,
    DueDiligenceItem,
    HolidaySnapshot,
    Obligation,
    ObligationDone,
    OwnRate,
    PaymentToDate,
    PrecedenceRank,
    ReferenceRate,
    RenewalDecision,
    SubcontractorLink,
    Vendor,
    VendorContact,
    VendorMerge,
)

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
TODAY = date(2026, 6, 30)


@dataclass(frozen=True)
class Register:
    """The records by their model's name, such as `register.of["vendor"]`."""

    word: str
    of: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.of[name]


def fill(organization: Organization, owner: Membership, word: str) -> Register:
    """A vendor with a contract that is paid above what was agreed, and all that hangs on it."""
    with tenant(organization):
        rows: dict[str, Any] = {"membership": owner, "user": owner.user}
        rows["organization"] = organization
        _accounts(rows, word, owner)
        _vendors(rows, word)
        _rates(rows, word)
        _agreements(rows, word, owner)
        _teams(rows, word)
        _sourcing(rows, word, owner)
        fill_calendar(rows, word)
        fill_levels(rows, word, owner)
        _risk(rows, word, owner)
    return Register(word, rows)


def _accounts(rows: dict[str, Any], word: str, owner: Membership) -> None:
    rows["invitation"] = Invitation.objects.create(
        email=f"{word.lower()}@new.example",
        role="vendor_manager",
        invited_by=owner,
        created_at=NOW,
        sent_at=NOW,
        expires_at=NOW + timedelta(days=7),
    )
    rows["identityprovider"] = IdentityProvider.objects.create(
        issuer=f"https://{word.lower()}.example",
        client_id=f"{word} client",
        client_secret=f"{word} sealed",
        secret_set_at=NOW,
    )
    rows["letter"] = Letter.objects.create(
        to=f"{word.lower()}@new.example",
        subject=f"{word} invites you",
        text=f"{word} text: http://127.0.0.1:8000/invitation/{word}-token/",
        html=f"<p>{word} html</p>",
        message_id=f"<{word}-letter@longshore.example>",
        created_at=NOW,
        next_attempt_at=NOW,
    )

    rows["accessevent"] = AccessEvent.objects.create(
        kind="denied", at=NOW, ip="192.0.2.7", detail=f"/{word}/", membership=owner
    )
    rows["export"] = Export.objects.create(
        requested_by=owner,
        created_at=NOW,
        source="vendors.vendor",
        title=f"{word} vendors",
        format="csv",
        file_name=f"{word}.csv",
    )


def fill_more(organization: Organization, owner: Membership, word: str) -> None:
    """Another vendor, contract, team, engagement and finding, for an organization filled before."""
    with tenant(organization):
        rows: dict[str, Any] = {}
        _vendors(rows, word)
        _teams(rows, word)
        _sourcing(rows, word, owner)
        make_finding(rows["contract"], title=word)


def _vendors(rows: dict[str, Any], word: str) -> None:
    rows["vendor"] = Vendor.objects.create(legal_name=f"{word} Data-Core", country="IN")
    rows["subcontractor"] = Vendor.objects.create(legal_name=f"{word} Batch Works")
    rows["subcontractorlink"] = SubcontractorLink.objects.create(
        prime=rows["vendor"], subcontractor=rows["subcontractor"], service=f"{word} batch"
    )
    rows["contract"] = Contract.objects.create(
        number=f"{word}-1620514", title=f"{word} support", vendor=rows["vendor"]
    )
    rows["contractitem"] = ContractItem.objects.create(
        contract=rows["contract"],
        vendor=rows["vendor"],
        number=f"{word}-1620514",
        is_original=True,
        first_day=date(2026, 1, 1),
        last_day=date(2026, 9, 27),
        amount=Decimal("24440.00"),
    )
    rows["paymenttodate"] = PaymentToDate.objects.create(
        item=rows["contractitem"], as_of=TODAY, amount=Decimal("63648.00")
    )
    _people_and_checks(rows, word)


def _rates(rows: dict[str, Any], word: str) -> None:
    rows["ownrate"] = OwnRate.objects.create(
        base="USD", quote="VND", day=TODAY, rate=Decimal(26000), source=f"{word} treasury"
    )
    rows["referencerate"] = ReferenceRate.objects.get(currency="USD", day=TODAY)


def _people_and_checks(rows: dict[str, Any], word: str) -> None:
    pair = {"first": rows["vendor"], "second": rows["subcontractor"]}
    rows["vendorcontact"] = VendorContact.objects.create(
        vendor=rows["vendor"], level=1, name=f"{word} desk", phone="+91 40 5550 0100"
    )
    rows["duediligenceitem"] = DueDiligenceItem.objects.create(
        vendor=rows["vendor"], kind="nda", detail=f"{word} mutual"
    )
    rows["dismissedsuggestion"] = DismissedSuggestion.objects.create(
        **pair, kind="parent", reason=f"{word} knows better", dismissed_at=NOW
    )
    rows["vendormerge"] = VendorMerge.objects.create(
        survivor=rows["vendor"],
        loser=rows["subcontractor"],
        reason=f"{word} error",
        merged_at=NOW,
        undone_at=NOW,
    )


def _agreements(rows: dict[str, Any], word: str, owner: Membership) -> None:
    contract = rows["contract"]
    rows["amendment"] = Amendment.objects.create(
        contract=contract,
        number=f"{word}-A1",
        title=f"{word} longer notice",
        signed_on=TODAY,
        effective_on=TODAY,
        notice_period=60,
        notice_unit="calendar_days",
    )
    rows["agreedterm"] = AgreedTerm.objects.create(
        contract=contract, subject="governing_law", value=f"{word} law"
    )
    rows["precedencerank"] = PrecedenceRank.objects.create(
        contract=contract, rank=1, paper_contract=contract
    )
    rows["obligation"] = Obligation.objects.create(
        contract=contract,
        title=f"{word} security report",
        owed_by="vendor",
        recurrence="quarterly",
        first_due=date(2026, 9, 30),
        owner=owner,
    )
    rows["obligationdone"] = ObligationDone.objects.create(
        obligation=rows["obligation"], due_on=date(2026, 9, 30), done_on=TODAY
    )
    rows["renewaldecision"] = RenewalDecision.objects.create(
        contract=contract,
        term_end=date(2026, 9, 27),
        choice="exit",
        reason=f"{word} does it better",
        decided_by=owner,
        decided_at=NOW,
    )
    rows["holidaysnapshot"] = HolidaySnapshot.objects.create(
        country="US",
        year=2026,
        days=[{"date": "2026-07-03", "name": f"{word} day"}],
        taken_at=NOW,
        source=f"{word} library",
    )


def _teams(rows: dict[str, Any], word: str) -> None:
    rows["site"] = Site.objects.create(
        name=f"{word} Hyderabad", country="IN", time_zone="Asia/Kolkata"
    )
    rows["team"] = Team.objects.create(
        name=f"{word} run team", site=rows["site"], kind="vendor_supplied", head_count=22
    )
    rows["workingwindow"] = WorkingWindow.objects.create(
        team=rows["team"], weekday=1, starts=time(13), ends=time(22)
    )


def _sourcing(rows: dict[str, Any], word: str, owner: Membership) -> None:
    rows["engagement"] = Engagement.objects.create(
        key=f"{word}-E1",
        name=f"{word} claims support",
        vendor=rows["vendor"],
        operating_model="vendor",
        function=f"{word} claims",
        is_core=True,
        owner=owner,
    )
    rows["engagementcontract"] = EngagementContract.objects.create(
        engagement=rows["engagement"], contract=rows["contract"]
    )
    rows["deliveryteam"] = DeliveryTeam.objects.create(
        engagement=rows["engagement"], team=rows["team"], heads=18
    )
    rows["document"] = Document.objects.create(
        title=f"{word} framework", kind="contract", engagement=rows["engagement"]
    )
    DocumentVersion.objects.create(
        document=rows["document"],
        path=f"org/{organization_id()}/documents/2026-06/{word}",
        name=f"{word}.pdf",
        media_type="application/pdf",
        size=9,
        sha256="0" * 64,
        uploaded_by=owner,
        uploaded_at=NOW,
        scan_state="not_scanned",
    )
    rows["racientry"] = RaciEntry.objects.create(
        engagement=rows["engagement"],
        activity="work",
        duty="responsible",
        contact=rows["vendorcontact"],
    )

    rows["import"] = Import.objects.create(
        requested_by=owner,
        created_at=NOW,
        kind="vendors.vendor",
        file_name=f"{word}.csv",
        digest="0" * 64,
        size=9,
        state="done",
        step="check",
        columns=[[f"{word} header", "legal_name"]],
        counts={"new": 1, "refused": 1},
    )
    rows["importline"] = ImportLine.objects.create(
        of=rows["import"],
        number=1,
        line=2,
        outcome="refused",
        what=f"{word} line",
        details=[["legal_name", "", f"{word} new"]],
        cells=[[f"{word} header", f"{word} cell"]],
    )


def _risk(rows: dict[str, Any], word: str, owner: Membership) -> None:
    rows["finding"] = make_finding(rows["contract"], title=f"{word} was paid more than agreed")
    rows["delivery"] = Delivery.objects.create(
        recipient=owner,
        window="digest 2026-06-30",
        subject=f"{word}: 1 high",
        text=f"{word} text. Acknowledge: http://127.0.0.1:8000/l/{word}-token/",
        html=f'<p>{word} html</p><a href="http://127.0.0.1:8000/l/{word}-token/">Acknowledge</a>',
        message_id=f"<{word}@longshore.example>",
        created_at=NOW,
        next_attempt_at=NOW,
    )
    rows["alert"] = Alert.objects.create(
        finding=rows["finding"],
        episode=1,
        stage="opened",
        severity=Severity.HIGH,
        recipient=owner,
        created_at=NOW,
        delivery=rows["delivery"],
    )
    rows["comment"] = Comment.objects.create(
        engagement=rows["engagement"], author=owner, text=f"{word} asks", created_at=NOW
    )
    rows["action"] = Action.objects.create(
        title=f"{word} calls back", owner=owner, created_by=owner, created_at=NOW
    )
    rows["waiver"] = Waiver.objects.create(
        rule="core-outsourced",
        engagement=rows["engagement"],
        granted_by=owner,
        granted_on=TODAY,
        reason=f"{word} transition",
        valid_until=date(2026, 12, 14),
    )
    rows["rulesetting"] = RuleSetting.objects.create(
        rule="paid-over-agreed", parameters={"tolerance_percent": "5"}
    )
    rows["scanrun"] = ScanRun.objects.create(
        kind=f"{word}-scan",
        window="2026-06-30",
        started_at=NOW,
        finished_at=NOW,
        result={"findings": {}, "opened": 1, "resolved": 0, "alerts": 1},
    )


def make_finding(contract: Contract, **fields: Any) -> Finding:
    """An open, high finding on a contract, with its evidence."""
    title = fields.pop("title", "Data-Core was paid more than agreed")
    evidence = Evidence(
        formula="63,648.00 USD paid − 24,440.00 USD agreed = 39,208.00 USD",
        figures={"Paid to date": "63,648.00 USD", "Agreed": "24,440.00 USD"},
        rows=(Row("vendors.contract", contract.pk, contract.number),),
        parameters={"tolerance_percent": "0 %"},
        as_of=TODAY,
    )
    values: dict[str, Any] = {
        "rule": "paid-over-agreed",
        "fingerprint": str(title),
        "contract": contract,
        "severity": Severity.HIGH,
        "title": title,
        "explanation": "More was paid than the register says was agreed.",
        "what_to_do": "Find the missing amendment or claim 39,208.00 USD back.",
        "money": Decimal("39208.00"),
        "currency": "USD",
        "due_on": date(2026, 7, 14),
        "evidence": evidence.as_json(),
        "first_seen_at": NOW,
        "last_seen_at": NOW,
        "state_changed_at": NOW,
    }
    return Finding.objects.create(**{**values, **fields})
