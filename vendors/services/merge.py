"""Merges a vendor that was recorded twice into the other record, and takes it back.

Every foreign key to vendors is found through the models themselves, so that what other rooms
hang on a vendor moves along without this file naming it. What can't move, because the survivor
has the same thing already, stays with the merged record and is listed with the reason. The
journal holds each changed value, so that an undo restores exactly; what somebody has changed
since is named and left alone.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, InternalError, connection, models, transaction
from django.db.models import Max

from accounts.models import Membership
from accounts.refusals import sentence
from vendors.models import DismissedSuggestion, MergedRow, Vendor, VendorContact, VendorMerge
from vendors.models.merge import Outcome

#: What tells of vendors as they were recorded, and so stays with the record it is about.
STAYS = (VendorMerge, MergedRow, DismissedSuggestion)
#: Whoever may change vendors through programs needn't be trusted to join them.
MERGES = "vendors.merge_vendor"
REFUSED = (IntegrityError, InternalError)
REASON_LENGTH = 500
WHY_LENGTH = 300


class MergeRefused(ValueError):
    """What was asked for doesn't fit the records as they are now."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key of some model to vendors."""

    model: type[models.Model]
    field: str

    @property
    def column(self) -> str:
        return self.model._meta.get_field(self.field).attname  # type: ignore[union-attr]

    def rows(self, vendor_id: UUID) -> models.QuerySet[Any]:
        return self.model._base_manager.filter(**{self.column: vendor_id}).order_by("pk")


def references() -> tuple[Reference, ...]:
    """Every foreign key to vendors, history and the journal of merges aside."""
    found = []
    for relation in Vendor._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
            continue
        model: Any = relation.related_model
        field: Any = relation.field  # type: ignore[union-attr]
        is_history = any(each.name == "pgh_id" for each in model._meta.fields)
        if not is_history and model not in STAYS and model._meta.managed:
            found.append(Reference(model, field.name))
    return tuple(sorted(found, key=lambda r: (r.model._meta.label, r.field)))


def merge(
    *, survivor: Vendor, loser: Vendor, reason: str, actor: Membership, now: datetime
) -> VendorMerge:
    """Moves all that refers to the loser to the survivor, in one transaction.

    The loser stays as a record that points at the survivor. Raises `MergeRefused` where either
    has been merged away already.
    """
    with transaction.atomic():
        survivor, loser = _locked(survivor.pk, loser.pk)
        row = VendorMerge.objects.create(
            survivor=survivor,
            loser=loser,
            reason=reason.strip()[:REASON_LENGTH],
            merged_by=actor,
            merged_at=now,
        )
        journal = [*_leave_the_group(row), *_move_references(row), *_point_at_survivor(row)]
        MergedRow.objects.bulk_create(journal)
        # Foreign keys wait for the end of the transaction; whoever merges should hear of it now.
        connection.check_constraints()
        return row


def undo(*, merge_id: UUID, actor: Membership, now: datetime) -> VendorMerge:
    """Gives every row back its value from before, unless somebody has changed it since.

    Raises `MergeRefused` where it was undone already, or the survivor has been merged on:
    that merge has to be undone first.
    """
    with transaction.atomic():
        row = VendorMerge.objects.select_for_update().get(pk=merge_id)
        if row.undone_at is not None:
            raise MergeRefused(f"The merge of {row.loser} was undone already.")
        if row.survivor.merged_into_id is not None:
            raise MergeRefused(
                f"{row.survivor} has been merged into {row.survivor.merged_into} since. "
                "Undo that merge first."
            )
        _restore(list(row.rows.filter(outcome=Outcome.MOVED)))
        row.undone_at, row.undone_by = now, actor
        row.save(update_fields=["undone_at", "undone_by"])
        connection.check_constraints()
        return row


def _locked(survivor_id: UUID, loser_id: UUID) -> tuple[Vendor, Vendor]:
    if survivor_id == loser_id:
        raise MergeRefused("A vendor can't be merged into itself.")
    both = Vendor.objects.select_for_update().filter(pk__in=[survivor_id, loser_id])
    found = {vendor.pk: vendor for vendor in both.order_by("pk")}
    for vendor in found.values():
        if vendor.merged_into_id is not None:
            raise MergeRefused(f"{vendor} has been merged into {vendor.merged_into} already.")
    return found[survivor_id], found[loser_id]


def _leave_the_group(row: VendorMerge) -> Iterator[MergedRow]:
    """A survivor that belonged to the loser belongs to the loser's own parent afterwards."""
    survivor, loser = row.survivor, row.loser
    if survivor.ultimate_parent_id != loser.pk:
        return
    above = loser.ultimate_parent_id
    Vendor.objects.filter(pk=survivor.pk).update(ultimate_parent=above)
    yield _entry(row, survivor, "ultimate_parent_id", loser.pk, above)


def _point_at_survivor(row: VendorMerge) -> Iterator[MergedRow]:
    Vendor.objects.filter(pk=row.loser_id).update(merged_into=row.survivor_id)
    yield _entry(row, row.loser, "merged_into_id", None, row.survivor_id)


