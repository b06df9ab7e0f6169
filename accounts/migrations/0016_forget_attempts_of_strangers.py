from django.db import migrations

# Attempts to sign in are append-only for the application's role, so this deletes as the owner of
# the tables. They belong to no organization, whose setting could say for how long: 12 months are
# fixed here, by the server's clock.
CREATE = """
CREATE FUNCTION longshore_forget_strangers(up_to timestamptz, batch integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET timezone = 'UTC' AS $$
DECLARE
    removed bigint;
BEGIN
    IF batch IS NULL OR batch NOT BETWEEN 1 AND 1000 THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('A batch is 1 to 1000 rows, not %s.', batch);
    END IF;
    IF up_to IS NULL OR up_to > now() - interval '12 months' THEN
        RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
            MESSAGE = format('Up to %s is too young: attempts to sign in are kept for 12 months.',
                             up_to);
    END IF;
    DELETE FROM public.accounts_strangerevent WHERE id IN (
        SELECT id FROM public.accounts_strangerevent WHERE at < up_to ORDER BY id LIMIT batch);
    GET DIAGNOSTICS removed = ROW_COUNT;
    RETURN removed;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0015_forget_what_was_kept_long_enough")]

    operations = [
        migrations.RunSQL(
            CREATE, "DROP FUNCTION longshore_forget_strangers(timestamptz, integer)"
        ),
    ]
