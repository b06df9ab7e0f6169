"""What has been kept long enough goes, to the row; nothing younger does, and nobody else's."""

import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.utils import timezone
from uuid_utils.compat import uuid7

from accounts.models import (
    Access,
    AccessEvent,
    Export,
    Letter,
    Membership,
    Organization,
    Removal,
    Removed,
    StrangerEvent,
)
from accounts.models.leased_job import JobState
from accounts.retention import add_months, kept_since
from accounts.services import retention as batches
from accounts.services.exports import expiry, kept_words, sweep_exports
from accounts.services.organization_deletion import as_owner
from accounts.services.unbound_retention import Unbound, remove_unbound
from accounts.tenancy import tenant
from config.celery import app
from config.scheduler import run
from risk.models import Delivery
from risk.services.retention import apply_retention
from sourcing.models import DiscardedFile, Import
from sourcing.models.file_import import Step
from tests.admin.addresses import page_of
from tests.admin.conftest import SignIn, sign_in
from tests.cast import Cast
from tests.people.test_invitations import say
from vendors.models import Vendor

__all__ = ["sign_in"]

#: The database compares with its own clock, so the stories are told from now on back.
NOW = timezone.now()
HISTORY = Vendor.events.rel.related_model  # type: ignore[attr-defined]
SECOND = timedelta(seconds=1)


def keep(organization: Organization, **months: int | None) -> Organization:
    with tenant(organization):
        Organization.objects.filter(pk=organization.pk).update(**months)
    organization.refresh_from_db()
    return organization


def histories(organization: Organization, *ages: datetime) -> None:
    """An event of one vendor for each of these moments."""
    with tenant(organization):
        vendor = Vendor.objects.create(legal_name="Kittiwake")
        for number in range(1, len(ages)):
            Vendor.objects.filter(pk=vendor.pk).update(legal_name=f"Kittiwake {number}")
        events = list(HISTORY.objects.filter(pgh_obj_id=vendor.pk).order_by("pgh_id"))
    assert len(events) == len(ages)
    with as_owner(organization.pk), connections["owner"].cursor() as cursor:
        cursor.executemany(
            "UPDATE vendors_vendorevent SET pgh_created_at = %s WHERE pgh_id = %s",
            [(at, event.pgh_id) for at, event in zip(ages, events, strict=True)],
        )


def sign_ins(member: Membership, *ages: datetime) -> None:
    with tenant(member.organization_id):
        AccessEvent.objects.bulk_create(
            AccessEvent(membership=member, kind=Access.SIGNED_IN, at=at) for at in ages
        )


def mail(**values: Any) -> dict[str, Any]:
    return {
        "subject": "Kittiwake",
        "message_id": f"<{uuid7()}@longshore.example>",
        "created_at": values["sent_at"],
        "next_attempt_at": values["sent_at"],
        "state": "sent",
        **values,
    }


def imported(organization: Organization, **values: Any) -> Import:
    path = f"org/{organization.pk}/imports/{uuid7()}.csv"
    default_storage.save(path, ContentFile(b"kittiwake"))
    with tenant(organization):
        given = {"step": Step.APPLY, "state": JobState.DONE, "created_at": NOW, **values}
        return Import.objects.create(
            kind="vendors.vendor", file_name="a.csv", file=path, digest="0", size=9, **given
        )


def counts(organization: Organization, **options: Any) -> dict[str, int]:
    gone = apply_retention(organization=organization, now=NOW, **options)
    return {one.kind.value: one.count for one in gone if one.count}


def journal(organization: Organization) -> dict[str, int]:
    with tenant(organization):
        found: dict[str, int] = {}
        for row in Removal.objects.all():
            found[row.kind] = found.get(row.kind, 0) + row.count
        return found


def forget(what: str, up_to: datetime | None, batch: int = 1000) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT longshore_forget(%s, %s, %s)", [what, up_to, batch])
        return int(cursor.fetchone()[0])


def test_months_are_those_of_the_calendar() -> None:
    assert add_months(datetime(2026, 3, 31, tzinfo=UTC), -1) == datetime(2026, 2, 28, tzinfo=UTC)
    assert add_months(datetime(2024, 2, 29, 7, tzinfo=UTC), -12).day == 28
    assert add_months(datetime(2026, 11, 30, tzinfo=UTC), 3) == datetime(2027, 2, 28, tzinfo=UTC)
    now = datetime(2026, 6, 30, 14, 5, 6, 7, tzinfo=UTC)
    assert kept_since(now, 18) == datetime(2024, 12, 30, tzinfo=UTC)


