from django.db import migrations


class Migration(migrations.Migration):
    """A key for rows that name an engagement together with its vendor."""

    # An index over a table in use is built beside its readers and writers.
    atomic = False

    dependencies = [("sourcing", "0003_specialised_work")]

    operations = [
        migrations.RunSQL(
            "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS sourcing_engagement_vendor_key"
            " ON sourcing_engagement (organization_id, id, vendor_id)",
            "DROP INDEX CONCURRENTLY IF EXISTS sourcing_engagement_vendor_key",
        ),
    ]
