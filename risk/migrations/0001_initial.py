import accounts.current
import accounts.models
import accounts.tenancy
import accounts.triggers
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import uuid_utils.compat
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('sourcing', '0001_initial'),
        ('vendors', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('channel', models.CharField(choices=[('mail', 'Mail')], default='mail', max_length=20)),
                ('window', models.CharField(max_length=80)),
                ('subject', models.CharField(max_length=300)),
                ('text', models.TextField()),
                ('html', models.TextField()),
                ('headers', models.JSONField(default=dict)),
                ('message_id', models.CharField(max_length=200)),
                ('state', models.CharField(choices=[('pending', 'Waiting to be sent'), ('sending', 'Being sent'), ('sent', 'Sent'), ('parked', 'Refused; needs a person')], default='pending', max_length=20)),
                ('created_at', models.DateTimeField()),
                ('next_attempt_at', models.DateTimeField()),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('lease_owner', models.UUIDField(blank=True, null=True)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('last_error', models.CharField(blank=True, max_length=500)),
                ('organization', models.ForeignKey(db_index=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
                ('recipient', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='accounts.membership')),
            ],
            options={
                'verbose_name_plural': 'deliveries',
                'ordering': ['-created_at'],
                'indexes': [models.Index(condition=models.Q(('state', 'pending')), fields=['organization', 'next_attempt_at'], name='risk_delivery_due')],
                'constraints': [models.UniqueConstraint(fields=('organization', 'recipient', 'channel', 'window'), name='risk_delivery_window'), models.CheckConstraint(condition=models.Q(models.Q(('lease_owner__isnull', False), ('lease_until__isnull', False), ('state', 'sending')), models.Q(models.Q(('state', 'sending'), _negated=True), ('lease_owner__isnull', True), ('lease_until__isnull', True)), _connector='OR'), name='risk_delivery_lease'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', True)), _connector='OR'), name='risk_delivery_sent_at')],
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('rule', models.CharField(max_length=60)),
                ('fingerprint', models.CharField(max_length=64)),
                ('severity', models.PositiveSmallIntegerField(choices=[(1, 'Info'), (2, 'Low'), (3, 'Medium'), (4, 'High'), (5, 'Critical')])),
                ('state', models.CharField(choices=[('open', 'Open'), ('acknowledged', 'Acknowledged'), ('snoozed', 'Snoozed'), ('resolved', 'Resolved')], default='open', max_length=20)),
                ('title', models.CharField(max_length=300)),
                ('explanation', models.TextField(help_text='What, and why it matters.')),
                ('what_to_do', models.TextField()),
                ('money', models.DecimalField(blank=True, decimal_places=2, help_text='Money at stake.', max_digits=18, null=True)),
                ('currency', accounts.models.Currency(blank=True)),
                ('due_on', models.DateField(blank=True, help_text='Act by this day.', null=True)),
                ('evidence', models.JSONField(default=dict)),
                ('episode', models.PositiveIntegerField(default=1)),
                ('first_seen_at', models.DateTimeField()),
                ('last_seen_at', models.DateTimeField()),
                ('last_seen_on', models.DateField(blank=True, editable=False, null=True)),
                ('times_seen', models.PositiveIntegerField(default=1)),
                ('snoozed_until', models.DateField(blank=True, null=True)),
                ('state_changed_at', models.DateTimeField()),
                ('state_reason', models.CharField(blank=True, max_length=500)),
                ('contract', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='vendors.contract')),
                ('contract_item', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='vendors.contractitem')),
                ('engagement', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='sourcing.engagement')),
                ('organization', models.ForeignKey(db_index=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
                ('state_changed_by', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.membership')),
                ('vendor', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='vendors.vendor')),
            ],
            options={
                'ordering': ['-severity', 'due_on', '-money'],
                'indexes': [models.Index(fields=['organization', 'state', 'severity'], name='risk_finding_worst'), models.Index(fields=['organization', 'due_on'], name='risk_finding_due')],
                'constraints': [models.UniqueConstraint(fields=('organization', 'rule', 'fingerprint'), name='risk_finding_fingerprint'), models.CheckConstraint(condition=models.Q(models.Q(('contract__isnull', True), ('contract_item__isnull', True), ('engagement__isnull', True), ('vendor__isnull', False)), models.Q(('contract__isnull', False), ('contract_item__isnull', True), ('engagement__isnull', True), ('vendor__isnull', True)), models.Q(('contract__isnull', True), ('contract_item__isnull', False), ('engagement__isnull', True), ('vendor__isnull', True)), models.Q(('contract__isnull', True), ('contract_item__isnull', True), ('engagement__isnull', False), ('vendor__isnull', True)), _connector='OR'), name='risk_finding_one_subject'), models.CheckConstraint(condition=models.Q(models.Q(('snoozed_until__isnull', False), ('state', 'snoozed')), models.Q(models.Q(('state', 'snoozed'), _negated=True), ('snoozed_until__isnull', True)), _connector='OR'), name='risk_finding_snoozed_until'), models.CheckConstraint(condition=models.Q(('money__isnull', True), models.Q(('currency', ''), _negated=True), _connector='OR'), name='risk_finding_money')],
            },
        ),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('episode', models.PositiveIntegerField()),
                ('stage', models.CharField(choices=[('opened', 'Opened'), ('worsened', 'Worsened'), ('unacknowledged', 'Nobody acknowledged it')], max_length=20)),
                ('severity', models.PositiveSmallIntegerField()),
                ('channel', models.CharField(choices=[('mail', 'Mail')], default='mail', max_length=20)),
                ('created_at', models.DateTimeField()),
                ('dropped_at', models.DateTimeField(blank=True, help_text='The finding was resolved before the mail went out.', null=True)),
                ('organization', models.ForeignKey(db_index=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
                ('recipient', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='alerts', to='accounts.membership')),
                ('delivery', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='risk.delivery')),
                ('finding', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='alerts', to='risk.finding')),
            ],
            options={
                'ordering': ['-created_at'],
                'indexes': [models.Index(condition=models.Q(('delivery__isnull', True), ('dropped_at__isnull', True)), fields=['organization', 'recipient'], name='risk_alert_waiting')],
                'constraints': [models.UniqueConstraint(fields=('organization', 'finding', 'episode', 'stage', 'recipient', 'channel'), name='risk_alert_once')],
            },
        ),
        migrations.CreateModel(
            name='FindingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('rule', models.CharField(max_length=60)),
                ('fingerprint', models.CharField(max_length=64)),
                ('severity', models.PositiveSmallIntegerField(choices=[(1, 'Info'), (2, 'Low'), (3, 'Medium'), (4, 'High'), (5, 'Critical')])),
                ('state', models.CharField(choices=[('open', 'Open'), ('acknowledged', 'Acknowledged'), ('snoozed', 'Snoozed'), ('resolved', 'Resolved')], default='open', max_length=20)),
                ('title', models.CharField(max_length=300)),
                ('explanation', models.TextField(help_text='What, and why it matters.')),
                ('what_to_do', models.TextField()),
                ('money', models.DecimalField(blank=True, decimal_places=2, help_text='Money at stake.', max_digits=18, null=True)),
                ('currency', accounts.models.Currency(blank=True)),
                ('due_on', models.DateField(blank=True, help_text='Act by this day.', null=True)),
                ('evidence', models.JSONField(default=dict)),
                ('episode', models.PositiveIntegerField(default=1)),
                ('first_seen_at', models.DateTimeField()),
                ('snoozed_until', models.DateField(blank=True, null=True)),
                ('state_changed_at', models.DateTimeField()),
                ('state_reason', models.CharField(blank=True, max_length=500)),
                ('contract', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vendors.contract')),
                ('contract_item', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vendors.contractitem')),
                ('engagement', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='sourcing.engagement')),
                ('organization', models.ForeignKey(db_constraint=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.organization')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='risk.finding')),
                ('state_changed_by', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('vendor', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vendors.vendor')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RuleSetting',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('rule', models.CharField(max_length=60)),
                ('is_enabled', models.BooleanField(default=True)),
                ('parameters', models.JSONField(blank=True, default=dict)),
                ('organization', models.ForeignKey(db_index=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
            ],
            options={
                'ordering': ['rule'],
                'constraints': [models.UniqueConstraint(fields=('organization', 'rule'), name='risk_rulesetting_rule', violation_error_message='This rule already has settings.')],
            },
        ),
        migrations.CreateModel(
            name='RuleSettingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('rule', models.CharField(max_length=60)),
                ('is_enabled', models.BooleanField(default=True)),
                ('parameters', models.JSONField(blank=True, default=dict)),
                ('organization', models.ForeignKey(db_constraint=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.organization')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='risk.rulesetting')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ScanRun',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('window', models.CharField(max_length=40)),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('result', models.JSONField(default=dict)),
                ('organization', models.ForeignKey(db_index=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
            ],
            options={
                'ordering': ['-started_at'],
                'constraints': [models.UniqueConstraint(fields=('organization', 'kind', 'window'), name='risk_scanrun_window')],
            },
        ),
        migrations.CreateModel(
            name='Waiver',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('rule', models.CharField(max_length=60)),
                ('granted_on', models.DateField()),
                ('reason', models.TextField()),
                ('valid_until', models.DateField(help_text='The last day on which the waiver holds.')),
                ('engagement', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='waivers', to='sourcing.engagement')),
                ('granted_by', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='granted_waivers', to='accounts.membership')),
                ('organization', models.ForeignKey(db_index=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
            ],
            options={
                'ordering': ['-valid_until'],
                'constraints': [models.UniqueConstraint(fields=('organization', 'rule', 'engagement', 'valid_until'), name='risk_waiver_once'), models.CheckConstraint(condition=models.Q(('valid_until__gte', models.F('granted_on'))), name='risk_waiver_days_in_order', violation_error_message='A waiver ends on or after the day it was granted.'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='risk_waiver_has_reason', violation_error_message='A waiver needs a reason.')],
            },
        ),
        migrations.CreateModel(
            name='WaiverEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('rule', models.CharField(max_length=60)),
                ('granted_on', models.DateField()),
                ('reason', models.TextField()),
                ('valid_until', models.DateField(help_text='The last day on which the waiver holds.')),
                ('engagement', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='sourcing.engagement')),
                ('granted_by', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('organization', models.ForeignKey(db_constraint=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.organization')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='risk.waiver')),
            ],
            options={
                'abstract': False,
            },
        ),
        accounts.triggers.AddTriggers(
            triggers=[('finding', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "risk_findingevent" ("contract_id", "contract_item_id", "currency", "due_on", "engagement_id", "episode", "evidence", "explanation", "fingerprint", "first_seen_at", "id", "money", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule", "severity", "snoozed_until", "state", "state_changed_at", "state_changed_by_id", "state_reason", "title", "vendor_id", "what_to_do") VALUES (NEW."contract_id", NEW."contract_item_id", NEW."currency", NEW."due_on", NEW."engagement_id", NEW."episode", NEW."evidence", NEW."explanation", NEW."fingerprint", NEW."first_seen_at", NEW."id", NEW."money", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."rule", NEW."severity", NEW."snoozed_until", NEW."state", NEW."state_changed_at", NEW."state_changed_by_id", NEW."state_reason", NEW."title", NEW."vendor_id", NEW."what_to_do"); RETURN NULL;', hash='9217564d12ab65ac05e1719317a60abfb5f0ef72', operation='INSERT', pgid='pgtrigger_insert_insert_10e11', table='risk_finding', when='AFTER'))), ('finding', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."contract_id" IS DISTINCT FROM (NEW."contract_id") OR OLD."contract_item_id" IS DISTINCT FROM (NEW."contract_item_id") OR OLD."currency" IS DISTINCT FROM (NEW."currency") OR OLD."due_on" IS DISTINCT FROM (NEW."due_on") OR OLD."engagement_id" IS DISTINCT FROM (NEW."engagement_id") OR OLD."episode" IS DISTINCT FROM (NEW."episode") OR OLD."evidence" IS DISTINCT FROM (NEW."evidence") OR OLD."explanation" IS DISTINCT FROM (NEW."explanation") OR OLD."fingerprint" IS DISTINCT FROM (NEW."fingerprint") OR OLD."first_seen_at" IS DISTINCT FROM (NEW."first_seen_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."money" IS DISTINCT FROM (NEW."money") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."rule" IS DISTINCT FROM (NEW."rule") OR OLD."severity" IS DISTINCT FROM (NEW."severity") OR OLD."snoozed_until" IS DISTINCT FROM (NEW."snoozed_until") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."state_changed_at" IS DISTINCT FROM (NEW."state_changed_at") OR OLD."state_changed_by_id" IS DISTINCT FROM (NEW."state_changed_by_id") OR OLD."state_reason" IS DISTINCT FROM (NEW."state_reason") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."vendor_id" IS DISTINCT FROM (NEW."vendor_id") OR OLD."what_to_do" IS DISTINCT FROM (NEW."what_to_do"))', func='INSERT INTO "risk_findingevent" ("contract_id", "contract_item_id", "currency", "due_on", "engagement_id", "episode", "evidence", "explanation", "fingerprint", "first_seen_at", "id", "money", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule", "severity", "snoozed_until", "state", "state_changed_at", "state_changed_by_id", "state_reason", "title", "vendor_id", "what_to_do") VALUES (NEW."contract_id", NEW."contract_item_id", NEW."currency", NEW."due_on", NEW."engagement_id", NEW."episode", NEW."evidence", NEW."explanation", NEW."fingerprint", NEW."first_seen_at", NEW."id", NEW."money", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."rule", NEW."severity", NEW."snoozed_until", NEW."state", NEW."state_changed_at", NEW."state_changed_by_id", NEW."state_reason", NEW."title", NEW."vendor_id", NEW."what_to_do"); RETURN NULL;', hash='86ca87b68dec5efb4c9c4d5e2a8d610d95f3133b', operation='UPDATE', pgid='pgtrigger_update_update_84077', table='risk_finding', when='AFTER'))), ('finding', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "risk_findingevent" ("contract_id", "contract_item_id", "currency", "due_on", "engagement_id", "episode", "evidence", "explanation", "fingerprint", "first_seen_at", "id", "money", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule", "severity", "snoozed_until", "state", "state_changed_at", "state_changed_by_id", "state_reason", "title", "vendor_id", "what_to_do") VALUES (OLD."contract_id", OLD."contract_item_id", OLD."currency", OLD."due_on", OLD."engagement_id", OLD."episode", OLD."evidence", OLD."explanation", OLD."fingerprint", OLD."first_seen_at", OLD."id", OLD."money", OLD."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."rule", OLD."severity", OLD."snoozed_until", OLD."state", OLD."state_changed_at", OLD."state_changed_by_id", OLD."state_reason", OLD."title", OLD."vendor_id", OLD."what_to_do"); RETURN NULL;', hash='7e50df96c6589f460d706e4eaca2dacd53d5ebb3', operation='DELETE', pgid='pgtrigger_delete_delete_a7d8e', table='risk_finding', when='AFTER'))), ('findingevent', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='804ab322a1af1bbe7045aaec5a12f357b6874c11', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c15c2', table='risk_findingevent', when='BEFORE'))), ('rulesetting', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "risk_rulesettingevent" ("id", "is_enabled", "organization_id", "parameters", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule") VALUES (NEW."id", NEW."is_enabled", NEW."organization_id", NEW."parameters", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."rule"); RETURN NULL;', hash='c72ac31423ada12629354863fc7ee472e1b7132d', operation='INSERT', pgid='pgtrigger_insert_insert_65f6f', table='risk_rulesetting', when='AFTER'))), ('rulesetting', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "risk_rulesettingevent" ("id", "is_enabled", "organization_id", "parameters", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule") VALUES (NEW."id", NEW."is_enabled", NEW."organization_id", NEW."parameters", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."rule"); RETURN NULL;', hash='3e4bf7a0682152e1d1b5a29b8ff7c1ab29f488a8', operation='UPDATE', pgid='pgtrigger_update_update_be127', table='risk_rulesetting', when='AFTER'))), ('rulesetting', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "risk_rulesettingevent" ("id", "is_enabled", "organization_id", "parameters", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule") VALUES (OLD."id", OLD."is_enabled", OLD."organization_id", OLD."parameters", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."rule"); RETURN NULL;', hash='bbb08c1adba6f353ca9d1a8669aef8ddc0d43cd7', operation='DELETE', pgid='pgtrigger_delete_delete_ce034', table='risk_rulesetting', when='AFTER'))), ('rulesettingevent', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6580ce9703008ef0944632ac81eea3e3a8e5eacd', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5bcc8', table='risk_rulesettingevent', when='BEFORE'))), ('waiver', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "risk_waiverevent" ("engagement_id", "granted_by_id", "granted_on", "id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "rule", "valid_until") VALUES (NEW."engagement_id", NEW."granted_by_id", NEW."granted_on", NEW."id", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."reason", NEW."rule", NEW."valid_until"); RETURN NULL;', hash='ea3dcbe1b1938f5a9928d49691bf5909647e26ac', operation='INSERT', pgid='pgtrigger_insert_insert_0a077', table='risk_waiver', when='AFTER'))), ('waiver', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "risk_waiverevent" ("engagement_id", "granted_by_id", "granted_on", "id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "rule", "valid_until") VALUES (NEW."engagement_id", NEW."granted_by_id", NEW."granted_on", NEW."id", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."reason", NEW."rule", NEW."valid_until"); RETURN NULL;', hash='7ac14fe2223cdd121c02b64cc55ba737f7782868', operation='UPDATE', pgid='pgtrigger_update_update_8c6ee', table='risk_waiver', when='AFTER'))), ('waiver', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "risk_waiverevent" ("engagement_id", "granted_by_id", "granted_on", "id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "rule", "valid_until") VALUES (OLD."engagement_id", OLD."granted_by_id", OLD."granted_on", OLD."id", OLD."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."reason", OLD."rule", OLD."valid_until"); RETURN NULL;', hash='dd49a5df2d4155f54a04a7d1fb3101a7bdcd6a39', operation='DELETE', pgid='pgtrigger_delete_delete_f608f', table='risk_waiver', when='AFTER'))), ('waiverevent', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='aef7444bfcfb966b9e504f91d9793747c7549edd', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_edc18', table='risk_waiverevent', when='BEFORE')))],
        ),
    ]
