import accounts.tenancy
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_roles_of_finance_security_and_sites'),
        ('teams', '0002_tenant_protection'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='site',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='site',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='site',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='site',
            name='head',
            field=accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Runs the site. In the role of a site head, keeps it and its teams up to date.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='headed_sites', to='accounts.membership'),
        ),
        migrations.AddField(
            model_name='siteevent',
            name='head',
            field=accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Runs the site. In the role of a site head, keeps it and its teams up to date.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='site',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "teams_siteevent" ("city", "country", "head_id", "id", "name", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "time_zone") VALUES (NEW."city", NEW."country", NEW."head_id", NEW."id", NEW."name", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."time_zone"); RETURN NULL;', hash='2b6f4cfa796f70d0d912d22a580639808c070f98', operation='INSERT', pgid='pgtrigger_insert_insert_7cc52', table='teams_site', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='site',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "teams_siteevent" ("city", "country", "head_id", "id", "name", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "time_zone") VALUES (NEW."city", NEW."country", NEW."head_id", NEW."id", NEW."name", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."time_zone"); RETURN NULL;', hash='06a295cb6ff990ee0e9f595fe68032c181bb5696', operation='UPDATE', pgid='pgtrigger_update_update_5ae09', table='teams_site', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='site',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "teams_siteevent" ("city", "country", "head_id", "id", "name", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "time_zone") VALUES (OLD."city", OLD."country", OLD."head_id", OLD."id", OLD."name", OLD."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."time_zone"); RETURN NULL;', hash='8e36616de896c85362297c60426ee2fa08c39db0', operation='DELETE', pgid='pgtrigger_delete_delete_45259', table='teams_site', when='AFTER')),
        ),
        accounts.tenancy.ProtectTenantTable("Site"),
    ]
