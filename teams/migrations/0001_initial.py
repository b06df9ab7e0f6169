import accounts.current
import accounts.tenancy
import accounts.triggers
import django.db.models.deletion
import django_countries.fields
import pghistory.utils
import pgtrigger.compiler
import timezone_field.fields
import uuid_utils.compat
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Site',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('city', models.CharField(blank=True, max_length=120)),
                ('country', django_countries.fields.CountryField(max_length=2)),
                ('time_zone', timezone_field.fields.TimeZoneField(use_pytz=False)),
                ('organization', models.ForeignKey(db_index=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('organization', 'name'), name='teams_site_name', violation_error_message='A site with this name is already in the register.')],
            },
        ),
        migrations.CreateModel(
            name='SiteEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('city', models.CharField(blank=True, max_length=120)),
                ('country', django_countries.fields.CountryField(max_length=2)),
                ('time_zone', timezone_field.fields.TimeZoneField(use_pytz=False)),
                ('organization', models.ForeignKey(db_constraint=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.organization')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='teams.site')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('captive', 'Captive'), ('vendor_supplied', 'Supplied by a vendor')], max_length=20)),
                ('head_count', models.PositiveIntegerField(help_text='People, not full-time equivalents.')),
                ('organization', models.ForeignKey(db_index=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
                ('site', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='teams', to='teams.site')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('organization', 'name'), name='teams_team_name', violation_error_message='A team with this name is already in the register.')],
            },
        ),
        migrations.CreateModel(
            name='TeamEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('captive', 'Captive'), ('vendor_supplied', 'Supplied by a vendor')], max_length=20)),
                ('head_count', models.PositiveIntegerField(help_text='People, not full-time equivalents.')),
                ('organization', models.ForeignKey(db_constraint=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.organization')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='teams.team')),
                ('site', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='teams.site')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WorkingWindow',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('weekday', models.PositiveSmallIntegerField(choices=[(1, 'Monday'), (2, 'Tuesday'), (3, 'Wednesday'), (4, 'Thursday'), (5, 'Friday'), (6, 'Saturday'), (7, 'Sunday')])),
                ('starts', models.TimeField()),
                ('ends', models.TimeField()),
                ('organization', models.ForeignKey(db_index=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
                ('team', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='working_windows', to='teams.team')),
            ],
            options={
                'ordering': ['team', 'weekday', 'starts'],
                'constraints': [models.UniqueConstraint(fields=('organization', 'team', 'weekday', 'starts'), name='teams_workingwindow_once', violation_error_message='The team already has a window that starts then.'), models.CheckConstraint(condition=models.Q(('starts', models.F('ends')), _negated=True), name='teams_workingwindow_has_length', violation_error_message='A working window needs different start and end times.'), models.CheckConstraint(condition=models.Q(('weekday__range', (1, 7))), name='teams_workingwindow_weekday')],
            },
        ),
        migrations.CreateModel(
            name='WorkingWindowEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('weekday', models.PositiveSmallIntegerField(choices=[(1, 'Monday'), (2, 'Tuesday'), (3, 'Wednesday'), (4, 'Thursday'), (5, 'Friday'), (6, 'Saturday'), (7, 'Sunday')])),
                ('starts', models.TimeField()),
                ('ends', models.TimeField()),
                ('organization', models.ForeignKey(db_constraint=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.organization')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='teams.workingwindow')),
                ('team', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='teams.team')),
            ],
            options={
                'abstract': False,
            },
        ),
        accounts.triggers.AddTriggers(
            triggers=[('site', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "teams_siteevent" ("city", "country", "id", "name", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "time_zone") VALUES (NEW."city", NEW."country", NEW."id", NEW."name", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."time_zone"); RETURN NULL;', hash='a78221d4609837b4e63159a1deb55979309e79e6', operation='INSERT', pgid='pgtrigger_insert_insert_7cc52', table='teams_site', when='AFTER'))), ('site', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "teams_siteevent" ("city", "country", "id", "name", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "time_zone") VALUES (NEW."city", NEW."country", NEW."id", NEW."name", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."time_zone"); RETURN NULL;', hash='a6b319a1d612e2075cdc2204cf51bbfbc4ce8878', operation='UPDATE', pgid='pgtrigger_update_update_5ae09', table='teams_site', when='AFTER'))), ('site', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "teams_siteevent" ("city", "country", "id", "name", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "time_zone") VALUES (OLD."city", OLD."country", OLD."id", OLD."name", OLD."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."time_zone"); RETURN NULL;', hash='ca6e6ad996d380891161bcb6511e2f71821579bb', operation='DELETE', pgid='pgtrigger_delete_delete_45259', table='teams_site', when='AFTER'))), ('siteevent', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='88d43e11f5aa371cff87a8a85a90a5a41f2f5790', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b9b07', table='teams_siteevent', when='BEFORE'))), ('team', pgtrigger.compiler.Trigger(name='kind_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."kind" IS DISTINCT FROM (NEW."kind"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='badc62de694fa8f2370ad44d58edbb2c982b01cb', operation='UPDATE', pgid='pgtrigger_kind_stays_f404d', table='teams_team', when='BEFORE'))), ('team', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "teams_teamevent" ("head_count", "id", "kind", "name", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "site_id") VALUES (NEW."head_count", NEW."id", NEW."kind", NEW."name", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."site_id"); RETURN NULL;', hash='ab66b3de997727b64256ac5862ad136002ca1981', operation='INSERT', pgid='pgtrigger_insert_insert_59b08', table='teams_team', when='AFTER'))), ('team', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "teams_teamevent" ("head_count", "id", "kind", "name", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "site_id") VALUES (NEW."head_count", NEW."id", NEW."kind", NEW."name", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."site_id"); RETURN NULL;', hash='f68644db047b0ee778a9a6eb8ebcf625f03f1582', operation='UPDATE', pgid='pgtrigger_update_update_17c2b', table='teams_team', when='AFTER'))), ('team', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "teams_teamevent" ("head_count", "id", "kind", "name", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "site_id") VALUES (OLD."head_count", OLD."id", OLD."kind", OLD."name", OLD."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."site_id"); RETURN NULL;', hash='7f11971314a5ab5eb60e77b17204ff6c11d56351', operation='DELETE', pgid='pgtrigger_delete_delete_6cc68', table='teams_team', when='AFTER'))), ('teamevent', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='099db581ba05db956d8a6ff99b3e1796956e4b39', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3eca8', table='teams_teamevent', when='BEFORE'))), ('workingwindow', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "teams_workingwindowevent" ("ends", "id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts", "team_id", "weekday") VALUES (NEW."ends", NEW."id", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."starts", NEW."team_id", NEW."weekday"); RETURN NULL;', hash='5425edece84c3887eb7f7ac6477d5009d929f2f3', operation='INSERT', pgid='pgtrigger_insert_insert_3ba6e', table='teams_workingwindow', when='AFTER'))), ('workingwindow', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "teams_workingwindowevent" ("ends", "id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts", "team_id", "weekday") VALUES (NEW."ends", NEW."id", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."starts", NEW."team_id", NEW."weekday"); RETURN NULL;', hash='94e82fa4297cf85d5e944123d466a12d98766673', operation='UPDATE', pgid='pgtrigger_update_update_c9642', table='teams_workingwindow', when='AFTER'))), ('workingwindow', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "teams_workingwindowevent" ("ends", "id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts", "team_id", "weekday") VALUES (OLD."ends", OLD."id", OLD."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."starts", OLD."team_id", OLD."weekday"); RETURN NULL;', hash='f84e5c8ad54a89c88250bfc43e5403f3b84b1eef', operation='DELETE', pgid='pgtrigger_delete_delete_1ebd3', table='teams_workingwindow', when='AFTER'))), ('workingwindowevent', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='01f950bc16ea01497749718259c192131e0b130b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_150c0', table='teams_workingwindowevent', when='BEFORE')))],
        ),
    ]