def test_history_goes_to_the_row_and_the_other_organization_keeps_its_own(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    edge = kept_since(NOW, 18)
    for organization in (cast.harbor, cast.rival):
        histories(organization, *[edge - SECOND] * 7, edge, NOW)
    keep(cast.harbor, keep_history_months=18, keep_access_months=None)
    monkeypatch.setattr(batches, "BATCH", 3)

    assert counts(cast.harbor, dry_run=True) == {"history": 7}
    with tenant(cast.harbor):
        assert HISTORY.objects.count() == 9
    assert journal(cast.harbor) == {}

    assert counts(cast.harbor) == {"history": 7}
    assert counts(cast.harbor) == {}
    assert counts(cast.rival) == {}
    with tenant(cast.harbor):
        assert sorted(HISTORY.objects.values_list("pgh_created_at", flat=True)) == [edge, NOW]
        written = Removal.objects.order_by("at").values_list("kind", "count", "up_to")
        assert list(written) == [("history", 3, edge), ("history", 3, edge), ("history", 1, edge)]
    with tenant(cast.rival):
        assert HISTORY.objects.count() == 9
        assert not Removal.objects.exists()


def test_the_history_of_the_organization_itself_goes_too(cast: Cast) -> None:
    def told(organization: Organization) -> int:
        with tenant(organization):
            return int(organization.events.count())  # type: ignore[attr-defined]

    for organization in (cast.harbor, cast.rival):
        keep(organization, keep_history_months=12)
        assert told(organization) == 1
        with as_owner(organization.pk), connections["owner"].cursor() as cursor:
            cursor.execute(
                "UPDATE accounts_organizationevent SET pgh_created_at = %s WHERE pgh_obj_id = %s",
                [NOW - timedelta(days=800), organization.pk],
            )
    assert counts(cast.harbor, dry_run=True) == {"history": 1}
    assert counts(cast.harbor) == {"history": 1}
    assert (told(cast.harbor), told(cast.rival)) == (0, 1)


def test_sign_ins_go_after_two_years_unless_told_otherwise(cast: Cast) -> None:
    edge = kept_since(NOW, 24)
    sign_ins(cast.olga, edge - SECOND, edge - SECOND, edge, NOW)
    sign_ins(cast.mallory, edge - SECOND)
    assert counts(cast.harbor, dry_run=True) == {"access": 2}
    assert counts(cast.harbor) == {"access": 2}
    assert counts(cast.harbor) == {}
    keep(cast.harbor, keep_access_months=None)
    sign_ins(cast.olga, NOW - timedelta(days=9000))
    assert counts(cast.harbor) == {}
    with tenant(cast.harbor):
        assert AccessEvent.objects.count() == 3
    with tenant(cast.rival):
        assert AccessEvent.objects.count() == 1
    assert journal(cast.harbor) == {"access": 2}


def test_the_database_removes_nothing_younger_whoever_asks(cast: Cast) -> None:
    keep(cast.harbor, keep_history_months=18)
    histories(cast.harbor, NOW - timedelta(days=500))
    sign_ins(cast.olga, NOW)
    refused = [
        ("history", kept_since(NOW, 17), 1000, "history is kept for 18 months"),
        ("history", NOW, 1000, "too young"),
        ("history", None, 1000, "too young"),
        ("access", kept_since(NOW, 23), 1000, "access is kept for 24 months"),
        ("vendors", kept_since(NOW, 99), 1000, "expected history or access"),
        ("history", kept_since(NOW, 99), 1001, "1 to 1000 rows, not 1001"),
    ]
    for what, up_to, batch, reason in refused:
        with pytest.raises(DatabaseError, match=reason):
            with tenant(cast.harbor):
                forget(what, up_to, batch)
    with pytest.raises(DatabaseError, match="keeps its history for ever"):
        with tenant(cast.rival):
            forget("history", kept_since(NOW, 99))
    with pytest.raises(DatabaseError, match="No organization has been entered"):
        with transaction.atomic():
            forget("history", kept_since(NOW, 99))
    with tenant(cast.harbor):
        assert HISTORY.objects.count() == 1
        assert AccessEvent.objects.count() == 1


def test_the_floor_of_the_function_holds_without_the_constraint(cast: Cast) -> None:
    """Whoever may change the setting still can't remove the last twelve months."""
    sign_ins(cast.olga, add_months(NOW, -11))
    name = "accounts_organization_keep_access_months"
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [name]
        )
        (definition,) = cursor.fetchone()
        cursor.execute(f"ALTER TABLE accounts_organization DROP CONSTRAINT {name}")
    try:
        keep(cast.harbor, keep_access_months=1)
        with pytest.raises(DatabaseError, match="access is kept for 12 months"):
            with tenant(cast.harbor):
                forget("access", kept_since(NOW, 1))
    finally:
        keep(cast.harbor, keep_access_months=24)
        with connections["owner"].cursor() as cursor:
            cursor.execute(f"ALTER TABLE accounts_organization ADD CONSTRAINT {name} {definition}")


