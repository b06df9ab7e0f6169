import accounts.current
import accounts.tenancy
import accounts.triggers
import django.core.validators
import django.db.models.deletion
import django_countries.fields
import pghistory.utils
import pgtrigger.compiler
import uuid_utils.compat
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('teams', '0001_initial'),
        ('vendors', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Engagement',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(help_text='Short and unique, such as a contract number.', max_length=80)),
                ('name', models.CharField(max_length=300)),
                ('operating_model', models.CharField(choices=[('own_entity', 'Own entity'), ('employer_of_record', 'Employer of record'), ('vendor', 'Vendor'), ('odc', 'Offshore development centre'), ('bot', 'Build-operate-transfer')], max_length=30)),
                ('transfer_date', models.DateField(blank=True, help_text='Build-operate-transfer: the day the people move over.', null=True)),
                ('declared_model', models.CharField(blank=True, choices=[('insourcing', 'Insourcing'), ('outsourcing', 'Outsourcing'), ('offshoring', 'Offshoring'), ('nearshoring', 'Nearshoring'), ('captive', 'Captive'), ('offshore_outsourcing', 'Offshore outsourcing'), ('', 'Not declared')], default='', max_length=30)),
                ('delivery_country', django_countries.fields.CountryField(blank=True, help_text='Used while no delivery team is recorded; empty: unknown.', max_length=2)),
                ('function', models.CharField(blank=True, max_length=120)),
                ('is_core', models.BooleanField(blank=True, help_text='Unknown until someone decides.', null=True, verbose_name='core work')),
                ('criticality', models.CharField(choices=[('low', 'Low'), ('medium', 'Medium'), ('high', 'High'), ('critical', 'Critical'), ('unknown', 'Not assessed')], default='unknown', max_length=20)),
                ('data_classification', models.CharField(choices=[('public', 'Public'), ('internal', 'Internal'), ('confidential', 'Confidential'), ('restricted', 'Restricted'), ('unknown', 'Not assessed')], default='unknown', max_length=20)),
                ('working_mode', models.CharField(choices=[('joint_daily', 'Joint daily work'), ('handoff', 'Handoff'), ('follow_the_sun', 'Follow the sun'), ('independent', 'Independent'), ('unknown', 'Not assessed')], default='unknown', max_length=20)),
                ('commitment', models.CharField(choices=[('project', 'Project'), ('term', 'Fixed term'), ('ongoing', 'Ongoing'), ('unknown', 'Not assessed')], default='unknown', max_length=20)),
                ('starts_on', models.DateField(blank=True, help_text='Empty: the first day of its earliest contract.', null=True)),
                ('horizon_months', models.PositiveSmallIntegerField(blank=True, help_text='How long the work is meant to stay where it is.', null=True)),
                ('decision_reviewed_on', models.DateField(blank=True, help_text='When the sourcing decision was last reviewed.', null=True)),
                ('scope_share_percent', models.DecimalField(blank=True, decimal_places=2, help_text='How much of the function is delegated, 0 to 100.', max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)])),
                ('notes', models.TextField(blank=True)),
                ('captive_team', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='engagements', to='teams.team')),
                ('internal_expert', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='expert_engagements', to='accounts.membership')),
                ('organization', models.ForeignKey(db_index=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
                ('owner', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='owned_engagements', to='accounts.membership')),
                ('vendor', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='engagements', to='vendors.vendor')),
            ],
            options={
                'ordering': ['key'],
                'constraints': [models.UniqueConstraint(fields=('organization', 'key'), name='sourcing_engagement_key', violation_error_message='An engagement with this key is already in the register.'), models.CheckConstraint(condition=models.Q(('vendor__isnull', True), ('captive_team__isnull', True), _connector='XOR'), name='sourcing_engagement_one_party', violation_error_message='An engagement is with exactly one party: a vendor or a captive team.'), models.CheckConstraint(condition=models.Q(('captive_team__isnull', True), ('operating_model__in', ['own_entity', 'employer_of_record']), _connector='OR'), name='sourcing_engagement_captive_is_own', violation_error_message='A captive team is run by your own entity or an employer of record.'), models.CheckConstraint(condition=models.Q(('vendor__isnull', True), models.Q(('operating_model', 'own_entity'), _negated=True), _connector='OR'), name='sourcing_engagement_vendor_is_not_own', violation_error_message="A vendor's people are not run by your own entity."), models.CheckConstraint(condition=models.Q(('transfer_date__isnull', True), ('operating_model', 'bot'), _connector='OR'), name='sourcing_engagement_transfer_of_bot', violation_error_message='Only build-operate-transfer has a transfer date.'), models.CheckConstraint(condition=models.Q(('scope_share_percent__isnull', True), ('scope_share_percent__range', (0, 100)), _connector='OR'), name='sourcing_engagement_scope_share', violation_error_message='The scope share is a percentage from 0 to 100.'), models.CheckConstraint(condition=models.Q(('key', ''), _negated=True), name='sourcing_engagement_has_key')],
            },
        ),
        migrations.CreateModel(
            name='DeliveryTeam',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('heads', models.PositiveIntegerField()),
                ('organization', models.ForeignKey(db_index=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
                ('team', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='teams.team')),
                ('engagement', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='delivery_teams', to='sourcing.engagement')),
            ],
            options={
                'ordering': ['engagement', 'team'],
                'constraints': [models.UniqueConstraint(fields=('organization', 'engagement', 'team'), name='sourcing_deliveryteam_once', violation_error_message='This team already delivers the engagement.')],
            },
        ),
        migrations.CreateModel(
            name='DeliveryTeamEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('heads', models.PositiveIntegerField()),
                ('organization', models.ForeignKey(db_constraint=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.organization')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='sourcing.deliveryteam')),
                ('team', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='teams.team')),
                ('engagement', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='sourcing.engagement')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='EngagementContract',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('contract', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='engagement_links', to='vendors.contract')),
                ('engagement', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='contract_links', to='sourcing.engagement')),
                ('organization', models.ForeignKey(db_index=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
            ],
            options={
                'ordering': ['engagement', 'contract'],
                'constraints': [models.UniqueConstraint(fields=('organization', 'contract'), name='sourcing_engagementcontract_once', violation_error_message='This contract already serves an engagement.')],
            },
        ),
        migrations.CreateModel(
            name='EngagementContractEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('contract', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vendors.contract')),
                ('engagement', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='sourcing.engagement')),
                ('organization', models.ForeignKey(db_constraint=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.organization')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='sourcing.engagementcontract')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='EngagementEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('key', models.CharField(help_text='Short and unique, such as a contract number.', max_length=80)),
                ('name', models.CharField(max_length=300)),
                ('operating_model', models.CharField(choices=[('own_entity', 'Own entity'), ('employer_of_record', 'Employer of record'), ('vendor', 'Vendor'), ('odc', 'Offshore development centre'), ('bot', 'Build-operate-transfer')], max_length=30)),
                ('transfer_date', models.DateField(blank=True, help_text='Build-operate-transfer: the day the people move over.', null=True)),
                ('declared_model', models.CharField(blank=True, choices=[('insourcing', 'Insourcing'), ('outsourcing', 'Outsourcing'), ('offshoring', 'Offshoring'), ('nearshoring', 'Nearshoring'), ('captive', 'Captive'), ('offshore_outsourcing', 'Offshore outsourcing'), ('', 'Not declared')], default='', max_length=30)),
                ('delivery_country', django_countries.fields.CountryField(blank=True, help_text='Used while no delivery team is recorded; empty: unknown.', max_length=2)),
                ('function', models.CharField(blank=True, max_length=120)),
                ('is_core', models.BooleanField(blank=True, help_text='Unknown until someone decides.', null=True, verbose_name='core work')),
                ('criticality', models.CharField(choices=[('low', 'Low'), ('medium', 'Medium'), ('high', 'High'), ('critical', 'Critical'), ('unknown', 'Not assessed')], default='unknown', max_length=20)),
                ('data_classification', models.CharField(choices=[('public', 'Public'), ('internal', 'Internal'), ('confidential', 'Confidential'), ('restricted', 'Restricted'), ('unknown', 'Not assessed')], default='unknown', max_length=20)),
                ('working_mode', models.CharField(choices=[('joint_daily', 'Joint daily work'), ('handoff', 'Handoff'), ('follow_the_sun', 'Follow the sun'), ('independent', 'Independent'), ('unknown', 'Not assessed')], default='unknown', max_length=20)),
                ('commitment', models.CharField(choices=[('project', 'Project'), ('term', 'Fixed term'), ('ongoing', 'Ongoing'), ('unknown', 'Not assessed')], default='unknown', max_length=20)),
                ('starts_on', models.DateField(blank=True, help_text='Empty: the first day of its earliest contract.', null=True)),
                ('horizon_months', models.PositiveSmallIntegerField(blank=True, help_text='How long the work is meant to stay where it is.', null=True)),
                ('decision_reviewed_on', models.DateField(blank=True, help_text='When the sourcing decision was last reviewed.', null=True)),
                ('scope_share_percent', models.DecimalField(blank=True, decimal_places=2, help_text='How much of the function is delegated, 0 to 100.', max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)])),
                ('notes', models.TextField(blank=True)),
                ('captive_team', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='teams.team')),
                ('internal_expert', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('organization', models.ForeignKey(db_constraint=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.organization')),
                ('owner', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='sourcing.engagement')),
                ('vendor', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vendors.vendor')),
            ],
            options={
                'abstract': False,
            },
        ),
        accounts.triggers.AddTriggers(
            triggers=[('engagement', pgtrigger.compiler.Trigger(name='captive_party', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.captive_team_id IS NOT NULL)', func="\n    IF NOT EXISTS (SELECT FROM teams_team t WHERE t.organization_id = NEW.organization_id\n                   AND t.id = NEW.captive_team_id AND t.kind = 'captive') THEN\n        RAISE EXCEPTION USING ERRCODE = 'check_violation',\n            CONSTRAINT = 'sourcing_engagement_captive_party',\n            MESSAGE = 'Only a captive team can be the party of an engagement.';\n    END IF;\n    RETURN NULL;\n", hash='8ff7019a183ed4e5ad1bdfc899a2cd58efa64235', operation='INSERT OR UPDATE', pgid='pgtrigger_captive_party_be1ef', table='sourcing_engagement', when='AFTER'))), ('engagement', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "sourcing_engagementevent" ("captive_team_id", "commitment", "criticality", "data_classification", "decision_reviewed_on", "declared_model", "delivery_country", "function", "horizon_months", "id", "internal_expert_id", "is_core", "key", "name", "notes", "operating_model", "organization_id", "owner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scope_share_percent", "starts_on", "transfer_date", "vendor_id", "working_mode") VALUES (NEW."captive_team_id", NEW."commitment", NEW."criticality", NEW."data_classification", NEW."decision_reviewed_on", NEW."declared_model", NEW."delivery_country", NEW."function", NEW."horizon_months", NEW."id", NEW."internal_expert_id", NEW."is_core", NEW."key", NEW."name", NEW."notes", NEW."operating_model", NEW."organization_id", NEW."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."scope_share_percent", NEW."starts_on", NEW."transfer_date", NEW."vendor_id", NEW."working_mode"); RETURN NULL;', hash='8798c30ec33786796fde769512e9cfcf3510777a', operation='INSERT', pgid='pgtrigger_insert_insert_b7146', table='sourcing_engagement', when='AFTER'))), ('engagement', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "sourcing_engagementevent" ("captive_team_id", "commitment", "criticality", "data_classification", "decision_reviewed_on", "declared_model", "delivery_country", "function", "horizon_months", "id", "internal_expert_id", "is_core", "key", "name", "notes", "operating_model", "organization_id", "owner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scope_share_percent", "starts_on", "transfer_date", "vendor_id", "working_mode") VALUES (NEW."captive_team_id", NEW."commitment", NEW."criticality", NEW."data_classification", NEW."decision_reviewed_on", NEW."declared_model", NEW."delivery_country", NEW."function", NEW."horizon_months", NEW."id", NEW."internal_expert_id", NEW."is_core", NEW."key", NEW."name", NEW."notes", NEW."operating_model", NEW."organization_id", NEW."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."scope_share_percent", NEW."starts_on", NEW."transfer_date", NEW."vendor_id", NEW."working_mode"); RETURN NULL;', hash='a6699ab3049ef4464ccfb8acee4d59be4fa5d574', operation='UPDATE', pgid='pgtrigger_update_update_e9bd5', table='sourcing_engagement', when='AFTER'))), ('engagement', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "sourcing_engagementevent" ("captive_team_id", "commitment", "criticality", "data_classification", "decision_reviewed_on", "declared_model", "delivery_country", "function", "horizon_months", "id", "internal_expert_id", "is_core", "key", "name", "notes", "operating_model", "organization_id", "owner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scope_share_percent", "starts_on", "transfer_date", "vendor_id", "working_mode") VALUES (OLD."captive_team_id", OLD."commitment", OLD."criticality", OLD."data_classification", OLD."decision_reviewed_on", OLD."declared_model", OLD."delivery_country", OLD."function", OLD."horizon_months", OLD."id", OLD."internal_expert_id", OLD."is_core", OLD."key", OLD."name", OLD."notes", OLD."operating_model", OLD."organization_id", OLD."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."scope_share_percent", OLD."starts_on", OLD."transfer_date", OLD."vendor_id", OLD."working_mode"); RETURN NULL;', hash='a9e5465a321cc911323843403841e623680e767c', operation='DELETE', pgid='pgtrigger_delete_delete_09345', table='sourcing_engagement', when='AFTER'))), ('deliveryteamevent', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5a001bc6e57f75b52b9b4d181f5a8eabd4005be7', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e6488', table='sourcing_deliveryteamevent', when='BEFORE'))), ('deliveryteam', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "sourcing_deliveryteamevent" ("engagement_id", "heads", "id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "team_id") VALUES (NEW."engagement_id", NEW."heads", NEW."id", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."team_id"); RETURN NULL;', hash='465e2a5eed081395969cc33c10a9e7b7295b8432', operation='INSERT', pgid='pgtrigger_insert_insert_c808a', table='sourcing_deliveryteam', when='AFTER'))), ('deliveryteam', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "sourcing_deliveryteamevent" ("engagement_id", "heads", "id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "team_id") VALUES (NEW."engagement_id", NEW."heads", NEW."id", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."team_id"); RETURN NULL;', hash='a34b23e462b8ab238e6b8ecd0834126f7630e93a', operation='UPDATE', pgid='pgtrigger_update_update_0e056', table='sourcing_deliveryteam', when='AFTER'))), ('deliveryteam', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "sourcing_deliveryteamevent" ("engagement_id", "heads", "id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "team_id") VALUES (OLD."engagement_id", OLD."heads", OLD."id", OLD."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."team_id"); RETURN NULL;', hash='5ec674897f5f241203bb8af54eef41b30f749809', operation='DELETE', pgid='pgtrigger_delete_delete_ffe47', table='sourcing_deliveryteam', when='AFTER'))), ('engagementcontract', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "sourcing_engagementcontractevent" ("contract_id", "engagement_id", "id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."contract_id", NEW."engagement_id", NEW."id", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='d596fc4efec1128ff1d714ac5aa43b270404be4d', operation='INSERT', pgid='pgtrigger_insert_insert_7fc1d', table='sourcing_engagementcontract', when='AFTER'))), ('engagementcontract', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "sourcing_engagementcontractevent" ("contract_id", "engagement_id", "id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."contract_id", NEW."engagement_id", NEW."id", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id"); RETURN NULL;', hash='1a6229ba80f667f302f7deb377ba5e38f3d12387', operation='UPDATE', pgid='pgtrigger_update_update_7b1dc', table='sourcing_engagementcontract', when='AFTER'))), ('engagementcontract', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "sourcing_engagementcontractevent" ("contract_id", "engagement_id", "id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."contract_id", OLD."engagement_id", OLD."id", OLD."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='45275d3f9e3ec0e3f8cc34cae5eeea916a8eb22d', operation='DELETE', pgid='pgtrigger_delete_delete_c7bf8', table='sourcing_engagementcontract', when='AFTER'))), ('engagementcontractevent', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d6b20ccdb5f803948d7278e5a239990efa531c59', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9cc86', table='sourcing_engagementcontractevent', when='BEFORE'))), ('engagementevent', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5565a446080a6ac5d088ebe4aa56d415b562af81', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e0da6', table='sourcing_engagementevent', when='BEFORE')))],
        ),
    ]
