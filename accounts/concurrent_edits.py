"""Two people with one record's form open: the second to save is told, and nothing is overwritten.

A form carries digests of what it shows: one for each field, one for the rows of each child table.
When it is saved they are compared with what is stored, while the record is locked. Fields that
the form doesn't show aren't compared, since saving it leaves them as they are.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from django import forms
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.text import capfirst, get_text_list
from django.utils.timezone import localtime

from accounts import history_page
from accounts.history_words import EMPTY
from accounts.models import Organization
from accounts.sections import Column, Section

#: The form's hidden field.
AS_SHOWN = "_as_shown"
#: How many rows of a child table are named to whoever is told.
NAMED_ROWS = 10

type State = Mapping[str, str]
type FormSets = Sequence[BaseInlineFormSet]


@dataclass(frozen=True)
class Conflict:
    """What somebody else changed while the form was open.

    `section` says who, when, which fields, and what they hold now. `as_stored` are the
    digests with which the form is shown again, and `typed` what it was sent with, where rows that
    are gone have become new ones.
    """

    section: Section
    as_stored: State
    typed: QueryDict


#: Stands above the form, below what was changed.
NOTHING_SAVED = (
    "Nothing has been saved. What you typed stands below; saving again puts it in place of what "
    "is stored now."
)


class ChangedMeanwhile(Exception):
    """The record is no longer as the form showed it; nothing may be saved from it."""

    def __init__(self, conflict: Conflict) -> None:
        super().__init__(conflict.section.sentence)
        self.conflict = conflict


@dataclass
class Watch:
    """Compares what one request's form showed with what is stored.

    `titles` has the child tables of the form with their titles. `shown` is None for a form
    without digests: a page opened before an update of the application, or a script that never
    read the page. It is saved as it stands.
    """

    shown: State | None
    organization: Organization
    titles: Mapping[BaseInlineFormSet, str] = field(default_factory=dict)
    stored: State = field(default_factory=dict)

    def compare(self, form: forms.ModelForm) -> None:
        """Raises `ChangedMeanwhile`. Call it before the form's values reach its record."""
        self.stored = state_of(form, tuple(self.titles))
        if self.shown is None or self.shown == self.stored:
            return
        differing = {
            name
            for name in {*self.shown, *self.stored}
            if self.shown.get(name) != self.stored.get(name)
        }
        raise ChangedMeanwhile(_conflict(form, self, differing))


def state_of(form: forms.ModelForm, formsets: FormSets) -> State:
    """Digests of what the form shows, by the names of its fields and the prefixes of its rows."""
    shown = {
        name: _digest(form.initial[name])
        for name in form.fields
        if name in form.initial and not form.fields[name].disabled
    }
    return {**shown, **{_rows_key(each): _digest(_rows(each)) for each in formsets}}


def to_text(state: State) -> str:
    """The digests as a hidden field holds them."""
    return " ".join(f"{name}:{digest}" for name, digest in sorted(state.items()))


def from_text(text: str) -> State:
    """The digests of a hidden field; a mangled one matches nothing and so is a conflict."""
    parts = (part.partition(":") for part in text.split())
    return {name: digest for name, _, digest in parts}


def _digest(value: object) -> str:
    return blake2b(_canonical(value).encode(), digest_size=8).hexdigest()


def _canonical(value: object) -> str:
    """Text that is equal for equal values; choices of several have no order."""
    if isinstance(value, Mapping):
        return repr(sorted((str(key), _canonical(each)) for key, each in value.items()))
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return repr(sorted(_canonical(each) for each in value))
    if isinstance(value, models.Model):
        return f"{value._meta.label} {value.pk}"
    return repr(value)


def _model_of(formset: BaseInlineFormSet) -> type[models.Model]:
    model: type[models.Model] = formset.model  # type: ignore[assignment]
    return model


def _rows_key(formset: BaseInlineFormSet) -> str:
    """No field's name: it holds a hyphen."""
    return f"{formset.prefix}-rows"


def _rows(formset: BaseInlineFormSet) -> dict[str, dict[str, object]]:
    """What the form shows of the stored rows, by their keys."""
    names = set(formset.form.base_fields)
    shown = [each for each in _model_of(formset)._meta.concrete_fields if each.name in names]
    return {
        str(row.pk): {each.name: each.value_from_object(row) for each in shown}
        for row in formset.get_queryset()
    }