def test_the_guards_of_history_stand_again_after_a_removal(cast: Cast) -> None:
    keep(cast.harbor, keep_history_months=12)
    histories(cast.harbor, NOW - timedelta(days=800), NOW)
    with tenant(cast.harbor), connection.cursor() as cursor:
        ignored = "SELECT coalesce(current_setting('pgtrigger.ignore', true), '')"
        cursor.execute(ignored)
        before = cursor.fetchone()
        assert "append_only" not in before[0]
        assert forget("history", kept_since(NOW, 12)) == 1
        cursor.execute(ignored)
        assert cursor.fetchone() == before
    for statement in ("DELETE FROM vendors_vendorevent", "DELETE FROM accounts_removal"):
        with pytest.raises(DatabaseError, match="permission denied"):
            with tenant(cast.harbor), connection.cursor() as cursor:
                cursor.execute(statement)


def test_mails_that_were_sent_go_and_alert_mails_keep_that_they_were(cast: Cast) -> None:
    keep(cast.harbor, keep_mails_months=3)
    edge = kept_since(NOW, 3)
    with tenant(cast.harbor):
        for at in (edge - SECOND, edge - SECOND, edge):
            Letter.objects.create(to="olga@harbor.example", **mail(sent_at=at))
        for at in (edge - SECOND, edge):
            body = {"text": "Kittiwake", "html": "<p>", "headers": {"List-Unsubscribe": "x"}}
            Delivery.objects.create(recipient=cast.olga, window=str(at), **mail(sent_at=at, **body))
        waiting = mail(sent_at=None, state="pending", text="x", html="x")
        waiting |= {"created_at": edge - SECOND, "next_attempt_at": NOW}
        Letter.objects.create(to="olga@harbor.example", **waiting)
    assert counts(cast.harbor) == {"letters": 2, "deliveries": 1}
    assert counts(cast.harbor) == {}
    with tenant(cast.harbor):
        assert Letter.objects.count() == 2
        old, young = Delivery.objects.order_by("sent_at")
        assert (old.text, old.html, old.headers, old.subject) == ("", "", {}, "Kittiwake")
        assert young.text == "Kittiwake"


def test_imported_files_go_by_age_or_once_undoing_is_over(cast: Cast) -> None:
    edge = kept_since(NOW, 12)
    old = imported(cast.harbor, created_at=edge - SECOND, applied_at=edge)
    young = imported(cast.harbor, created_at=edge, applied_at=edge)
    undone = imported(cast.harbor, applied_at=NOW, undone_at=NOW)
    busy = {"state": JobState.RUNNING, "lease_owner": uuid7(), "lease_until": NOW}
    read = imported(cast.harbor, created_at=edge - SECOND, **busy)
    theirs = imported(cast.rival, created_at=edge)
    assert counts(cast.harbor, dry_run=True) == {"import_files": 2}
    assert counts(cast.harbor) == {"import_files": 2}
    assert counts(cast.harbor) == {}
    for one, is_kept in ((old, False), (undone, False), (young, True), (read, True)):
        assert default_storage.exists(one.file) is is_kept
        with tenant(cast.harbor):
            assert bool(Import.objects.get(pk=one.pk).file) is is_kept
    assert default_storage.exists(theirs.file)

    # Without its history an import can't be undone any more.
    keep(cast.harbor, keep_import_files_months=None, keep_history_months=12)
    late = imported(cast.harbor, applied_at=edge - SECOND)
    assert counts(cast.harbor)["import_files"] == 1
    assert not default_storage.exists(late.file)
    assert default_storage.exists(young.file)


