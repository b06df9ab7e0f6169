"""Olga sets up a webhook: its secret is shown once, changed with an overlap, and revoked."""

import re

import pytest

from accounts.signin.sealing import unseal
from accounts.tenancy import tenant
from sourcing.models import InboundWebhook
from tests.admin.addresses import page_of
from tests.admin.conftest import SignIn, sign_in
from tests.cast import Cast
from tests.measurements.levels import make_engagement

__all__ = ["sign_in"]

ADD = "/sourcing/inboundwebhook/add/"


@pytest.fixture
def webhook(cast: Cast, sign_in: SignIn) -> InboundWebhook:
    engagement = make_engagement(cast.harbor)
    page = sign_in(cast.olga).post(ADD, {"name": "Probe", "engagement": str(engagement.pk)})
    text = page.content.decode()
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    with tenant(cast.harbor):
        made = InboundWebhook.objects.get()
    assert f">{unseal(made.secret)}</code>" in text
    assert re.search(r"/api/v1/inbound/\S+/measurements/</code>", text)
    assert re.search(r"/api/v1/inbound/\S+/work-items/</code>", text)
    return made


def test_the_secret_is_shown_once(cast: Cast, sign_in: SignIn, webhook: InboundWebhook) -> None:
    text = sign_in(cast.olga).get(page_of(webhook)).content.decode()
    assert unseal(webhook.secret) not in text
    assert webhook.secret not in text
    assert "/measurements/" in text
    assert "Never" in text


def test_a_new_secret_is_asked_for_and_shown_once(
    cast: Cast, sign_in: SignIn, webhook: InboundWebhook
) -> None:
    olga, address = sign_in(cast.olga), f"/sourcing/inboundwebhook/{webhook.pk}/new-secret/"
    assert "still works for 24 hours" in olga.get(address).content.decode()
    text = olga.post(address).content.decode()
    before = unseal(webhook.secret)
    with tenant(cast.harbor):
        webhook.refresh_from_db()
    assert unseal(webhook.former_secret) == before
    assert unseal(webhook.secret) in text
    assert before not in text
    assert "Former secret works until" in olga.get(page_of(webhook)).content.decode()


def test_it_is_revoked_and_offers_nothing_more(
    cast: Cast, sign_in: SignIn, webhook: InboundWebhook
) -> None:
    omar, address = sign_in(cast.omar), f"/sourcing/inboundwebhook/{webhook.pk}/revoke/"
    assert "takes nothing any more" in omar.get(address).content.decode()
    text = omar.post(address, follow=True).content.decode()
    assert "Probe is revoked" in text
    assert "Revoked" in text
    assert "new-secret" not in text
    refused = omar.post(f"/sourcing/inboundwebhook/{webhook.pk}/new-secret/", follow=True)
    assert "This webhook is revoked" in refused.content.decode()


def test_vera_reads_but_changes_nothing(
    cast: Cast, sign_in: SignIn, webhook: InboundWebhook
) -> None:
    vera = sign_in(cast.vera)
    assert vera.get(page_of(webhook)).status_code == 200
    assert vera.get(ADD).status_code == 403
    for page in ("new-secret", "revoke"):
        assert vera.post(f"/sourcing/inboundwebhook/{webhook.pk}/{page}/").status_code == 403
    mallory = sign_in(cast.mallory)
    assert mallory.post(f"/sourcing/inboundwebhook/{webhook.pk}/revoke/").status_code == 302
    with tenant(cast.harbor):
        webhook.refresh_from_db()
    assert webhook.revoked_at is None
