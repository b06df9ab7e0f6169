"""A contract's papers in their order, and which of them each term in force comes from."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Model
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.display import Tone, badge, day, no_data, record_link
from accounts.sections import Column, Section
from vendors.deadlines import Notice, NoticeUnit
from vendors.models import Amendment, Contract
from vendors.models.amendment import AGREED_ON_WORDS
from vendors.precedence import AgreedOn, Paper
from vendors.selectors.agreements import Agreement, Renewal, Said

UNITS = {
    NoticeUnit.CALENDAR_DAYS: "calendar days",
    NoticeUnit.BUSINESS_DAYS: "business days",
    NoticeUnit.MONTHS: "months",
}


def agreement_sections(agreement: Agreement, today: date) -> list[Section]:
    """Papers and terms; a contract that stands alone and says nothing has neither."""
    records = _records(agreement)
    sections = [_terms(agreement, records)] if agreement.in_force else []
    if len(agreement.papers) > 1:
        sections.append(_papers(agreement, records, today))
    return sections


def _records(agreement: Agreement) -> dict[object, Model]:
    ids = [str(paper.id) for paper in agreement.papers]
    contracts = Contract.objects.filter(pk__in=ids)
    amendments = Amendment.objects.filter(pk__in=ids)
    return {record.pk: record for record in (*contracts, *amendments)}


def _terms(agreement: Agreement, records: dict[object, Model]) -> Section:
    inherited = sum(
        found.paper.id != agreement.contract.pk for found in agreement.in_force.values()
    )
    count = len(agreement.in_force)
    return Section(
        title="Terms in force",
        sentence=f"{inherited} of {count} term{'' if count == 1 else 's'} "
        f"come{'s' if inherited == 1 else ''} from another paper than this contract itself."
        if inherited
        else "",
        columns=(Column("Term"), Column("In force"), Column("From"), Column("Overrides")),
        rows=[
            (
                AGREED_ON_WORDS[subject],
                said_words(found.value),
                record_link(records[found.paper.id]),
                _overridden(subject, found.overrides, records),
            )
            for subject, found in agreement.in_force.items()
        ],
    )


def _overridden(
    subject: AgreedOn, overrides: Sequence[Paper[Said]], records: dict[object, Model]
) -> SafeString:
    if not overrides:
        return no_data("Nothing")
    parts = [
        (record_link(records[paper.id]), said_words(paper.says[subject])) for paper in overrides
    ]
    return format_html_join("; ", "{}: {}", parts)


def _papers(agreement: Agreement, records: dict[object, Model], today: date) -> Section:
    order = (
        "The order is the contract's own."
        if agreement.is_explicit
        else "The order is the usual one: the latest amendment wins over the paper it amends, "
        "and a contract over its master."
    )
    return Section(
        title="Papers, the one that wins first",
        sentence=order,
        columns=(Column("Place", figures=True), Column("Paper"), Column("Kind"), Column("State")),
        rows=[
            (
                str(place),
                format_html(
                    '<span class="ls-indent-{}">{}</span>',
                    min(paper.depth, 2),
                    format_html("<strong>{}</strong>", records[paper.id])
                    if paper.id == agreement.contract.pk
                    else record_link(records[paper.id]),
                ),
                _kind(records[paper.id]),
                _state(paper, today),
            )
            for place, paper in enumerate(agreement.papers, start=1)
        ],
    )


def _kind(record: Model) -> str:
    if isinstance(record, Amendment):
        return "Amendment"
    return str(record.get_kind_display()) if isinstance(record, Contract) else ""


def _state(paper: Paper[Said], today: date) -> SafeString:
    if paper.is_in_force_on(today):
        return badge("In force", Tone.GOOD, "check_circle")
    if paper.effective_on is None:
        return badge("Not signed", Tone.WARNING, "draw")
    return format_html("{} {}", badge("From", Tone.INFO, "schedule"), day(paper.effective_on))


def said_words(said: Said) -> str:
    """What a paper says, in a few words."""
    if isinstance(said, Notice):
        delivery = f" and {said.delivery_days} days to arrive" if said.delivery_days else ""
        return f"{said.length} {UNITS[said.unit]}{delivery}"
    if isinstance(said, Renewal):
        return _renewal_words(said)
    return said


def _renewal_words(said: Renewal) -> str:
    if not said.renews:
        return "Ends without renewing"
    length = f" for {said.months} months" if said.months else ""
    rise = f", {said.uplift_percent.normalize():f} % dearer" if said.uplift_percent else ""
    return f"Renews by itself{length}{rise}"
