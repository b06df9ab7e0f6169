import accounts.models
import accounts.triggers
import datetime
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django_countries.fields
import pghistory.utils
import pgtrigger.compiler
import timezone_field.fields
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('beat_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Organization',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('home_country', django_countries.fields.CountryField(max_length=2)),
                ('home_time_zone', timezone_field.fields.TimeZoneField(use_pytz=False)),
                ('reporting_currency', accounts.models.Currency(default='USD')),
                ('fiscal_year_start', models.PositiveSmallIntegerField(default=1, help_text='Month in which the fiscal year starts, 1 to 12.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(12)])),
                ('nearshore_countries', django_countries.fields.CountryField(blank=True, help_text='Countries that count as near. A country also needs clocks within 3 hours.', max_length=746, multiple=True)),
                ('pinned_today', models.DateField(blank=True, help_text='For demonstration data only: the date this organization lives in.', null=True)),
                ('is_suspended', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('fiscal_year_start__range', (1, 12))), name='accounts_organization_fiscal_year_month')],
            },
        ),
        migrations.CreateModel(
            name='OrganizationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=200)),
                ('slug', models.SlugField(db_index=False, max_length=60)),
                ('home_country', django_countries.fields.CountryField(max_length=2)),
                ('home_time_zone', timezone_field.fields.TimeZoneField(use_pytz=False)),
                ('reporting_currency', accounts.models.Currency(default='USD')),
                ('fiscal_year_start', models.PositiveSmallIntegerField(default=1, help_text='Month in which the fiscal year starts, 1 to 12.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(12)])),
                ('nearshore_countries', django_countries.fields.CountryField(blank=True, help_text='Countries that count as near. A country also needs clocks within 3 hours.', max_length=746, multiple=True)),
                ('pinned_today', models.DateField(blank=True, help_text='For demonstration data only: the date this organization lives in.', null=True)),
                ('is_suspended', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.organization')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('full_name', models.CharField(max_length=150)),
                ('time_zone', timezone_field.fields.TimeZoneField(default='UTC', use_pytz=False)),
                ('work_starts', models.TimeField(default=datetime.time(9, 0), help_text='Mails wait for this hour, in your own time zone.')),
                ('work_ends', models.TimeField(default=datetime.time(17, 0))),
                ('is_active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['full_name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='accounts_user_email_lower_case', violation_error_message='Addresses are kept in lower case.'), models.CheckConstraint(condition=models.Q(('work_ends__gt', models.F('work_starts'))), name='accounts_user_working_hours', violation_error_message='Your working day must end after it starts.')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('operations_lead', 'Operations lead'), ('vendor_manager', 'Vendor manager'), ('executive', 'Executive'), ('integrator', 'Integrator')], max_length=40)),
                ('receives_digest', models.BooleanField(default=True, help_text='Off: only critical findings are mailed.')),
                ('is_active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='accounts.organization')),
            ],
            options={
                'ordering': ['user__full_name'],
                'constraints': [models.UniqueConstraint(fields=('organization', 'user'), name='accounts_membership_once')],
            },
        ),
        migrations.CreateModel(
            name='MembershipEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('operations_lead', 'Operations lead'), ('vendor_manager', 'Vendor manager'), ('executive', 'Executive'), ('integrator', 'Integrator')], max_length=40)),
                ('receives_digest', models.BooleanField(default=True, help_text='Off: only critical findings are mailed.')),
                ('is_active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.membership')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.organization')),
            ],
            options={
                'abstract': False,
            },
        ),
        accounts.triggers.AddTriggers(
            triggers=[('organization', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "accounts_organizationevent" ("created_at", "fiscal_year_start", "home_country", "home_time_zone", "id", "is_suspended", "name", "nearshore_countries", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pinned_today", "reporting_currency", "slug") VALUES (NEW."created_at", NEW."fiscal_year_start", NEW."home_country", NEW."home_time_zone", NEW."id", NEW."is_suspended", NEW."name", NEW."nearshore_countries", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."pinned_today", NEW."reporting_currency", NEW."slug"); RETURN NULL;', hash='3f571862738a54b9d69de4c4f1bbeb6a09967810', operation='UPDATE', pgid='pgtrigger_update_update_df7c2', table='accounts_organization', when='AFTER'))), ('membershipevent', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e1f05704110766345bef638c18be4307af995a77', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9ee6c', table='accounts_membershipevent', when='BEFORE'))), ('membership', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_membershipevent" ("created_at", "id", "is_active", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "receives_digest", "role", "user_id") VALUES (NEW."created_at", NEW."id", NEW."is_active", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."receives_digest", NEW."role", NEW."user_id"); RETURN NULL;', hash='3dbdcaae703edf31cacfb532f0f38737e8a15ab4', operation='INSERT', pgid='pgtrigger_insert_insert_fc05a', table='accounts_membership', when='AFTER'))), ('membership', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "accounts_membershipevent" ("created_at", "id", "is_active", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "receives_digest", "role", "user_id") VALUES (NEW."created_at", NEW."id", NEW."is_active", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."receives_digest", NEW."role", NEW."user_id"); RETURN NULL;', hash='af85ef43fd0e92fd796c0a5620d41fd44db56641', operation='UPDATE', pgid='pgtrigger_update_update_20ab5', table='accounts_membership', when='AFTER'))), ('membership', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_membershipevent" ("created_at", "id", "is_active", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "receives_digest", "role", "user_id") VALUES (OLD."created_at", OLD."id", OLD."is_active", OLD."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."receives_digest", OLD."role", OLD."user_id"); RETURN NULL;', hash='f407c2d1252b5bdcefd368bf480db195ace9c400', operation='DELETE', pgid='pgtrigger_delete_delete_19a8f', table='accounts_membership', when='AFTER'))), ('organizationevent', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='54b4f4ac465ee58914aa45dbd28aa68208d61f5d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_88592', table='accounts_organizationevent', when='BEFORE')))],
        ),
    ]
