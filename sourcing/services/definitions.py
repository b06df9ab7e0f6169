"""Giving a service level its definitions: from a template, anew from a day on, or corrected.

What a final result rests on stays as it was: such a definition is ended, and a new one begins.
"""

from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from accounts.models import Membership
from accounts.tenancy import tenant
from sourcing.credits import problems
from sourcing.credits.scheme_json import from_json
from sourcing.models import CreditScheme, LevelDefinition, PeriodResult, ResultState, ServiceLevel
from sourcing.selectors.credit_groups import with_parts
from sourcing.selectors.definitions import definition_of, in_force_on
from sourcing.service_levels.definition import Unit
from sourcing.service_levels.definition_checks import check
from sourcing.service_levels.templates import TEMPLATES
from sourcing.services.rereading import read_levels_again
from sourcing.services.rollups import roll_up_again
from vendors.services.refusals import Refused, refuse_unless_allowed

ONE_DAY = timedelta(days=1)
ADDED = "sourcing.add_leveldefinition"
CHANGED = "sourcing.change_leveldefinition"
WHAT = "define service levels"


def from_template(
    *, code: str, level: ServiceLevel, valid_from: date, zone: ZoneInfo
) -> LevelDefinition:
    """An unsaved definition that says what a template says; raises `Refused` for an unknown one."""
    template = next((each for each in TEMPLATES if each.code == code), None)
    if template is None:
        known = ", ".join(each.code for each in TEMPLATES)
        raise Refused(f"There is no template “{code}”. The known ones: {known}.")
    said = template.definition
    in_days = said.threshold_unit is Unit.SERVICE_DAYS
    rule = said.repetition
    return LevelDefinition(
        service_level=level,
        valid_from=valid_from,
        level_class=said.level_class.value,
        indicator=said.indicator.value,
        percentile=said.percentile,
        direction=said.direction.value,
        unit=said.unit.value,
        expected=said.expected,
        minimum=said.minimum,
        threshold_minutes=None if in_days else said.threshold,
        threshold_service_days=said.threshold if in_days else None,
        period_kind=said.period_kind.value,
        rolling_days=said.rolling_days,
        time_zone=zone,
        minimum_sample=said.minimum_sample_size,
        small_sample_misses=said.small_sample_misses,
        repeat_misses=rule.times if rule else None,
        repeat_periods=rule.periods if rule else 12,
    )


def begin_definition(
    *, definition: LevelDefinition, actor: Membership, now: datetime
) -> LevelDefinition:
    """Saves a new definition and ends the one in force on the day before it begins.

    Both in one transaction. Raises `Refused` where the definition makes no sense, would begin
    before a later one or inside a period that is final, or asks for more than its pool holds, and
    `vendors.services.refusals.NotPermitted`.
    """
    with tenant(actor.organization_id):
        refuse_unless_allowed(actor, ADDED, WHAT)
        level = _locked_level(definition.service_level_id)
        _refuse_faults(definition)
        starts = definition.valid_from
        later = level.definitions.filter(valid_from__gte=starts).order_by("valid_from").first()
        if later and (definition.valid_to is None or definition.valid_to >= later.valid_from):
            raise Refused(
                f"A definition begins on {later.valid_from} already: end this one on "
                f"{later.valid_from - ONE_DAY} at the latest."
            )
        before = in_force_on(starts).filter(service_level=level).first()
        if before:
            _refuse_to_cut_final_periods(before, starts - ONE_DAY)
            before.valid_to = starts - ONE_DAY
            before.save(update_fields=["valid_to"])
        definition.save(force_insert=True)
        _count_again(level.pk, now)
        _refuse_overfull_pool(definition)
        return definition


def change_definition(
    *, definition: LevelDefinition, actor: Membership, now: datetime
) -> LevelDefinition:
    """Saves what was changed of a definition, unless a final result rests on it.

    Ending such a definition after its last final period is no change of what it said. Raises as
    `begin_definition` does.
    """
    with tenant(actor.organization_id):
        refuse_unless_allowed(actor, CHANGED, WHAT)
        _locked_level(definition.service_level_id)
        stored = LevelDefinition.objects.get(pk=definition.pk)
        last = _last_final_day(stored)
        if last and _said(stored) != _said(definition):
            raise Refused(
                f"A final result up to {last} rests on this definition, so it stays as it is: "
                f"begin a new definition on {last + ONE_DAY} or later."
            )
        if definition.valid_to:
            _refuse_to_cut_final_periods(stored, definition.valid_to)
        _refuse_faults(definition)
        definition.save()
        _count_again(definition.service_level_id, now)
        _refuse_overfull_pool(definition)
        return definition


def rests_on(definition: LevelDefinition) -> bool:
    """Whether a final result rests on a definition."""
    return _last_final_day(definition) is not None


def _count_again(level_id: UUID, now: datetime) -> None:
    """What was measured, and what items took, by what is defined now."""
    roll_up_again([level_id])
    read_levels_again([level_id], now)


def _locked_level(level_id: UUID) -> ServiceLevel:
    return ServiceLevel.objects.select_for_update(of=("self",), no_key=True).get(pk=level_id)


def _refuse_faults(definition: LevelDefinition) -> None:
    if faults := check(definition_of(definition)):
        raise Refused(" ".join(fault.sentence for fault in faults))


def _refuse_to_cut_final_periods(definition: LevelDefinition, last_day: date) -> None:
    last = _last_final_day(definition)
    if last and last > last_day:
        raise Refused(
            f"A result up to {last} is final by the definition {definition}: it can end on that "
            f"day or later, not on {last_day}."
        )


def _last_final_day(definition: LevelDefinition) -> date | None:
    final = PeriodResult.objects.filter(definition=definition, state=ResultState.FINAL)
    return final.order_by("-last_day").values_list("last_day", flat=True).first()


def _said(definition: LevelDefinition) -> list[object]:
    """All that a definition says except when it ends."""
    return [
        str(value) if field.name == "time_zone" else value
        for field in definition._meta.concrete_fields
        if field.name != "valid_to"
        for value in [getattr(definition, field.attname)]
    ]


def _refuse_overfull_pool(definition: LevelDefinition) -> None:
    """The levels of a scheme share its pool, so its row is locked while one takes its part.

    Parts that are still missing are no fault: levels are added one by one.
    """
    if definition.credit_scheme_id is None:
        return
    locked = CreditScheme.objects.select_for_update(of=("self",), no_key=True)
    scheme = locked.get(pk=definition.credit_scheme_id)
    together = (
        LevelDefinition.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=definition.valid_from),
            valid_from__lte=definition.valid_from,
            credit_scheme=scheme,
        )
        .select_related("service_level")
        .order_by("service_level__key")
    )
    try:
        from_json(with_parts(scheme.terms, {row.service_level.key: row for row in together}))
    except problems.Refused as refused:
        said = [str(each) for each in refused.problems if each.value != "none"]
        if said:
            raise Refused(f"Credit scheme “{scheme}”: {' '.join(said)}") from refused
