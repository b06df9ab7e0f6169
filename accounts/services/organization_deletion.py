"""Deleting an organization, its history and its files, so that nothing of it is left.

History is append-only for the application, so this runs as the owner of the tables, whose
password the running application doesn't have: an operator's command, never a page. The triggers
that write and guard history are told to stand aside, for the statements of one transaction.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.contrib.auth import SESSION_KEY as PERSON_KEY
from django.contrib.sessions.models import Session
from django.db import connections, transaction
from django.db.models import Q, QuerySet

from accounts.current import current_organization
from accounts.models import Letter, Membership, Operation, Organization, User
from accounts.organization_data import (
    ORGANIZATION,
    ORGANIZATION_HISTORY,
    in_order_of_deletion,
    refers_to_itself,
    tables,
)
from accounts.organization_files import delete_files_of, files_of
from accounts.tenancy import tenant

OWNER = "owner"
KIND = "organization-deletion"
BATCH = 10_000

type Clock = Callable[[], datetime]


class NothingToDelete(LookupError):
    """There is neither such an organization nor an unfinished deletion of one."""


class DeletionIncomplete(RuntimeError):
    """Rows or files were left; running the deletion again goes on."""


def delete_organization(
    *, slug: str, by: str, clock: Clock, batch: int = BATCH, say: Callable[[str], None]
) -> Operation:
    """Deletes the organization of that slug and returns the record that it happened.

    Suspends it first, so that nobody and no task works in it meanwhile. Goes table by table in
    batches, each a transaction of its own; run again after an interruption, it goes on where it
    stopped. People who belong to no other organization are deleted with it. At the end it looks
    into every table and the file storage, and raises `DeletionIncomplete` where anything is left.
    Raises `NothingToDelete`. `by` names who ordered it. Must not be called inside a transaction.
    """
    record = _begin(slug, by, clock())
    organization_id: int = record.details["organization_id"]
    removed: dict[str, int] = record.details["removed"]
    for table, count in _delete_rows(organization_id, batch):
        removed[table] = removed.get(table, 0) + count
        record.save(using=OWNER, update_fields=["details"])
        say(f"{table}: {removed[table]} rows")
    people = User.objects.using(OWNER).filter(pk__in=record.details["people"])
    # Kept in the record until the end, so that a deletion that was interrupted still knows them.
    addresses = record.details.setdefault("addresses", list(people.values_list("email", flat=True)))
    removed["files"] = removed.get("files", 0) + delete_files_of(organization_id)
    removed[User._meta.db_table] = removed.get(User._meta.db_table, 0) + _delete_people(
        record.details["people"]
    )
    left = what_is_left(organization_id, addresses)
    if left:
        record.save(using=OWNER, update_fields=["details"])
        raise DeletionIncomplete(
            f"Of {slug} there is left: {', '.join(left)}. Run the deletion again."
        )
    del record.details["people"], record.details["addresses"]
    record.finished_at = clock()
    record.save(using=OWNER, update_fields=["details", "finished_at"])
    return record


def unfinished_deletion(slug: str) -> Operation | None:
    """The record of a deletion of that slug which was interrupted."""
    return Operation.objects.filter(kind=KIND, subject=slug, finished_at__isnull=True).first()


def _begin(slug: str, by: str, now: datetime) -> Operation:
    """Suspends the organization and notes whom and what the deletion is about."""
    organization = Organization.objects.filter(slug=slug).first()
    started = unfinished_deletion(slug)
    if organization is None and started is None:
        raise NothingToDelete(f"There is no organization with the slug {slug}.")
    if organization is not None and not organization.is_suspended:
        with tenant(organization):
            organization.is_suspended = True
            organization.save(update_fields=["is_suspended"])
    if started is not None:
        return started
    assert organization is not None  # noqa: S101 - told apart above
    details = {
        "organization_id": organization.pk,
        "name": organization.name,
        "by": by,
        "people": _people_of(organization.pk),
        "removed": {},
    }
    return Operation.objects.using(OWNER).create(
        kind=KIND, subject=slug, started_at=now, details=details
    )


def _people_of(organization_id: int) -> list[int]:
    """People who belong to this organization and to no other."""
    members = Membership.objects.filter(organization_id=organization_id).values("user_id")
    elsewhere = Membership.objects.exclude(organization_id=organization_id).values("user_id")
    people = User.objects.filter(pk__in=members).exclude(pk__in=elsewhere)
    return list(people.order_by("pk").values_list("pk", flat=True))


def _delete_rows(organization_id: int, batch: int) -> Iterator[tuple[str, int]]:
    connection = connections[OWNER]
    found = tables(connection)
    for group in in_order_of_deletion(connection, found.organizations):
        if refers_to_itself(connection, group):
            with as_owner(organization_id):
                counts = [(table, _delete(table, organization_id)) for table in sorted(group)]
            yield from (entry for entry in counts if entry[1])
        else:
            (table,) = group
            yield from _delete_in_batches(table, organization_id, batch)
    with as_owner(organization_id), connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {ORGANIZATION_HISTORY} WHERE pgh_obj_id = %s",  # noqa: S608
            [organization_id],
        )
        yield ORGANIZATION_HISTORY, cursor.rowcount
        cursor.execute(f"DELETE FROM {ORGANIZATION} WHERE id = %s", [organization_id])  # noqa: S608
        yield ORGANIZATION, cursor.rowcount


def _delete_in_batches(table: str, organization_id: int, batch: int) -> Iterator[tuple[str, int]]:
    while True:
        with as_owner(organization_id):
            count = _delete(table, organization_id, batch)
        if count:
            yield table, count
        if count < batch:
            return


def _delete(table: str, organization_id: int, limit: int | None = None) -> int:
    """Names come from the catalog. In a partitioned table a batch may take a few rows more."""
    quoted = connections[OWNER].ops.quote_name(table)
    own = f"organization_id = {int(organization_id)}"
    some = (
        f" AND ctid = ANY(ARRAY(SELECT ctid FROM {quoted} WHERE {own} LIMIT {int(limit)}))"  # noqa: S608
        if limit
        else ""
    )
    with connections[OWNER].cursor() as cursor:
        cursor.execute(f"DELETE FROM {quoted} WHERE {own}{some}")  # noqa: S608
        return int(cursor.rowcount)


@contextmanager
def as_owner(organization_id: int) -> Iterator[None]:
    """A transaction of the owner of the tables in the organization, without triggers of ours.

    Row-level security is forced, so the owner too sees this organization's rows only.
    """
    token = current_organization.set(organization_id)
    try:
        with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
            cursor.execute(
                "SELECT set_config('pgtrigger.ignore', coalesce(array_agg(DISTINCT tgname::text),"
                " '{}')::text, true) FROM pg_trigger WHERE NOT tgisinternal"
            )
            yield
    finally:
        current_organization.reset(token)


def _delete_people(people: list[int]) -> int:
    """Deletes them with what hangs on them, such as addresses, second factors and sessions."""
    for session in Session.objects.iterator():
        if session.get_decoded().get(PERSON_KEY) in {str(pk) for pk in people}:
            session.delete()
    with without_organization():
        users = User.objects.using(OWNER).filter(pk__in=people)
        _letters_to(users.values_list("email", flat=True)).delete()
        _, counts = users.delete()
    return counts.get(User._meta.label, 0)


@contextmanager
def without_organization() -> Iterator[None]:
    """A transaction of the owner of the tables that sees the letters about people's accounts."""
    token = current_organization.set(None)
    try:
        with transaction.atomic(using=OWNER):
            yield
    finally:
        current_organization.reset(token)


