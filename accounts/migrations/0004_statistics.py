from django.db import migrations

# The application's role owns no table and may not ANALYZE one; this does nothing else for it.
CREATE = """
CREATE FUNCTION longshore_refresh_statistics(tables text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    named text;
BEGIN
    FOREACH named IN ARRAY tables LOOP
        EXECUTE format('ANALYZE (SKIP_LOCKED) public.%I', named);
    END LOOP;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_letter")]

    operations = [
        migrations.RunSQL(CREATE, "DROP FUNCTION longshore_refresh_statistics(text[])"),
    ]
