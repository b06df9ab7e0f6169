"""A list of 100 engagements with party and contract: the endpoint beside bare psycopg.

Ours is the real endpoint, from the token to the bytes, under row-level security. The limit is
one statement that names the organization itself and lets PostgreSQL build the JSON.
"""

import json
import logging
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ["API_REQUESTS_PER_MINUTE"] = "100000000"
django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402

from accounts.api.reading import shape_of  # noqa: E402
from benchmarks.many_organizations import (  # noqa: E402
    QUICK,
    above_row_level_security,
    fill,
    secret_of,
)
from benchmarks.measure import compare  # noqa: E402
from benchmarks.own_database import own_database  # noqa: E402
from sourcing.api.engagement import EngagementSerializer, EngagementViewSet  # noqa: E402

#: One small organization, one large, and others up to 500,000 rows in 50 organizations.
SIZES = [1_000, 2_000, *[100] * 8] if QUICK else [1_000, 100_000, *[8_312] * 48]
PAGE = "/api/v1/engagements/?page_size=100"
_JSON = """
    SELECT json_agg(row_to_json(r))::text FROM (
        SELECT {columns}, v.legal_name AS vendor_name, t.name AS captive_team_name,
            (SELECT coalesce(json_agg(json_build_object('contract', c.id, 'number', c.number,
                'last_day', c.last_day) ORDER BY c.number), '[]')
             FROM sourcing_engagementcontract l JOIN vendors_contract c ON c.id = l.contract_id
             WHERE l.organization_id = e.organization_id AND l.engagement_id = e.id) AS contracts,
            (SELECT coalesce(json_agg(json_build_object('team', d.team_id, 'name', dt.name,
                'heads', d.heads)), '[]')
             FROM sourcing_deliveryteam d JOIN teams_team dt ON dt.id = d.team_id
             WHERE d.organization_id = e.organization_id AND d.engagement_id = e.id
            ) AS delivery_teams
        FROM (SELECT * FROM sourcing_engagement WHERE organization_id = %s
              ORDER BY key LIMIT 100) e
        LEFT JOIN vendors_vendor v ON v.id = e.vendor_id
        LEFT JOIN teams_team t ON t.id = e.captive_team_id
        ORDER BY e.key
    ) r
"""


def main() -> None:
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    settings.DEBUG = False
    logging.disable(logging.INFO)
    with own_database() as name:
        small, large, typical, *_ = fill(SIZES)
        client = Client()
        headers = {org.pk: _authorization(secret_of(org)) for org in (small, large, typical)}

        def ours(organization: int) -> bytes:
            return client.get(PAGE, headers=headers[organization]).content

        with above_row_level_security(name) as connection:
            statement = _statement()

            def limit() -> str:
                row = connection.execute(statement, [typical.pk]).fetchone()
                return str(row[0]) if row else ""

            assert json.loads(ours(typical.pk))["results"] == json.loads(limit())
            assert len(json.loads(limit())) == 100
            compare(
                bench=f"list of 100 engagements among {sum(SIZES):,} in {len(SIZES)} organizations",
                ours=lambda: ours(typical.pk),
                limit=limit,
                target=3,
            )
        assert len(json.loads(ours(large.pk))["results"]) == 100
        compare(
            bench=f"list of 100 engagements of {SIZES[1]:,} beside one of {SIZES[0]:,}",
            ours=lambda: ours(large.pk),
            limit=lambda: ours(small.pk),
            target=1.3,
        )


def _statement() -> str:
    """The endpoint's own columns, so that both arms always read the same."""
    shape = shape_of(EngagementSerializer, EngagementViewSet.added)
    pairs = zip(shape.columns, shape.names, strict=True)
    return _JSON.replace(
        "{columns}", ", ".join(f'e."{column}" AS "{name}"' for column, name in pairs)
    )


def _authorization(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


if __name__ == "__main__":
    main()