def _letters_to(addresses: Iterable[str]) -> QuerySet[Letter]:
    """The letters of no organization to these addresses, however they were typed."""
    wanted = Q(pk__in=[])
    for address in addresses:
        wanted |= Q(to__iexact=address)
    return Letter.objects.using(OWNER).filter(wanted, organization=None)


def what_is_left(organization_id: int, addresses: Iterable[str] = ()) -> list[str]:
    """The tables that still hold rows of the organization, its files, and letters to `addresses`.

    Those are letters of no organization, such as one with a link that sets a password.
    """
    connection = connections[OWNER]
    conditions = dict.fromkeys(tables(connection).organizations, "organization_id")
    conditions |= {ORGANIZATION: "id", ORGANIZATION_HISTORY: "pgh_obj_id"}
    left = []
    with as_owner(organization_id), connection.cursor() as cursor:
        for table, column in sorted(conditions.items()):
            quoted = connection.ops.quote_name(table)
            cursor.execute(f"SELECT count(*) FROM {quoted} WHERE {column} = %s", [organization_id])  # noqa: S608
            (count,) = cursor.fetchone()
            if count:
                left.append(f"{count} rows of {table}")
    with without_organization():
        letters = _letters_to(addresses).count()
    if letters:
        left.append(f"{letters} letters to people who are deleted with it")
    files = sum(1 for _ in files_of(organization_id))
    return [*left, f"{files} files"] if files else left