def _conflict(form: forms.ModelForm, watch: Watch, differing: set[str]) -> Conflict:
    fields = [name for name in form.fields if name in differing]
    formsets = [each for each in tuple(watch.titles) if _rows_key(each) in differing]
    labels = [str(form[name].label) for name in fields]
    labels += [watch.titles[each] for each in formsets]
    newest = _last_change(form.instance, fields, formsets, watch.organization)
    what = f"this {form.instance._meta.verbose_name}"
    when = newest and date_format(localtime(newest.at), "DATETIME_FORMAT")
    told = f"{newest.who} changed {what} on {when}" if newest else f"{capfirst(what)} was changed"
    named = get_text_list(labels, "and") or "its form"
    differ = "differ" if len(labels) > 1 or formsets else "differs"
    now = [_stored_now(form, name, watch.organization) for name in fields]
    now += [_rows_now(each) for each in formsets]
    return Conflict(
        section=Section(
            title="Changed while you had it open",
            sentence=f"{told}: {named} {differ} from what you were shown.",
            columns=(Column("Field"), Column("Stored now")),
            rows=list(zip(labels, now, strict=True)),
        ),
        as_stored=watch.stored,
        typed=_with_lost_rows_as_new(form.data, tuple(watch.titles)),
    )


def _last_change(
    record: models.Model,
    fields: Sequence[str],
    formsets: Sequence[BaseInlineFormSet],
    organization: Organization,
) -> history_page.Entry | None:
    """The newest event in the history of what differs."""
    found = []
    if history_page.is_tracked(type(record)) and (fields or not formsets):
        titles = {
            str(each.verbose_name).capitalize()
            for each in record._meta.concrete_fields
            if each.name in fields
        }
        entries = history_page.entries(record, organization)
        telling = [each for each in entries if titles & {change.field for change in each.changes}]
        found += (telling or entries)[:1]
    for formset in formsets:
        if history_page.is_tracked(_model_of(formset)):
            found += history_page.newest_of_rows(
                _model_of(formset), formset.fk, record, organization
            )
    return max(found, key=lambda entry: entry.at, default=None)


def _stored_now(form: forms.ModelForm, name: str, organization: Organization) -> str:
    for each in form.instance._meta.concrete_fields:
        if each.name == name:
            names = history_page.names_of([form.instance], [each], organization)
            value = getattr(form.instance, each.attname)
            return history_page.text_of(each, value, names)
    value = form.initial.get(name)
    if isinstance(value, list | tuple | set):
        return get_text_list([str(each) for each in value], "and") or EMPTY
    return EMPTY if value in {None, ""} else str(value)


def _rows_now(formset: BaseInlineFormSet) -> str:
    rows = list(formset.get_queryset())
    named = [str(row) for row in rows[:NAMED_ROWS]]
    more = [f"{len(rows) - NAMED_ROWS} more"] if len(rows) > NAMED_ROWS else []
    return get_text_list(named + more, "and") or EMPTY


def _with_lost_rows_as_new(data: Any, formsets: FormSets) -> QueryDict:
    """What was typed; a row whose record somebody deleted is offered as one to add."""
    typed: QueryDict = data.copy()
    for formset in formsets:
        if formset.management_form.is_valid():
            _move_lost_rows(typed, formset)
    return typed


def _move_lost_rows(typed: QueryDict, formset: BaseInlineFormSet) -> None:
    prefix, key = str(formset.prefix), _model_of(formset)._meta.pk.name
    stored = {str(row.pk) for row in formset.get_queryset()}
    initial, total = formset.initial_form_count(), formset.total_form_count()
    kept = [n for n in range(initial) if typed.get(f"{prefix}-{n}-{key}") in stored]
    lost = [n for n in range(initial) if n not in kept and not typed.get(f"{prefix}-{n}-DELETE")]
    if len(kept) == initial:
        return
    place = {old: new for new, old in enumerate([*kept, *lost, *range(initial, total)])}
    cells = re.compile(rf"{re.escape(prefix)}-(\d+)-(.+)")
    found = [(name, match) for name in list(typed) if (match := cells.fullmatch(name))]
    values = [(match, typed.pop(name)) for name, match in found]
    for match, given in values:
        old, cell = int(match[1]), match[2]
        if old in place:
            typed.setlist(
                f"{prefix}-{place[old]}-{cell}", [""] if cell == key and old in lost else given
            )
    typed[f"{prefix}-INITIAL_FORMS"] = str(len(kept))
    typed[f"{prefix}-TOTAL_FORMS"] = str(len(place))
