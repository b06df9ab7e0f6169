import accounts.current
import accounts.models
import accounts.tenancy
import accounts.triggers
import django.core.validators
import django.db.models.deletion
import django_countries.fields
import pghistory.utils
import pgtrigger.compiler
import uuid_utils.compat
import vendors.models.vendor
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Vendor',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('legal_name', models.CharField(max_length=200)),
                ('country', django_countries.fields.CountryField(blank=True, help_text='Where the company is registered.', max_length=2)),
                ('lei', models.CharField(blank=True, help_text='Legal entity identifier (ISO 17442), 20 characters.', max_length=20, validators=[vendors.models.vendor.validate_lei], verbose_name='LEI')),
                ('status', models.CharField(choices=[('prospect', 'Prospect'), ('active', 'Active'), ('suspended', 'Suspended'), ('ended', 'Ended')], default='active', max_length=20)),
                ('tier', models.CharField(choices=[('strategic', 'Strategic'), ('important', 'Important'), ('tactical', 'Tactical'), ('unrated', 'Not rated')], default='unrated', max_length=20)),
                ('substitutability', models.CharField(choices=[('not', 'Not substitutable'), ('highly_complex', 'Highly complex'), ('medium', 'Medium'), ('easy', 'Easily substitutable'), ('unknown', 'Not assessed')], default='unknown', max_length=20)),
                ('substitutability_reason', models.CharField(blank=True, choices=[('no_alternative', 'No real alternative'), ('migration', 'Difficult to migrate'), ('both', 'No alternative and difficult to migrate')], max_length=20)),
                ('reintegration', models.CharField(choices=[('easy', 'Easy'), ('difficult', 'Difficult'), ('highly_complex', 'Highly complex'), ('unknown', 'Not assessed')], default='unknown', max_length=20)),
                ('has_exit_plan', models.BooleanField(blank=True, help_text='Unknown until someone has looked.', null=True, verbose_name='exit plan')),
                ('exit_tested_on', models.DateField(blank=True, null=True)),
                ('exit_tested_days', models.PositiveIntegerField(blank=True, help_text='How many calendar days the tested exit took.', null=True)),
                ('notes', models.TextField(blank=True)),
                ('organization', models.ForeignKey(db_index=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
                ('ultimate_parent', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='subsidiaries', to='vendors.vendor')),
            ],
            options={
                'ordering': ['legal_name'],
                'constraints': [models.UniqueConstraint(fields=('organization', 'legal_name'), name='vendors_vendor_legal_name', violation_error_message='A vendor with this legal name is already in the register.'), models.UniqueConstraint(condition=models.Q(('lei', ''), _negated=True), fields=('organization', 'lei'), name='vendors_vendor_lei', violation_error_message='Another vendor already carries this LEI.'), models.CheckConstraint(condition=models.Q(('lei', ''), ('lei__regex', '^[A-Z0-9]{18}[0-9]{2}$'), _connector='OR'), name='vendors_vendor_lei_form', violation_error_message='An LEI has 18 letters or digits and 2 check digits.'), models.CheckConstraint(condition=models.Q(('exit_tested_on__isnull', True), ('has_exit_plan', True), _connector='OR'), name='vendors_vendor_tested_plan_exists', violation_error_message='Only an exit plan that exists can have been tested.'), models.CheckConstraint(condition=models.Q(('legal_name', ''), _negated=True), name='vendors_vendor_is_named')],
            },
        ),
        migrations.CreateModel(
            name='Contract',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=80)),
                ('title', models.CharField(blank=True, max_length=300)),
                ('kind', models.CharField(choices=[('master', 'Master agreement'), ('statement_of_work', 'Statement of work'), ('order', 'Order'), ('standalone', 'Stand-alone contract')], default='standalone', max_length=20)),
                ('original_vendor', models.CharField(blank=True, help_text='Whom the contract was first concluded with.', max_length=200)),
                ('business_unit', models.CharField(blank=True, max_length=200)),
                ('first_day', models.DateField(blank=True, null=True)),
                ('last_day', models.DateField(blank=True, help_text='The last day on which it runs; empty: no end agreed.', null=True)),
                ('value', models.DecimalField(blank=True, decimal_places=2, help_text='Sum of its items.', max_digits=18, null=True)),
                ('currency', accounts.models.Currency(default='USD')),
                ('notice_period', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('notice_unit', models.CharField(blank=True, choices=[('calendar_days', 'calendar days'), ('business_days', 'business days'), ('months', 'months')], max_length=20)),
                ('delivery_days', models.PositiveSmallIntegerField(default=0, help_text='Calendar days a notice needs to arrive.')),
                ('auto_renewal', models.BooleanField(blank=True, help_text='Unknown until someone has read the contract.', null=True)),
                ('renewal_months', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)])),
                ('renewal_uplift_percent', models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True)),
                ('replacement_lead_days', models.PositiveSmallIntegerField(blank=True, help_text='Calendar days needed to put a replacement in place.', null=True)),
                ('notes', models.TextField(blank=True)),
                ('extra', models.JSONField(blank=True, default=dict, editable=False, help_text='Columns of the source kept as they are.')),
                ('organization', models.ForeignKey(db_index=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
                ('owner', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='owned_contracts', to='accounts.membership')),
                ('parent', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, help_text='The master agreement that this contract stands under.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='vendors.contract')),
                ('vendor', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='contracts', to='vendors.vendor')),
            ],
            options={
                'ordering': ['number'],
                'indexes': [models.Index(fields=['organization', 'last_day'], name='vendors_contract_by_end')],
                'constraints': [models.UniqueConstraint(fields=('organization', 'number'), name='vendors_contract_number', violation_error_message='A contract with this number is already in the register.'), models.CheckConstraint(condition=models.Q(('last_day__isnull', True), ('last_day__gte', models.F('first_day')), _connector='OR'), name='vendors_contract_days_in_order', violation_error_message='The last day comes before the first day.'), models.CheckConstraint(condition=models.Q(models.Q(('notice_period__isnull', True), ('notice_unit', '')), models.Q(('notice_period__isnull', False), models.Q(('notice_unit', ''), _negated=True)), _connector='OR'), name='vendors_contract_notice_has_unit', violation_error_message='A notice period needs its unit, and a unit its period.'), models.CheckConstraint(condition=models.Q(('kind__in', ['statement_of_work', 'order']), ('parent__isnull', True), _connector='OR'), name='vendors_contract_parent_kind', violation_error_message='Only statements of work and orders stand under a master.'), models.CheckConstraint(condition=models.Q(('number', ''), _negated=True), name='vendors_contract_is_numbered')],
            },
        ),
        migrations.CreateModel(
            name='ContractItem',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=80)),
                ('is_original', models.BooleanField(default=False, help_text='The item the contract was first concluded with.')),
                ('first_day', models.DateField()),
                ('last_day', models.DateField(blank=True, null=True)),
                ('amount', models.DecimalField(decimal_places=2, help_text="In the contract's currency; negative cuts scope.", max_digits=18)),
                ('title', models.CharField(blank=True, max_length=300)),
                ('source', models.CharField(blank=True, editable=False, help_text='File and line it was read from.', max_length=300)),
                ('extra', models.JSONField(blank=True, default=dict, editable=False)),
                ('contract', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='items', to='vendors.contract')),
                ('organization', models.ForeignKey(db_index=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
                ('vendor', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='contract_items', to='vendors.vendor')),
            ],
            options={
                'ordering': ['contract', 'first_day', 'number'],
                'constraints': [models.UniqueConstraint(fields=('organization', 'contract', 'number', 'first_day'), name='vendors_contractitem_term', violation_error_message='This item already has a term with the same first day.'), models.CheckConstraint(condition=models.Q(('last_day__isnull', True), ('last_day__gte', models.F('first_day')), _connector='OR'), name='vendors_contractitem_days_in_order', violation_error_message='The last day comes before the first day.')],
            },
        ),
        migrations.CreateModel(
            name='PaymentToDate',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('as_of', models.DateField()),
                ('amount', models.DecimalField(decimal_places=2, max_digits=18)),
                ('source', models.CharField(blank=True, editable=False, max_length=300)),
                ('item', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='payments', to='vendors.contractitem')),
                ('organization', models.ForeignKey(db_index=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
            ],
            options={
                'verbose_name_plural': 'payments to date',
                'ordering': ['item', '-as_of'],
                'constraints': [models.UniqueConstraint(fields=('organization', 'item', 'as_of'), name='vendors_paymenttodate_once_a_day', violation_error_message='There is already a figure for this item and day.')],
            },
        ),
        migrations.CreateModel(
            name='PaymentToDateEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('as_of', models.DateField()),
                ('amount', models.DecimalField(decimal_places=2, max_digits=18)),
                ('source', models.CharField(blank=True, editable=False, max_length=300)),
                ('item', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vendors.contractitem')),
                ('organization', models.ForeignKey(db_constraint=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.organization')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='vendors.paymenttodate')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SubcontractorLink',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('service', models.CharField(blank=True, max_length=200)),
                ('since', models.DateField(blank=True, null=True)),
                ('organization', models.ForeignKey(db_index=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
                ('prime', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='subcontractor_links', to='vendors.vendor')),
                ('subcontractor', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='prime_links', to='vendors.vendor')),
            ],
            options={
                'ordering': ['prime__legal_name', 'subcontractor__legal_name'],
                'constraints': [models.UniqueConstraint(fields=('organization', 'prime', 'subcontractor'), name='vendors_subcontractorlink_once', violation_error_message='This subcontractor is already recorded.'), models.CheckConstraint(condition=models.Q(('prime', models.F('subcontractor')), _negated=True), name='vendors_subcontractorlink_not_self', violation_error_message='A vendor is not its own subcontractor.')],
            },
        ),
        migrations.CreateModel(
            name='SubcontractorLinkEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('service', models.CharField(blank=True, max_length=200)),
                ('since', models.DateField(blank=True, null=True)),
                ('organization', models.ForeignKey(db_constraint=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.organization')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='vendors.subcontractorlink')),
                ('prime', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vendors.vendor')),
                ('subcontractor', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vendors.vendor')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ContractItemEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('number', models.CharField(max_length=80)),
                ('is_original', models.BooleanField(default=False, help_text='The item the contract was first concluded with.')),
                ('first_day', models.DateField()),
                ('last_day', models.DateField(blank=True, null=True)),
                ('amount', models.DecimalField(decimal_places=2, help_text="In the contract's currency; negative cuts scope.", max_digits=18)),
                ('title', models.CharField(blank=True, max_length=300)),
                ('source', models.CharField(blank=True, editable=False, help_text='File and line it was read from.', max_length=300)),
                ('extra', models.JSONField(blank=True, default=dict, editable=False)),
                ('contract', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vendors.contract')),
                ('organization', models.ForeignKey(db_constraint=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.organization')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='vendors.contractitem')),
                ('vendor', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vendors.vendor')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ContractEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('number', models.CharField(max_length=80)),
                ('title', models.CharField(blank=True, max_length=300)),
                ('kind', models.CharField(choices=[('master', 'Master agreement'), ('statement_of_work', 'Statement of work'), ('order', 'Order'), ('standalone', 'Stand-alone contract')], default='standalone', max_length=20)),
                ('original_vendor', models.CharField(blank=True, help_text='Whom the contract was first concluded with.', max_length=200)),
                ('business_unit', models.CharField(blank=True, max_length=200)),
                ('first_day', models.DateField(blank=True, null=True)),
                ('last_day', models.DateField(blank=True, help_text='The last day on which it runs; empty: no end agreed.', null=True)),
                ('value', models.DecimalField(blank=True, decimal_places=2, help_text='Sum of its items.', max_digits=18, null=True)),
                ('currency', accounts.models.Currency(default='USD')),
                ('notice_period', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('notice_unit', models.CharField(blank=True, choices=[('calendar_days', 'calendar days'), ('business_days', 'business days'), ('months', 'months')], max_length=20)),
                ('delivery_days', models.PositiveSmallIntegerField(default=0, help_text='Calendar days a notice needs to arrive.')),
                ('auto_renewal', models.BooleanField(blank=True, help_text='Unknown until someone has read the contract.', null=True)),
                ('renewal_months', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)])),
                ('renewal_uplift_percent', models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True)),
                ('replacement_lead_days', models.PositiveSmallIntegerField(blank=True, help_text='Calendar days needed to put a replacement in place.', null=True)),
                ('notes', models.TextField(blank=True)),
                ('extra', models.JSONField(blank=True, default=dict, editable=False, help_text='Columns of the source kept as they are.')),
                ('organization', models.ForeignKey(db_constraint=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.organization')),
                ('owner', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('parent', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, help_text='The master agreement that this contract stands under.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vendors.contract')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='vendors.contract')),
                ('vendor', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vendors.vendor')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='VendorEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('legal_name', models.CharField(max_length=200)),
                ('country', django_countries.fields.CountryField(blank=True, help_text='Where the company is registered.', max_length=2)),
                ('lei', models.CharField(blank=True, help_text='Legal entity identifier (ISO 17442), 20 characters.', max_length=20, validators=[vendors.models.vendor.validate_lei], verbose_name='LEI')),
                ('status', models.CharField(choices=[('prospect', 'Prospect'), ('active', 'Active'), ('suspended', 'Suspended'), ('ended', 'Ended')], default='active', max_length=20)),
                ('tier', models.CharField(choices=[('strategic', 'Strategic'), ('important', 'Important'), ('tactical', 'Tactical'), ('unrated', 'Not rated')], default='unrated', max_length=20)),
                ('substitutability', models.CharField(choices=[('not', 'Not substitutable'), ('highly_complex', 'Highly complex'), ('medium', 'Medium'), ('easy', 'Easily substitutable'), ('unknown', 'Not assessed')], default='unknown', max_length=20)),
                ('substitutability_reason', models.CharField(blank=True, choices=[('no_alternative', 'No real alternative'), ('migration', 'Difficult to migrate'), ('both', 'No alternative and difficult to migrate')], max_length=20)),
                ('reintegration', models.CharField(choices=[('easy', 'Easy'), ('difficult', 'Difficult'), ('highly_complex', 'Highly complex'), ('unknown', 'Not assessed')], default='unknown', max_length=20)),
                ('has_exit_plan', models.BooleanField(blank=True, help_text='Unknown until someone has looked.', null=True, verbose_name='exit plan')),
                ('exit_tested_on', models.DateField(blank=True, null=True)),
                ('exit_tested_days', models.PositiveIntegerField(blank=True, help_text='How many calendar days the tested exit took.', null=True)),
                ('notes', models.TextField(blank=True)),
                ('organization', models.ForeignKey(db_constraint=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.organization')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='vendors.vendor')),
                ('ultimate_parent', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vendors.vendor')),
            ],
            options={
                'abstract': False,
            },
        ),
        accounts.triggers.AddTriggers(
            triggers=[('paymenttodate', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "vendors_paymenttodateevent" ("amount", "as_of", "id", "item_id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source") VALUES (NEW."amount", NEW."as_of", NEW."id", NEW."item_id", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."source"); RETURN NULL;', hash='3e24855ecef52f1c29ae35efbf270520d65fcb33', operation='INSERT', pgid='pgtrigger_insert_insert_d3f88', table='vendors_paymenttodate', when='AFTER'))), ('paymenttodate', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "vendors_paymenttodateevent" ("amount", "as_of", "id", "item_id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source") VALUES (NEW."amount", NEW."as_of", NEW."id", NEW."item_id", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."source"); RETURN NULL;', hash='eb3b93c432c8d936437a1073807a981ba8306f18', operation='UPDATE', pgid='pgtrigger_update_update_4cef0', table='vendors_paymenttodate', when='AFTER'))), ('paymenttodate', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "vendors_paymenttodateevent" ("amount", "as_of", "id", "item_id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source") VALUES (OLD."amount", OLD."as_of", OLD."id", OLD."item_id", OLD."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."source"); RETURN NULL;', hash='2b2e28f7e4c81d74ba9b9ae55968ceb58f04c6a9', operation='DELETE', pgid='pgtrigger_delete_delete_519b3', table='vendors_paymenttodate', when='AFTER'))), ('paymenttodateevent', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fb827fbd343be8866329f03e08bf6803544b5cee', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c7452', table='vendors_paymenttodateevent', when='BEFORE'))), ('vendor', pgtrigger.compiler.Trigger(name='parent_loop', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.ultimate_parent_id IS NOT NULL)', func="\n            IF EXISTS (\n                WITH RECURSIVE ancestors(id) AS (\n                    SELECT NEW.ultimate_parent_id\n                    UNION\n                    SELECT t.ultimate_parent_id FROM vendors_vendor t\n                    JOIN ancestors a ON t.id = a.id\n                    WHERE t.ultimate_parent_id IS NOT NULL\n                )\n                SELECT FROM ancestors WHERE id = NEW.id\n            ) THEN\n                RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'A vendor can not be its own ultimate parent.',\n                    CONSTRAINT = 'vendors_vendor_parent_loop';\n            END IF;\n            RETURN NULL;\n        ", hash='67717b857b2c9f1f82f795f0acee5b32b6cafd10', operation='INSERT OR UPDATE', pgid='pgtrigger_parent_loop_8ff4b', table='vendors_vendor', when='AFTER'))), ('vendor', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "vendors_vendorevent" ("country", "exit_tested_days", "exit_tested_on", "has_exit_plan", "id", "legal_name", "lei", "notes", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reintegration", "status", "substitutability", "substitutability_reason", "tier", "ultimate_parent_id") VALUES (NEW."country", NEW."exit_tested_days", NEW."exit_tested_on", NEW."has_exit_plan", NEW."id", NEW."legal_name", NEW."lei", NEW."notes", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."reintegration", NEW."status", NEW."substitutability", NEW."substitutability_reason", NEW."tier", NEW."ultimate_parent_id"); RETURN NULL;', hash='eb90ddb634b3e85c01ad52cc0e99e9ced68ce2cb', operation='INSERT', pgid='pgtrigger_insert_insert_9eddb', table='vendors_vendor', when='AFTER'))), ('vendor', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "vendors_vendorevent" ("country", "exit_tested_days", "exit_tested_on", "has_exit_plan", "id", "legal_name", "lei", "notes", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reintegration", "status", "substitutability", "substitutability_reason", "tier", "ultimate_parent_id") VALUES (NEW."country", NEW."exit_tested_days", NEW."exit_tested_on", NEW."has_exit_plan", NEW."id", NEW."legal_name", NEW."lei", NEW."notes", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."reintegration", NEW."status", NEW."substitutability", NEW."substitutability_reason", NEW."tier", NEW."ultimate_parent_id"); RETURN NULL;', hash='cbc2a8c65cf4db37b5c359c45b53aab8f68ea860', operation='UPDATE', pgid='pgtrigger_update_update_a50f8', table='vendors_vendor', when='AFTER'))), ('vendor', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "vendors_vendorevent" ("country", "exit_tested_days", "exit_tested_on", "has_exit_plan", "id", "legal_name", "lei", "notes", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reintegration", "status", "substitutability", "substitutability_reason", "tier", "ultimate_parent_id") VALUES (OLD."country", OLD."exit_tested_days", OLD."exit_tested_on", OLD."has_exit_plan", OLD."id", OLD."legal_name", OLD."lei", OLD."notes", OLD."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."reintegration", OLD."status", OLD."substitutability", OLD."substitutability_reason", OLD."tier", OLD."ultimate_parent_id"); RETURN NULL;', hash='fd14be658949db54c4dd54d2eff8c692d92e4815', operation='DELETE', pgid='pgtrigger_delete_delete_7fa5f', table='vendors_vendor', when='AFTER'))), ('subcontractorlinkevent', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='28cc265427ac63f88801fb5ef64e700a9988583f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_26f10', table='vendors_subcontractorlinkevent', when='BEFORE'))), ('subcontractorlink', pgtrigger.compiler.Trigger(name='subcontractor_loop', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.subcontractor_id IS NOT NULL)', func="\n            IF EXISTS (\n                WITH RECURSIVE ancestors(id) AS (\n                    SELECT NEW.subcontractor_id\n                    UNION\n                    SELECT t.subcontractor_id FROM vendors_subcontractorlink t\n                    JOIN ancestors a ON t.prime_id = a.id\n                    WHERE t.subcontractor_id IS NOT NULL\n                )\n                SELECT FROM ancestors WHERE id = NEW.prime_id\n            ) THEN\n                RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'The subcontractor already passes work on to this vendor.',\n                    CONSTRAINT = 'vendors_subcontractorlink_subcontractor_loop';\n            END IF;\n            RETURN NULL;\n        ", hash='1a7dd54f2d8b50fd32f5715f564836d45a417f42', operation='INSERT OR UPDATE', pgid='pgtrigger_subcontractor_loop_af04e', table='vendors_subcontractorlink', when='AFTER'))), ('subcontractorlink', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "vendors_subcontractorlinkevent" ("id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prime_id", "service", "since", "subcontractor_id") VALUES (NEW."id", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."prime_id", NEW."service", NEW."since", NEW."subcontractor_id"); RETURN NULL;', hash='68528a582f487d9161bab2c157e498e93bcc687b', operation='INSERT', pgid='pgtrigger_insert_insert_2b7f9', table='vendors_subcontractorlink', when='AFTER'))), ('subcontractorlink', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "vendors_subcontractorlinkevent" ("id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prime_id", "service", "since", "subcontractor_id") VALUES (NEW."id", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."prime_id", NEW."service", NEW."since", NEW."subcontractor_id"); RETURN NULL;', hash='2aa573e82542924aed5f2a66ce2afc10a5c395f0', operation='UPDATE', pgid='pgtrigger_update_update_82390', table='vendors_subcontractorlink', when='AFTER'))), ('subcontractorlink', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "vendors_subcontractorlinkevent" ("id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prime_id", "service", "since", "subcontractor_id") VALUES (OLD."id", OLD."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."prime_id", OLD."service", OLD."since", OLD."subcontractor_id"); RETURN NULL;', hash='7e244b9511aec71c8a9ea7691791428b6ebb467d', operation='DELETE', pgid='pgtrigger_delete_delete_9648c', table='vendors_subcontractorlink', when='AFTER'))), ('contractitemevent', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7df25b6569c3c953faa51457c0f808246c53a5a8', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_230d8', table='vendors_contractitemevent', when='BEFORE'))), ('contractitem', pgtrigger.compiler.Trigger(name='sum_up_on_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    UPDATE vendors_contract c\n    SET first_day = s.first_day, last_day = s.last_day, value = s.value\n    FROM (SELECT DISTINCT * FROM (SELECT organization_id, contract_id FROM new_rows) touched) changed,\n    LATERAL (\n        SELECT min(i.first_day) AS first_day,\n               CASE WHEN bool_or(i.last_day IS NULL) THEN NULL ELSE max(i.last_day) END AS last_day,\n               sum(i.amount) AS value\n        FROM vendors_contractitem i\n        WHERE i.organization_id = changed.organization_id AND i.contract_id = changed.contract_id\n    ) s\n    WHERE c.organization_id = changed.organization_id AND c.id = changed.contract_id\n      AND (c.first_day, c.last_day, c.value) IS DISTINCT FROM (s.first_day, s.last_day, s.value);\n    RETURN NULL;\n', hash='ee57c160ee3405b6af12df56e506f360986fbeef', level='STATEMENT', operation='INSERT', pgid='pgtrigger_sum_up_on_insert_dd02f', referencing='REFERENCING NEW TABLE AS new_rows ', table='vendors_contractitem', when='AFTER'))), ('contractitem', pgtrigger.compiler.Trigger(name='sum_up_on_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    UPDATE vendors_contract c\n    SET first_day = s.first_day, last_day = s.last_day, value = s.value\n    FROM (SELECT DISTINCT * FROM (SELECT organization_id, contract_id FROM old_rows UNION SELECT organization_id, contract_id FROM new_rows) touched) changed,\n    LATERAL (\n        SELECT min(i.first_day) AS first_day,\n               CASE WHEN bool_or(i.last_day IS NULL) THEN NULL ELSE max(i.last_day) END AS last_day,\n               sum(i.amount) AS value\n        FROM vendors_contractitem i\n        WHERE i.organization_id = changed.organization_id AND i.contract_id = changed.contract_id\n    ) s\n    WHERE c.organization_id = changed.organization_id AND c.id = changed.contract_id\n      AND (c.first_day, c.last_day, c.value) IS DISTINCT FROM (s.first_day, s.last_day, s.value);\n    RETURN NULL;\n', hash='82b9c24cd84c63670c9747828e2d1a002980d30d', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_sum_up_on_update_902fb', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='vendors_contractitem', when='AFTER'))), ('contractitem', pgtrigger.compiler.Trigger(name='sum_up_on_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    UPDATE vendors_contract c\n    SET first_day = s.first_day, last_day = s.last_day, value = s.value\n    FROM (SELECT DISTINCT * FROM (SELECT organization_id, contract_id FROM old_rows) touched) changed,\n    LATERAL (\n        SELECT min(i.first_day) AS first_day,\n               CASE WHEN bool_or(i.last_day IS NULL) THEN NULL ELSE max(i.last_day) END AS last_day,\n               sum(i.amount) AS value\n        FROM vendors_contractitem i\n        WHERE i.organization_id = changed.organization_id AND i.contract_id = changed.contract_id\n    ) s\n    WHERE c.organization_id = changed.organization_id AND c.id = changed.contract_id\n      AND (c.first_day, c.last_day, c.value) IS DISTINCT FROM (s.first_day, s.last_day, s.value);\n    RETURN NULL;\n', hash='2aaca64caac4b292347c27ce66b754271bac7168', level='STATEMENT', operation='DELETE', pgid='pgtrigger_sum_up_on_delete_72461', referencing='REFERENCING OLD TABLE AS old_rows ', table='vendors_contractitem', when='AFTER'))), ('contractitem', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "vendors_contractitemevent" ("amount", "contract_id", "extra", "first_day", "id", "is_original", "last_day", "number", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "title", "vendor_id") VALUES (NEW."amount", NEW."contract_id", NEW."extra", NEW."first_day", NEW."id", NEW."is_original", NEW."last_day", NEW."number", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."source", NEW."title", NEW."vendor_id"); RETURN NULL;', hash='9ef9ee500473eefde0dd7b6390bf8d59ddb5a71a', operation='INSERT', pgid='pgtrigger_insert_insert_79dc3', table='vendors_contractitem', when='AFTER'))), ('contractitem', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "vendors_contractitemevent" ("amount", "contract_id", "extra", "first_day", "id", "is_original", "last_day", "number", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "title", "vendor_id") VALUES (NEW."amount", NEW."contract_id", NEW."extra", NEW."first_day", NEW."id", NEW."is_original", NEW."last_day", NEW."number", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."source", NEW."title", NEW."vendor_id"); RETURN NULL;', hash='6136aa6d0084dd6ed68906d53de8d8d5eb32db11', operation='UPDATE', pgid='pgtrigger_update_update_dfed6', table='vendors_contractitem', when='AFTER'))), ('contractitem', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "vendors_contractitemevent" ("amount", "contract_id", "extra", "first_day", "id", "is_original", "last_day", "number", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "title", "vendor_id") VALUES (OLD."amount", OLD."contract_id", OLD."extra", OLD."first_day", OLD."id", OLD."is_original", OLD."last_day", OLD."number", OLD."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."source", OLD."title", OLD."vendor_id"); RETURN NULL;', hash='cd94b5c76bb4ed7fcc297fe9b2b00db4d715c509', operation='DELETE', pgid='pgtrigger_delete_delete_fb9f3', table='vendors_contractitem', when='AFTER'))), ('contractevent', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c48e5fb3da3ed1c3eee04d9139b8ab1ac7d647b2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ecace', table='vendors_contractevent', when='BEFORE'))), ('contract', pgtrigger.compiler.Trigger(name='parent_loop', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.parent_id IS NOT NULL)', func="\n            IF EXISTS (\n                WITH RECURSIVE ancestors(id) AS (\n                    SELECT NEW.parent_id\n                    UNION\n                    SELECT t.parent_id FROM vendors_contract t\n                    JOIN ancestors a ON t.id = a.id\n                    WHERE t.parent_id IS NOT NULL\n                )\n                SELECT FROM ancestors WHERE id = NEW.id\n            ) THEN\n                RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'A contract can not stand under itself.',\n                    CONSTRAINT = 'vendors_contract_parent_loop';\n            END IF;\n            RETURN NULL;\n        ", hash='cf9bc155b0edf91de62134d21e2524889c016ce5', operation='INSERT OR UPDATE', pgid='pgtrigger_parent_loop_778c8', table='vendors_contract', when='AFTER'))), ('contract', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "vendors_contractevent" ("auto_renewal", "business_unit", "currency", "delivery_days", "extra", "first_day", "id", "kind", "last_day", "notes", "notice_period", "notice_unit", "number", "organization_id", "original_vendor", "owner_id", "parent_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "renewal_months", "renewal_uplift_percent", "replacement_lead_days", "title", "value", "vendor_id") VALUES (NEW."auto_renewal", NEW."business_unit", NEW."currency", NEW."delivery_days", NEW."extra", NEW."first_day", NEW."id", NEW."kind", NEW."last_day", NEW."notes", NEW."notice_period", NEW."notice_unit", NEW."number", NEW."organization_id", NEW."original_vendor", NEW."owner_id", NEW."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."renewal_months", NEW."renewal_uplift_percent", NEW."replacement_lead_days", NEW."title", NEW."value", NEW."vendor_id"); RETURN NULL;', hash='d64711a844685328a22418eedfc6c3e7f400854d', operation='INSERT', pgid='pgtrigger_insert_insert_b1574', table='vendors_contract', when='AFTER'))), ('contract', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "vendors_contractevent" ("auto_renewal", "business_unit", "currency", "delivery_days", "extra", "first_day", "id", "kind", "last_day", "notes", "notice_period", "notice_unit", "number", "organization_id", "original_vendor", "owner_id", "parent_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "renewal_months", "renewal_uplift_percent", "replacement_lead_days", "title", "value", "vendor_id") VALUES (NEW."auto_renewal", NEW."business_unit", NEW."currency", NEW."delivery_days", NEW."extra", NEW."first_day", NEW."id", NEW."kind", NEW."last_day", NEW."notes", NEW."notice_period", NEW."notice_unit", NEW."number", NEW."organization_id", NEW."original_vendor", NEW."owner_id", NEW."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."renewal_months", NEW."renewal_uplift_percent", NEW."replacement_lead_days", NEW."title", NEW."value", NEW."vendor_id"); RETURN NULL;', hash='fa781ffe4194ecf01fac663cca994b21f5adb6f3', operation='UPDATE', pgid='pgtrigger_update_update_7d81d', table='vendors_contract', when='AFTER'))), ('contract', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "vendors_contractevent" ("auto_renewal", "business_unit", "currency", "delivery_days", "extra", "first_day", "id", "kind", "last_day", "notes", "notice_period", "notice_unit", "number", "organization_id", "original_vendor", "owner_id", "parent_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "renewal_months", "renewal_uplift_percent", "replacement_lead_days", "title", "value", "vendor_id") VALUES (OLD."auto_renewal", OLD."business_unit", OLD."currency", OLD."delivery_days", OLD."extra", OLD."first_day", OLD."id", OLD."kind", OLD."last_day", OLD."notes", OLD."notice_period", OLD."notice_unit", OLD."number", OLD."organization_id", OLD."original_vendor", OLD."owner_id", OLD."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."renewal_months", OLD."renewal_uplift_percent", OLD."replacement_lead_days", OLD."title", OLD."value", OLD."vendor_id"); RETURN NULL;', hash='6cdba6a6db8546733592379c380c84deab648b9f', operation='DELETE', pgid='pgtrigger_delete_delete_8934a', table='vendors_contract', when='AFTER'))), ('vendorevent', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8f02cbbe83ca8324bf2fd2a39c684fdae4ad4b46', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7c231', table='vendors_vendorevent', when='BEFORE')))],
        ),
    ]