def test_exports_stay_seven_days_or_as_many_months_as_named(cast: Cast) -> None:
    assert (expiry(cast.harbor, NOW), kept_words(cast.harbor)) == (
        NOW + timedelta(days=7),
        "7 days",
    )
    keep(cast.harbor, keep_exports_months=2)
    assert (expiry(cast.harbor, NOW), kept_words(cast.harbor)) == (add_months(NOW, 2), "2 months")
    edge = kept_since(NOW, 2)
    with tenant(cast.harbor):
        for finished in (edge - SECOND, edge):
            Export.objects.create(
                requested_by=cast.olga, source="x", title="Vendors", format="csv", state="done",
                created_at=finished, finished_at=finished, expires_at=NOW + timedelta(days=99),
            )  # fmt: skip
    assert counts(cast.harbor, dry_run=True) == {"exports": 1}
    assert sweep_exports(organization=cast.harbor, now=NOW) == 1
    assert counts(cast.harbor) == {}
    assert journal(cast.harbor) == {"exports": 1}


def test_files_of_deleted_documents_go_by_the_installation_or_the_organization(
    cast: Cast,
) -> None:
    def discard(age: timedelta) -> str:
        path = f"org/{cast.harbor.pk}/documents/2026-06/{uuid7().hex}"
        default_storage.save(path, ContentFile(b"x"))
        with tenant(cast.harbor):
            DiscardedFile.objects.create(path=path, discarded_at=NOW - age)
        return path

    old, older = discard(timedelta(days=40)), discard(timedelta(days=100))
    keep(cast.harbor, keep_deleted_files_months=2)
    assert counts(cast.harbor) == {"deleted_files": 1}
    assert (default_storage.exists(old), default_storage.exists(older)) == (True, False)
    keep(cast.harbor, keep_deleted_files_months=None)
    assert counts(cast.harbor) == {"deleted_files": 1}
    assert counts(cast.harbor) == {}
    assert not default_storage.exists(old)


