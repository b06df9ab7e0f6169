from django.apps.registry import Apps
from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Row-level security holds the owner of the tables too, so it enters one organization after the
# other. The history tells of each row that it was a migration.
ENTER = """
    SELECT set_config('app.organization_id', %s, true), set_config('pgtrigger.ignore', '{}', true),
        set_config('pghistory.context_id', gen_random_uuid()::text, true),
        set_config('pghistory.context_metadata', '{"origin": "command", "command": "migrate"}', true)
"""
LEAVE = """
    SELECT set_config('app.organization_id', '', true),
        set_config('pghistory.context_id', '', true),
        set_config('pghistory.context_metadata', '', true)
"""
# A plan whose test has a date exists, whether or not somebody ticked the box as well.
KNOWN = """
    UPDATE vendors_vendor SET has_exit_plan = true
    WHERE exit_tested_on IS NOT NULL AND has_exit_plan IS NULL
"""
# Reading has always passed over a place with a paper of another agreement, so no term in force
# changes; the history keeps what the place held.
TOP = """
    WITH RECURSIVE down(id, top) AS (
        SELECT id, id FROM vendors_contract WHERE parent_id IS NULL
        UNION ALL
        SELECT c.id, d.top FROM vendors_contract c JOIN down d ON c.parent_id = d.id
    )
"""
OWN = (
    TOP
    + """
    DELETE FROM vendors_precedencerank r USING down own WHERE own.id = r.contract_id
    AND own.top IS DISTINCT FROM (
        SELECT d.top FROM down d WHERE d.id = coalesce(
            r.paper_contract_id,
            (SELECT a.contract_id FROM vendors_amendment a WHERE a.id = r.paper_amendment_id)
        )
    )
"""
)


def mend(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT id FROM accounts_organization ORDER BY id")
        for (organization,) in cursor.fetchall():
            cursor.execute(ENTER, [str(organization)])
            cursor.execute(KNOWN)
            cursor.execute(OWN)
        cursor.execute(LEAVE)


class Migration(migrations.Migration):
    dependencies = [("vendors", "0008_tested_plans_and_ranked_papers")]

    operations = [
        # Nothing to take back: what is mended is right by the former rules too.
        migrations.RunPython(mend, migrations.RunPython.noop),
        ValidateConstraint("vendor", "vendors_vendor_tested_plan_is_known"),
    ]