def _move_references(row: VendorMerge) -> Iterator[MergedRow]:
    for reference in references():
        rows = list(reference.rows(row.loser_id))
        if not rows:
            continue
        try:
            with transaction.atomic():
                reference.rows(row.loser_id).update(**{reference.column: row.survivor_id})
        except REFUSED:
            for each in rows:
                yield from _move_one(row, reference, each)
        else:
            for each in rows:
                yield _entry(row, each, reference.column, row.loser_id, row.survivor_id)


def _move_one(row: VendorMerge, reference: Reference, each: Any) -> Iterator[MergedRow]:
    """One row on its own: at the end of the ladder if its level is taken, else it stays."""
    wanted: dict[str, object] = {reference.column: row.survivor_id}
    own = reference.model._base_manager.filter(pk=each.pk)
    for values in (wanted, {**wanted, **_room_for(row, each)}):
        try:
            with transaction.atomic():
                own.update(**values)
        except REFUSED as error:
            why = sentence(error) if isinstance(error, IntegrityError) else str(error)
        else:
            for column, after in values.items():
                yield _entry(row, each, column, getattr(each, column), after)
            return
    kept = _entry(row, each, reference.column, row.loser_id, row.loser_id)
    kept.outcome, kept.why = Outcome.KEPT, why[:WHY_LENGTH]
    yield kept


def _room_for(row: VendorMerge, each: object) -> dict[str, object]:
    """What else has to change so that a row fits: a contact goes behind the survivor's last."""
    if not isinstance(each, VendorContact):
        return {}
    levels = VendorContact.objects.filter(vendor=row.survivor_id)
    return {"level": (levels.aggregate(last=Max("level"))["last"] or 0) + 1}


def _entry(row: VendorMerge, each: Any, column: str, before: object, after: object) -> MergedRow:
    return MergedRow(
        merge=row,
        model=each._meta.label_lower,
        row=each.pk,
        label=_label(each),
        field=column,
        before=_plain(before),
        after=_plain(after),
    )


def _label(each: Any) -> str:
    """What the row is called; only its kind where some rows of that kind are for few readers."""
    is_private = getattr(each, "history_is_for_owners", False)
    return (str(each._meta.verbose_name).capitalize() if is_private else str(each))[:300]


def _plain(value: object) -> object:
    return str(value) if isinstance(value, UUID) else value


def _restore(journal: Sequence[MergedRow]) -> None:
    """All rows of a kind at once, and one by one where not all are as the merge left them."""
    by_row: dict[tuple[str, UUID], list[MergedRow]] = defaultdict(list)
    for entry in journal:
        by_row[entry.model, entry.row].append(entry)
    alike: dict[tuple[object, ...], list[list[MergedRow]]] = defaultdict(list)
    for (model, _), entries in by_row.items():
        values = tuple(sorted((e.field, str(e.before), str(e.after)) for e in entries))
        alike[model, *values].append(entries)
    for group in alike.values():
        if not _restore_together(group):
            for entries in group:
                _restore_one(entries)
    MergedRow.objects.bulk_update(journal, ["outcome", "why"])


def _restore_together(group: Sequence[Sequence[MergedRow]]) -> bool:
    """Whether all rows stood as the merge left them and have their values back."""
    pattern = group[0]
    rows = _model(pattern[0]).filter(
        pk__in=[entries[0].row for entries in group], **{e.field: e.after for e in pattern}
    )
    try:
        with transaction.atomic():
            if rows.update(**{e.field: e.before for e in pattern}) != len(group):
                raise _NotAllError
    except (*REFUSED, _NotAllError):
        return False
    for entries in group:
        _note(entries, Outcome.RESTORED)
    return True


class _NotAllError(Exception):
    """Rolls a savepoint back."""


def _restore_one(entries: Sequence[MergedRow]) -> None:
    current = _model(entries[0]).filter(pk=entries[0].row).values(*{e.field for e in entries})
    now = current.first()
    if now is None:
        _note(entries, Outcome.GONE)
        return
    unchanged = [e for e in entries if _plain(now[e.field]) == e.after]
    _note([e for e in entries if e not in unchanged], Outcome.CHANGED)
    try:
        with transaction.atomic():
            if unchanged:
                _model(entries[0]).filter(pk=entries[0].row).update(
                    **{e.field: e.before for e in unchanged}
                )
    except IntegrityError as error:
        _note(unchanged, Outcome.CHANGED, sentence(error))
    else:
        _note(unchanged, Outcome.RESTORED)


def _note(entries: Sequence[MergedRow], outcome: Outcome, why: str = "") -> None:
    for entry in entries:
        entry.outcome, entry.why = outcome, why[:WHY_LENGTH]


def _model(entry: MergedRow) -> models.QuerySet[Any]:
    rows: models.QuerySet[Any] = apps.get_model(entry.model)._base_manager.order_by()
    return rows
