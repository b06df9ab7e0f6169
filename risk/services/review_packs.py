"""Review packs: frozen once made, then agreed to by both sides, each once.

Another organization's pack or party answers as a missing one: `DoesNotExist` of its model.
"""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Max

from accounts.models import Membership
from accounts.tenancy import tenant
from risk.selectors.review_pack import Party, pack_contents
from sourcing.models import ReviewPack
from sourcing.service_levels.periods import PeriodKind, period_of
from teams.models import Team, TeamKind
from vendors.models import Vendor
from vendors.services.refusals import NotPermitted, Refused, refuse_unless_allowed

NAME_LENGTH = 200
#: What a pack may be about.
KINDS = (PeriodKind.MONTH, PeriodKind.QUARTER)

__all__ = ["NotPermitted", "Refused", "agree_for_us", "make_pack", "record_their_agreement"]


def make_pack(
    *, party: Party, kind: PeriodKind, day: date, actor: Membership, now: datetime
) -> ReviewPack:
    """Freezes what is known of the month or quarter that `day` lies in.

    Made again it is a new edition; the earlier ones stay. Raises `Refused` for a period that
    isn't over at the organization's home and for a team that a vendor supplies, and
    `NotPermitted`.
    """
    if kind not in KINDS:
        raise Refused(f"A review pack is about a month or a quarter: found {kind}.")
    with tenant(actor.organization_id):
        refuse_unless_allowed(actor, "sourcing.add_reviewpack", "make review packs")
        if isinstance(party, Team) and party.kind != TeamKind.CAPTIVE:
            raise Refused(f"{party} is a vendor's team: make a pack of its vendor instead.")
        # Two who make one at once get two editions, one after the other.
        kept = type(party)._default_manager.select_for_update(no_key=True).get(pk=party.pk)
        organization = actor.organization
        today = organization.today(now)
        period = period_of(day, kind, str(organization.home_time_zone))
        if period.last_day >= today:
            raise Refused(
                f"{period.label} isn't over: it ends on {period.last_day}, and today is {today}."
            )
        of = {"vendor" if isinstance(kept, Vendor) else "captive_team": kept}
        days = {"first_day": period.first_day, "last_day": period.last_day}
        earlier = ReviewPack.objects.filter(**of, **days).aggregate(newest=Max("edition"))
        contents = pack_contents(kept, **days, reader=actor, today=today)
        return ReviewPack.objects.create(
            **of,
            **days,
            edition=(earlier["newest"] or 0) + 1,
            contents={"period": period.label, **contents},
            made_by=actor,
            made_at=now,
        )


def agree_for_us(*, pack_id: UUID, actor: Membership, now: datetime) -> ReviewPack:
    """The member agrees to the pack. Raises `DoesNotExist`, `Refused` a second time, or where
    there is a later edition, and `NotPermitted`.
    """
    with tenant(actor.organization_id):
        pack = _locked(pack_id, actor)
        if pack.agreed_at is not None:
            raise Refused(f"{pack.agreed_by} agreed to this pack already.")
        pack.agreed_by, pack.agreed_at = actor, now
        pack.save(update_fields=["agreed_by", "agreed_at"])
        return pack


def record_their_agreement(
    *, pack_id: UUID, counterpart: str, agreed_on: date, actor: Membership, now: datetime
) -> ReviewPack:
    """Who agreed for the vendor or team, and on which day: from the pack's own on, until today.

    Raises as `agree_for_us` does.
    """
    with tenant(actor.organization_id):
        pack = _locked(pack_id, actor)
        name = counterpart.strip()
        if pack.counterpart:
            raise Refused(f"{pack.counterpart} agreed to this pack already.")
        if not name:
            raise Refused("Say who agreed for the other side: found no name.")
        if len(name) > NAME_LENGTH:
            raise Refused(f"The name has {len(name)} letters, expected {NAME_LENGTH} at most.")
        today = actor.organization.today(now)
        if not pack.last_day < agreed_on <= today:
            raise Refused(
                f"They can't have agreed on {agreed_on}: expected a day after the period, which "
                f"ends on {pack.last_day}, and up to today, {today}."
            )
        pack.counterpart, pack.counterpart_agreed_on = name, agreed_on
        pack.save(update_fields=["counterpart", "counterpart_agreed_on"])
        return pack


def _locked(pack_id: UUID, actor: Membership) -> ReviewPack:
    refuse_unless_allowed(actor, "sourcing.change_reviewpack", "agree to review packs")
    pack = ReviewPack.objects.select_for_update(of=("self",)).get(pk=pack_id)
    later = ReviewPack.objects.filter(
        vendor=pack.vendor_id,
        captive_team=pack.captive_team_id,
        first_day=pack.first_day,
        last_day=pack.last_day,
        edition__gt=pack.edition,
    )
    if newest := later.order_by("-edition").first():
        raise Refused(f"There is a later edition of this pack, no. {newest.edition}: open that.")
    return pack