@pytest.mark.usefixtures("alone")
def test_the_command_says_what_would_go_and_the_daily_job_removes_it(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    edge = kept_since(timezone.now(), 24)  # not NOW: the tests before may pass midnight
    sign_ins(cast.olga, edge - SECOND)
    sign_ins(cast.mallory, edge - SECOND)
    slug = cast.harbor.slug
    out = io.StringIO()
    call_command("apply_retention", "--organization", slug, "--dry-run", stdout=out)
    assert out.getvalue() == f"{slug}: 1 of access would go, up to {edge:%Y-%m-%d}\n"
    call_command("apply_retention", "--organization", slug, "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["dry_run"] is False
    assert [g["count"] for g in told["organizations"][slug] if g["kind"] == "access"] == [1]
    out = io.StringIO()
    call_command("apply_retention", "--organization", slug, stdout=out)
    assert out.getvalue() == "Nothing has been kept longer than the settings say.\n"
    assert journal(cast.rival) == {}
    app.loader.import_default_modules()
    run(str(settings.CELERY_BEAT_SCHEDULE["apply-retention"]["task"]))
    assert journal(cast.rival) == {"access": 1}
    with pytest.raises(CommandError, match="no organization with the slug nobody"):
        call_command("apply_retention", "--organization", "nobody")


def letter_of_nobody(at: datetime, state: str) -> Letter:
    sent = {"sent_at": at} if state == "sent" else {}
    with transaction.atomic():
        return Letter.objects.create(
            organization=None,
            to="nina@new.example",
            subject="Set a new password for Longshore",
            message_id=f"<{uuid7()}@longshore.example>",
            created_at=at,
            next_attempt_at=at,
            state=state,
            **sent,
        )


@pytest.mark.usefixtures("alone")
def test_what_belongs_to_no_organization_goes_after_twelve_months(cast: Cast) -> None:
    edge = kept_since(timezone.now(), 12)
    ip = f"2001:db8::{cast.tag[:4]}:{cast.tag[4:8]}"
    StrangerEvent.objects.bulk_create(
        StrangerEvent(kind=Access.WRONG_PASSWORD, at=at, ip=ip) for at in (edge - SECOND, edge, NOW)
    )
    with tenant(cast.harbor):
        own = Letter.objects.create(**mail(sent_at=edge - SECOND), to="nina@new.example")
    sent, refused, waiting = (
        letter_of_nobody(edge - SECOND, state) for state in ("sent", "parked", "pending")
    )
    younger = letter_of_nobody(edge, "sent")

    def kept() -> tuple[set[Letter], list[datetime]]:
        ours = Letter.objects.filter(pk__in=[sent.pk, refused.pk, waiting.pk, younger.pk])
        ages = StrangerEvent.objects.filter(ip=ip).order_by("at").values_list("at", flat=True)
        return set(ours), list(ages)

    out = io.StringIO()
    call_command("apply_retention", "--dry-run", stdout=out)
    assert f"of no organization: 2 of letters would go, up to {edge:%Y-%m-%d}\n" in out.getvalue()
    assert f"of no organization: 1 of attempts would go, up to {edge:%Y-%m-%d}" in out.getvalue()
    call_command("apply_retention", "--organization", cast.harbor.slug, stdout=out)
    assert kept() == ({sent, refused, waiting, younger}, [edge - SECOND, edge, NOW])

    app.loader.import_default_modules()
    run(str(settings.CELERY_BEAT_SCHEDULE["apply-retention"]["task"]))
    assert kept() == ({waiting, younger}, [edge, NOW])
    with tenant(cast.harbor):
        assert Letter.objects.filter(pk=own.pk).exists(), "its organization keeps it 24 months"
    assert remove_unbound(now=NOW) == Unbound(edge, 0, 0)


def test_the_database_forgets_no_younger_attempt_whoever_asks(db: None) -> None:
    for up_to, batch, refusal in (
        (kept_since(NOW, 11), 1000, "attempts to sign in are kept for 12 months"),
        (None, 1000, "is too young"),
        (kept_since(NOW, 12), 1001, "A batch is 1 to 1000 rows, not 1001"),
    ):
        with (
            pytest.raises(DatabaseError, match=refusal),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT longshore_forget_strangers(%s, %s)", [up_to, batch])


@pytest.mark.parametrize(
    ("field", "floor"),
    [
        ("keep_history_months", 12),
        ("keep_access_months", 12),
        ("keep_mails_months", 1),
        ("keep_import_files_months", 1),
        ("keep_exports_months", 1),
        ("keep_deleted_files_months", 1),
        ("keep_measurements_months", 15),
    ],
)
def test_the_database_refuses_months_below_the_floor(cast: Cast, field: str, floor: int) -> None:
    for months in (floor, 600, None):
        keep(cast.harbor, **{field: months})
    for months in (floor - 1, 601):
        with pytest.raises(IntegrityError, match=f"accounts_organization_{field}"):
            keep(cast.harbor, **{field: months})
        setattr(cast.harbor, field, months)
        with pytest.raises(ValidationError):
            cast.harbor.full_clean()


def test_the_owner_sets_it_on_the_page_and_sees_what_went(cast: Cast, sign_in: SignIn) -> None:
    olga, address = sign_in(cast.olga), page_of(cast.harbor)
    page = say(olga.get(address))
    assert "How long things are kept" in page
    assert "Nothing has been removed yet" in page
    form = {
        "name": "Harbor Works",
        "home_country": "US",
        "home_time_zone": "America/New_York",
        "reporting_currency": "USD",
        "fiscal_year_start": "1",
        "pinned_today": "2026-06-30",
        "keep_history_months": "24",
        "keep_mails_months": "",
    }
    refused = olga.post(address, {**form, "keep_access_months": "11"})
    assert "At least 12 months, or nothing at all." in say(refused)
    assert 'value="11"' in refused.content.decode()
    assert olga.post(address, {**form, "keep_access_months": "36"}).status_code == 302
    harbor = Organization.objects.get(pk=cast.harbor.pk)
    assert (harbor.keep_history_months, harbor.keep_access_months) == (24, 36)
    assert harbor.keep_mails_months is None
    assert sign_in(cast.omar).post(address, form).status_code == 403

    histories(harbor, *[NOW - timedelta(days=900)] * 1_003)
    apply_retention(organization=harbor, now=NOW)
    page = say(olga.get(address))
    assert "1,003" in page
    assert "Nothing has been removed yet" not in page
    assert Removed.HISTORY.label in page
    assert "1,003" not in say(sign_in(cast.mallory).get(page_of(cast.rival)))
