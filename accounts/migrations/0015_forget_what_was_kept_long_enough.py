from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations

FIELDS = ("history", "access", "mails", "import_files", "exports", "deleted_files")

# History and sign-ins are append-only for the application's role, so this deletes as the owner
# of the tables. It trusts nobody: the organization is the transaction's, which row-level security
# holds the owner to as well; the clock is the server's; and the floor of 12 months stands here
# too, in case the constraint on the setting is ever dropped. It writes its own journal, so that
# nothing goes without a trace.
CREATE = """
CREATE FUNCTION longshore_forget(what text, up_to timestamptz, batch integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET timezone = 'UTC' AS $$
DECLARE
    entered bigint := nullif(current_setting('app.organization_id', true), '')::bigint;
    guards text := coalesce(current_setting('pgtrigger.ignore', true), '');
    months integer;
    named text;
    found bigint;
    removed bigint := 0;
BEGIN
    IF entered IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
            MESSAGE = 'No organization has been entered, so nothing is removed.';
    END IF;
    IF what IS NULL OR what NOT IN ('history', 'access') THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('%L can''t be removed; expected history or access.', what);
    END IF;
    IF batch IS NULL OR batch NOT BETWEEN 1 AND 1000 THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('A batch is 1 to 1000 rows, not %s.', batch);
    END IF;
    SELECT CASE what WHEN 'history' THEN keep_history_months ELSE keep_access_months END
        INTO months FROM public.accounts_organization WHERE id = entered;
    IF months IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
            MESSAGE = format('The organization keeps its %s for ever.', what);
    END IF;
    IF up_to IS NULL OR up_to > now() - make_interval(months => greatest(months, 12)) THEN
        RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
            MESSAGE = format('Up to %s is too young: %s is kept for %s months.',
                             up_to, what, greatest(months, 12));
    END IF;

    IF what = 'access' THEN
        DELETE FROM public.accounts_accessevent WHERE organization_id = entered AND id IN (
            SELECT id FROM public.accounts_accessevent
            WHERE organization_id = entered AND at < up_to ORDER BY at LIMIT batch);
        GET DIAGNOSTICS removed = ROW_COUNT;
    ELSE
        PERFORM set_config('pgtrigger.ignore', array_agg(DISTINCT tgname::text)::text, true)
            FROM pg_trigger WHERE starts_with(tgname, 'pgtrigger_append_only_');
        FOR named IN
            SELECT c.relname FROM pg_class c
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
              AND EXISTS (SELECT FROM pg_attribute a
                          WHERE a.attrelid = c.oid AND a.attname = 'pgh_id')
              AND EXISTS (SELECT FROM pg_attribute a
                          WHERE a.attrelid = c.oid AND a.attname = 'organization_id')
            ORDER BY 1
        LOOP
            EXIT WHEN removed >= batch;
            EXECUTE format(
                'DELETE FROM public.%1$I WHERE organization_id = $1 AND pgh_id IN ('
                'SELECT pgh_id FROM public.%1$I WHERE organization_id = $1'
                ' AND pgh_created_at < $2 ORDER BY pgh_created_at LIMIT $3)', named)
                USING entered, up_to, batch - removed;
            GET DIAGNOSTICS found = ROW_COUNT;
            removed := removed + found;
        END LOOP;
        IF removed < batch THEN
            DELETE FROM public.accounts_organizationevent
            WHERE pgh_obj_id = entered AND pgh_id IN (
                SELECT pgh_id FROM public.accounts_organizationevent
                WHERE pgh_obj_id = entered AND pgh_created_at < up_to
                ORDER BY pgh_created_at LIMIT batch - removed);
            GET DIAGNOSTICS found = ROW_COUNT;
            removed := removed + found;
        END IF;
        PERFORM set_config('pgtrigger.ignore', guards, true);
    END IF;
    IF removed > 0 THEN
        INSERT INTO public.accounts_removal (id, organization_id, kind, up_to, count, at)
        VALUES (gen_random_uuid(), entered, what, up_to, removed, now());
    END IF;
    RETURN removed;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0014_retention")]

    operations = [
        *(
            ValidateConstraint("organization", f"accounts_organization_keep_{field}_months")
            for field in FIELDS
        ),
        migrations.RunSQL(CREATE, "DROP FUNCTION longshore_forget(text, timestamptz, integer)"),
    ]
