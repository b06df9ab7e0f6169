"""A monitoring system that needs no token: it signs what it sends with the secret it was given."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from standardwebhooks import Webhook

from accounts import signed_links
from accounts.models import Organization
from accounts.signed_links import SignedLink
from accounts.tenancy import tenant
from sourcing.models import InboundWebhook, Measurement, ServiceLevel, WebhookMessage, WorkItem
from sourcing.services.inbound_webhooks import (
    OVERLAP,
    PURPOSE,
    link_of,
    make_webhook,
    revoke_webhook,
    rotate_secret,
)
from tests.cast import Cast
from tests.measurements.levels import make_engagement, make_level
from vendors.services.refusals import NotPermitted, Refused

ROW = {"engagement": "desk", "level": "uptime", "good": "59.5", "total": 60}


@pytest.fixture
def uptime(cast: Cast) -> ServiceLevel:
    return make_level(make_engagement(cast.harbor), "uptime")


@pytest.fixture
def probe(cast: Cast, uptime: ServiceLevel) -> tuple[InboundWebhook, str]:
    """The webhook of the monitoring system, and its secret."""
    webhook = InboundWebhook(name="Probe", engagement=uptime.engagement, organization=cast.harbor)
    return webhook, make_webhook(webhook=webhook, actor=cast.olga, now=timezone.now())


def rows(*references: str, **more: Any) -> bytes:
    return json.dumps(
        [
            {**ROW, "reference": reference, "moment": "2026-06-01T12:00:00Z", **more}
            for reference in references
        ]
    ).encode()


def signed(secret: str, body: bytes, message: str = "m-1", **late: float) -> dict[str, str]:
    at = datetime.now(UTC) - timedelta(**late)
    # The library writes the time in a zone of its own; it signs the same number of seconds.
    seconds = at.replace(microsecond=0)
    return {
        "webhook-id": message,
        "webhook-timestamp": str(int(seconds.timestamp())),
        "webhook-signature": Webhook(secret).sign(message, seconds, body.decode()),
    }


def send(
    webhook: InboundWebhook,
    body: bytes,
    headers: dict[str, str],
    what: str = "measurements",
    content_type: str = "application/json",
) -> Any:
    return Client().post(
        f"/api/v1/inbound/{link_of(webhook)}/{what}/",
        body,
        content_type=content_type,
        headers=headers,
    )


def references(organization: Organization) -> list[str]:
    with tenant(organization):
        return sorted(Measurement.objects.values_list("reference", flat=True))


def test_a_signed_message_is_taken_once_however_often_it_comes(
    cast: Cast, probe: tuple[InboundWebhook, str]
) -> None:
    webhook, secret = probe
    body = rows("a", "b")
    first = send(webhook, body, signed(secret, body))
    assert first.status_code == 201
    assert first.json() == {
        "received": 2, "new": 2, "changed": 0, "unchanged": 0, "refused": 0, "error_count": 0,
        "errors": [],
    }  # fmt: skip
    again = send(webhook, body, signed(secret, body))
    assert (again.status_code, again.json()) == (201, first.json())
    other = rows("c")
    same_id = send(webhook, other, signed(secret, other))
    assert same_id.json() == first.json(), "its id was taken already"
    assert references(cast.harbor) == ["a", "b"]
    assert send(webhook, other, signed(secret, other, "m-2")).json()["new"] == 1
    with tenant(cast.harbor):
        webhook.refresh_from_db()
        assert webhook.last_used_at is not None
        assert WebhookMessage.objects.count() == 2


def test_bad_rows_are_told_as_everywhere_and_may_be_sent_again_under_the_same_id(
    cast: Cast, probe: tuple[InboundWebhook, str]
) -> None:
    webhook, secret = probe
    bad = rows("a", good="NaN")
    refused = send(webhook, bad, signed(secret, bad))
    assert refused.status_code == 400
    (error,) = refused.json()["errors"]
    assert (error["row"], error["field"], error["value"]) == (1, "good", "NaN")
    good = rows("a")
    assert send(webhook, good, signed(secret, good)).status_code == 201


@pytest.mark.parametrize(
    "damaged",
    [
        {},
        {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": "v1,no base64!"},
        {"webhook-signature": "v1,€"},
        {"webhook-signature": "no comma"},
        {"webhook-signature": "v1,a,b"},
        {"webhook-timestamp": "yesterday"},
        {"webhook-timestamp": "nan"},
        {"webhook-timestamp": "1e400"},
        {"webhook-id": "another"},
        {"webhook-id": ""},
    ],
)
def test_what_isnt_signed_rightly_is_401_in_the_usual_form(
    cast: Cast, probe: tuple[InboundWebhook, str], damaged: dict[str, str]
) -> None:
    webhook, secret = probe
    body = rows("a")
    headers = {**signed(secret, body), **damaged} if damaged else {}
    refused = send(webhook, body, headers)
    assert refused.status_code == 401
    assert [error["code"] for error in refused.json()["errors"]] == ["bad_signature"]
    assert "request_id" in refused.json()
    assert references(cast.harbor) == []


def test_another_body_another_secret_and_an_old_message_are_refused(
    cast: Cast, probe: tuple[InboundWebhook, str]
) -> None:
    webhook, secret = probe
    body = rows("a")
    assert send(webhook, rows("b"), signed(secret, body)).status_code == 401
    assert send(webhook, b"\xff", signed(secret, body)).status_code == 401
    wrong = "whsec_" + "A" * 43 + "="
    assert send(webhook, body, signed(wrong, body)).status_code == 401
    assert send(webhook, body, signed(secret, body, seconds=360)).status_code == 401
    assert send(webhook, body, signed(secret, body, seconds=-360)).status_code == 401
    assert send(webhook, body, signed(secret, body, seconds=240)).status_code == 201


def test_a_message_reaches_its_own_engagement_only(
    cast: Cast, probe: tuple[InboundWebhook, str]
) -> None:
    webhook, secret = probe
    make_level(make_engagement(cast.harbor, "other"), "theirs")
    body = rows("a", engagement="other", level="theirs")
    refused = send(webhook, body, signed(secret, body))
    assert refused.status_code == 400
    assert [error["field"] for error in refused.json()["errors"]] == ["level"]


def test_work_items_come_the_same_way(cast: Cast, probe: tuple[InboundWebhook, str]) -> None:
    webhook, secret = probe
    body = json.dumps(
        [{"reference": "INC-1", "events": [{"at": "2026-06-01T12:00:00Z", "kind": "started"}]}]
    ).encode()
    answer = send(webhook, body, signed(secret, body), "work-items")
    assert (answer.status_code, answer.json()["new"]) == (201, 1)
    with tenant(cast.harbor):
        assert WorkItem.objects.get().engagement == webhook.engagement


def test_the_former_secret_holds_for_a_day_and_the_one_before_no_longer(
    cast: Cast, probe: tuple[InboundWebhook, str]
) -> None:
    webhook, first = probe
    now = timezone.now()
    second = rotate_secret(webhook_id=webhook.pk, actor=cast.omar, now=now)
    body = rows("a")
    assert send(webhook, body, signed(first, body, "m-1")).status_code == 201
    assert send(webhook, body, signed(second, body, "m-2")).status_code == 201
    third = rotate_secret(webhook_id=webhook.pk, actor=cast.omar, now=now)
    assert send(webhook, body, signed(first, body, "m-3")).status_code == 401
    with tenant(cast.harbor):
        InboundWebhook.objects.filter(pk=webhook.pk).update(former_until=now - OVERLAP)
    assert send(webhook, body, signed(second, body, "m-4")).status_code == 401
    assert send(webhook, body, signed(third, body, "m-5")).status_code == 201


def test_a_revoked_a_forged_and_another_organizations_address_lead_nowhere(
    cast: Cast, probe: tuple[InboundWebhook, str]
) -> None:
    webhook, secret = probe
    body = rows("a")
    theirs = signed_links.write_lasting(SignedLink(cast.rival.pk, "", PURPOSE, str(webhook.pk)))
    another_purpose = signed_links.write_lasting(
        SignedLink(cast.harbor.pk, "", "calendar", str(webhook.pk))
    )
    for link in ("forged", theirs, another_purpose):
        answer = Client().post(
            f"/api/v1/inbound/{link}/measurements/",
            body,
            content_type="application/json",
            headers=signed(secret, body),
        )
        assert answer.status_code == 404
    revoke_webhook(webhook_id=webhook.pk, actor=cast.olga, now=timezone.now())
    assert send(webhook, body, signed(secret, body)).status_code == 404
    with pytest.raises(Refused, match="revoked"):
        rotate_secret(webhook_id=webhook.pk, actor=cast.olga, now=timezone.now())


def test_too_much_and_the_wrong_kind_are_refused_before_anything_is_read(
    cast: Cast, probe: tuple[InboundWebhook, str]
) -> None:
    webhook, secret = probe
    large = b" " * (16 * 1024 * 1024 + 1)
    assert send(webhook, large, signed(secret, b"")).status_code == 413
    body = rows("a")
    assert send(webhook, body, signed(secret, body), content_type="text/html").status_code == 415
    chunked = {**signed(secret, body), "Transfer-Encoding": "chunked"}
    refused = send(webhook, body, chunked)
    assert refused.status_code == 400
    assert "one sent in chunks isn't read" in refused.json()["errors"][0]["detail"]
    long = signed(secret, body, "m" * 121)
    assert send(webhook, body, long).status_code == 400


def test_the_secret_is_sealed_and_vera_can_not_change_it(
    cast: Cast, probe: tuple[InboundWebhook, str]
) -> None:
    """The secret is sealed; history has neither it nor the sealed one."""
    webhook, secret = probe
    assert secret not in webhook.secret
    fields = {field.name for field in InboundWebhook.events.rel.related_model._meta.fields}  # type: ignore[attr-defined]
    assert not fields & {"secret", "former_secret"}
    with pytest.raises(NotPermitted):
        rotate_secret(webhook_id=webhook.pk, actor=cast.vera, now=timezone.now())
    with pytest.raises(NotPermitted):
        revoke_webhook(webhook_id=webhook.pk, actor=cast.eve, now=timezone.now())


def test_a_token_is_neither_needed_nor_looked_at(
    cast: Cast, probe: tuple[InboundWebhook, str]
) -> None:
    webhook, secret = probe
    body = rows("a")
    headers = {**signed(secret, body), "authorization": "Basic something"}
    assert send(webhook, body, headers).status_code == 201


def test_messages_are_forgotten_after_a_week(cast: Cast, probe: tuple[InboundWebhook, str]) -> None:
    webhook, secret = probe
    body = rows("a")
    send(webhook, body, signed(secret, body, "old"))
    with tenant(cast.harbor):
        WebhookMessage.objects.update(received_at=timezone.now() - timedelta(days=8))
    send(webhook, body, signed(secret, body, "new"))
    with tenant(cast.harbor):
        assert [m.message_id for m in WebhookMessage.objects.all()] == ["new"]
