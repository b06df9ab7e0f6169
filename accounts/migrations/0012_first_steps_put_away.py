import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0011_single_sign_on'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='organization',
            name='update_update',
        ),
        migrations.AddField(
            model_name='organization',
            name='setup_hidden_at',
            field=models.DateTimeField(blank=True, editable=False, help_text='When somebody put the first steps away; empty while they are shown.', null=True),
        ),
        migrations.AddField(
            model_name='organizationevent',
            name='setup_hidden_at',
            field=models.DateTimeField(blank=True, editable=False, help_text='When somebody put the first steps away; empty while they are shown.', null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organization',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "accounts_organizationevent" ("created_at", "fiscal_year_start", "home_country", "home_time_zone", "id", "is_suspended", "name", "nearshore_countries", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pinned_today", "reporting_currency", "requires_second_factor", "setup_hidden_at", "slug") VALUES (NEW."created_at", NEW."fiscal_year_start", NEW."home_country", NEW."home_time_zone", NEW."id", NEW."is_suspended", NEW."name", NEW."nearshore_countries", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."pinned_today", NEW."reporting_currency", NEW."requires_second_factor", NEW."setup_hidden_at", NEW."slug"); RETURN NULL;', hash='1229b483f6674c6a652e9a88c10a8b05b465bcbb', operation='UPDATE', pgid='pgtrigger_update_update_df7c2', table='accounts_organization', when='AFTER')),
        ),
    ]
