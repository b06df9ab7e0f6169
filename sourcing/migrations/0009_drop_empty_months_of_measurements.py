from django.db import migrations

# The application may drop no table; this drops months of measurements for it that nobody can miss.
# Row-level security hides every row from the owner too, so it doesn't look for rows: a month has
# none where its table takes up no page at all, which is so once VACUUM has gone over it after
# every organization's rows were deleted. It asks again when nobody else can write. Whoever is
# busy with measurements isn't kept waiting: after a second it gives up until the next day.
CREATE = """
CREATE FUNCTION longshore_drop_empty_measurement_months() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '1s' AS $$
DECLARE
    oldest_kept text := to_char(current_date - interval '15 months', '"sourcing_measurement_"YYYY_MM');
    named text;
    dropped integer := 0;
BEGIN
    FOR named IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'sourcing_measurement'::regclass
          AND c.relname < oldest_kept AND pg_relation_size(c.oid) = 0
        ORDER BY 1
    LOOP
        PERFORM pg_advisory_xact_lock(hashtext('longshore_make_measurement_months'));
        LOCK TABLE ONLY sourcing_measurement IN ACCESS EXCLUSIVE MODE;
        EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', named);
        IF pg_relation_size(named::regclass) = 0 THEN
            EXECUTE format('DROP TABLE %I', named);
            dropped := dropped + 1;
        END IF;
    END LOOP;
    RETURN dropped;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("sourcing", "0008_service_levels")]

    operations = [
        migrations.RunSQL(CREATE, "DROP FUNCTION longshore_drop_empty_measurement_months()"),
    ]
