"""What a review pack's page shows: what was frozen, section by section."""

from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime

from accounts.display import no_data
from accounts.sections import Column, Section
from sourcing.models import ReviewPack


def pack_sections(pack: ReviewPack) -> list[Section]:
    """The same in the same order as on paper."""
    return [_head(pack), _levels(pack), _misses(pack), _credits(pack), _actions(pack), _data(pack)]


def _head(pack: ReviewPack) -> Section:
    ours = f"{pack.agreed_by}, {_day(pack.agreed_at)}" if pack.agreed_at else "Not yet"
    theirs = "Not yet"
    if pack.counterpart_agreed_on:
        theirs = f"{pack.counterpart}, {date_format(pack.counterpart_agreed_on)}"
    return Section(
        title=f"{pack.contents.get('party', '')}, {pack.contents.get('period', '')}",
        sentence=str(pack.contents.get("sentence", "")),
        facts=(
            ("Edition", str(pack.edition)),
            ("Made", f"{_day(pack.made_at)} by {pack.made_by or 'a job'}"),
            ("Agreed by us", ours),
            ("Agreed by them", theirs),
        ),
    )


def _day(moment: datetime) -> str:
    return date_format(localtime(moment).date())


def _outcome(row: dict[str, Any]) -> str:
    return f"{row['outcome_words']}, in default" if row["in_default"] else row["outcome_words"]


def _rows(pack: ReviewPack, name: str) -> list[dict[str, Any]]:
    return list(pack.contents.get(name, ()))


def _levels(pack: ReviewPack) -> Section:
    return Section(
        title="Service levels",
        columns=(
            Column("Level"),
            Column("Period"),
            Column("Attained", figures=True),
            Column("Expected and minimum", figures=True),
            Column("Outcome"),
            Column("Settled"),
            Column("Up to twelve periods"),
        ),
        rows=[
            (
                row["level"],
                row["period"] or no_data(),
                row["attained"],
                row["targets"] or no_data(),
                f"{row['outcome_words']}, in default"
                if row["in_default"]
                else row["outcome_words"],
                row["settled"],
                ", ".join(each["attained"] for each in row["trend"]) or no_data(),
            )
            for row in _rows(pack, "levels")
        ],
        empty="No service level was recorded.",
    )


def _misses(pack: ReviewPack) -> Section:
    return Section(
        title="What was missed, and why",
        columns=(Column("Level"), Column("Period"), Column("Outcome"), Column("Why")),
        rows=[
            (row["level"], row["period"], row["outcome_words"], " ".join(row["reasons"]))
            for row in _rows(pack, "misses")
        ],
        empty="Nothing was missed.",
    )


def _credits(pack: ReviewPack) -> Section:
    return Section(
        title="Service credits",
        columns=(
            Column("Level"),
            Column("Period"),
            Column("Credit", figures=True),
            Column("State"),
            Column("Claim by"),
            Column("On invoices", figures=True),
        ),
        rows=[
            (
                row["level"],
                row["period"],
                row["amount_words"],
                row["state"],
                row["claim_by"] or "–",
                row["on_invoices"],
            )
            for row in _rows(pack, "credits")
        ],
        empty="No credit was owed.",
    )


def _actions(pack: ReviewPack) -> Section:
    return Section(
        title="Open actions carried forward",
        columns=(Column("Action"), Column("Who"), Column("By"), Column("Since")),
        rows=[
            (
                row["title"],
                row["owner"],
                f"{row['due_on']}, late" if row["is_late"] else row["due_on"] or "–",
                row["since"],
            )
            for row in _rows(pack, "actions")
        ],
        empty="No action was open.",
    )


def _data(pack: ReviewPack) -> Section:
    return Section(
        title="What the figures rest on",
        columns=(
            Column("Level"),
            Column("Periods with data", figures=True),
            Column("Whose figures"),
            Column("Counted", figures=True),
            Column("Left out", figures=True),
        ),
        rows=[
            (
                row["level"],
                f"{row['with_data']} of {row['periods']}",
                row["basis"] or "–",
                f"{row['counted']:,}",
                f"{row['left_out']:,}",
            )
            for row in _rows(pack, "coverage")
        ],
        empty="No service level was recorded.",
    )
