"""What Meridian keeps about its engagements and says about them: documents, comments, actions."""

import io
from collections.abc import Mapping
from datetime import date, datetime

from accounts.models import Membership, Organization, Role
from accounts.tenancy import tenant
from risk.models.action import Priority
from risk.services.actions import Plan, complete_action, create_action
from risk.services.comments import write_comment
from sourcing.models import Engagement
from sourcing.models.document import Audience, Kind
from sourcing.services.documents import Readers, upload_document
from vendors.models import Contract

type Members = Mapping[Role, Membership]


def write_papers(organization: Organization, members: Members, now: datetime) -> None:
    """Two documents, three comments and four actions, in one transaction."""
    with tenant(organization):
        _documents(members, now)
        _talk(members, now)


def _documents(members: Members, now: datetime) -> None:
    master = Contract.objects.get(number="VMK-MSA-2023")
    vera = members[Role.VENDOR_MANAGER]
    upload_document(
        subject=master,
        file=io.BytesIO(one_page_pdf("Master services agreement VMK-MSA-2023", "Signed copy")),
        name="VMK-MSA-2023 signed.pdf",
        title="Master services agreement, signed",
        kind=Kind.CONTRACT,
        valid_from=master.first_day,
        actor=vera,
        now=now,
    )
    upload_document(
        subject=master.vendor,
        file=io.BytesIO(one_page_pdf("Professional indemnity insurance", "2,000,000 USD")),
        name="Professional indemnity 2025-26.pdf",
        title="Professional indemnity insurance",
        kind=Kind.INSURANCE,
        valid_from=date(2025, 8, 1),
        valid_until=date(2026, 7, 31),
        readers=Readers(
            Audience.ROLES,
            roles=frozenset({Role.OPERATIONS_LEAD, Role.VENDOR_MANAGER, Role.EXECUTIVE}),
        ),
        actor=vera,
        now=now,
    )


def _talk(members: Members, now: datetime) -> None:
    omar, vera, eve = (
        members[role] for role in (Role.OPERATIONS_LEAD, Role.VENDOR_MANAGER, Role.EXECUTIVE)
    )
    master = Contract.objects.get(number="VMK-MSA-2023")
    erp = Engagement.objects.get(key="ERP-AM")
    question = write_comment(
        subject=master,
        text="The insurance certificate ends on 31 July. Who asks for the new one?",
        mentions=[vera],
        actor=omar,
        now=now,
    )
    write_comment(subject=master, text="I do, this week.", actor=vera, now=now)
    write_comment(
        subject=erp,
        text="Before we extend this: what would it take to run it ourselves?",
        mentions=[omar],
        actor=eve,
        now=now,
    )
    renewed = Plan("Get the renewed insurance certificate", vera, date(2026, 7, 10), Priority.HIGH)
    create_action(plan=renewed, source=question, actor=vera, now=now)
    for plan in (
        Plan("Estimate what running ERP support ourselves would cost", omar, date(2026, 7, 24)),
        Plan("Name a deputy for the internal expert", omar, date(2026, 6, 19), Priority.HIGH),
    ):
        create_action(plan=plan, source=erp, actor=omar, now=now)
    filed = create_action(
        plan=Plan("File the signed master agreement", vera), source=master, actor=vera, now=now
    )
    complete_action(action_id=filed.pk, actor=vera, now=now)


def one_page_pdf(title: str, line: str) -> bytes:
    """A small document with two lines of text, in letters of the standard fonts (ISO 32000-1)."""
    shown = f"BT /F1 20 Tf 72 740 Td ({title}) Tj 0 -36 Td /F1 12 Tf ({line}) Tj ET"
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer\n<< /Size {len(parts) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{table}{trailer}".encode("ascii")
