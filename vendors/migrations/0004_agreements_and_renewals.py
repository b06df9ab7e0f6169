import accounts.current
import accounts.tenancy
import accounts.triggers
import django.contrib.postgres.operations
import django.db.models.deletion
import django_countries.fields
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import uuid_utils.compat
import vendors.obligations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_tenant_protection'),
        ('vendors', '0003_sum_up_items_by_key'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='contract',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='contract',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='contract',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='contract',
            name='holiday_country',
            field=django_countries.fields.CountryField(blank=True, help_text='Whose public holidays are no business days; empty: none are.', max_length=2),
        ),
        migrations.AddField(
            model_name='contract',
            name='holiday_subdivision',
            field=models.CharField(blank=True, help_text='Its state or region where holidays differ, such as CA for California.', max_length=10),
        ),
        migrations.AddField(
            model_name='contractevent',
            name='holiday_country',
            field=django_countries.fields.CountryField(blank=True, help_text='Whose public holidays are no business days; empty: none are.', max_length=2),
        ),
        migrations.AddField(
            model_name='contractevent',
            name='holiday_subdivision',
            field=models.CharField(blank=True, help_text='Its state or region where holidays differ, such as CA for California.', max_length=10),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contract',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "vendors_contractevent" ("auto_renewal", "business_unit", "currency", "delivery_days", "extra", "first_day", "holiday_country", "holiday_subdivision", "id", "kind", "last_day", "notes", "notice_period", "notice_unit", "number", "organization_id", "original_vendor", "owner_id", "parent_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "renewal_months", "renewal_uplift_percent", "replacement_lead_days", "title", "value", "vendor_id") VALUES (NEW."auto_renewal", NEW."business_unit", NEW."currency", NEW."delivery_days", NEW."extra", NEW."first_day", NEW."holiday_country", NEW."holiday_subdivision", NEW."id", NEW."kind", NEW."last_day", NEW."notes", NEW."notice_period", NEW."notice_unit", NEW."number", NEW."organization_id", NEW."original_vendor", NEW."owner_id", NEW."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."renewal_months", NEW."renewal_uplift_percent", NEW."replacement_lead_days", NEW."title", NEW."value", NEW."vendor_id"); RETURN NULL;', hash='d17869d3bf6d425b6eec255aea9fcd6b3f45bd04', operation='INSERT', pgid='pgtrigger_insert_insert_b1574', table='vendors_contract', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contract',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "vendors_contractevent" ("auto_renewal", "business_unit", "currency", "delivery_days", "extra", "first_day", "holiday_country", "holiday_subdivision", "id", "kind", "last_day", "notes", "notice_period", "notice_unit", "number", "organization_id", "original_vendor", "owner_id", "parent_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "renewal_months", "renewal_uplift_percent", "replacement_lead_days", "title", "value", "vendor_id") VALUES (NEW."auto_renewal", NEW."business_unit", NEW."currency", NEW."delivery_days", NEW."extra", NEW."first_day", NEW."holiday_country", NEW."holiday_subdivision", NEW."id", NEW."kind", NEW."last_day", NEW."notes", NEW."notice_period", NEW."notice_unit", NEW."number", NEW."organization_id", NEW."original_vendor", NEW."owner_id", NEW."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."renewal_months", NEW."renewal_uplift_percent", NEW."replacement_lead_days", NEW."title", NEW."value", NEW."vendor_id"); RETURN NULL;', hash='75331007e1d8d7d4b2e50f87e1953fe9626a67f2', operation='UPDATE', pgid='pgtrigger_update_update_7d81d', table='vendors_contract', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contract',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "vendors_contractevent" ("auto_renewal", "business_unit", "currency", "delivery_days", "extra", "first_day", "holiday_country", "holiday_subdivision", "id", "kind", "last_day", "notes", "notice_period", "notice_unit", "number", "organization_id", "original_vendor", "owner_id", "parent_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "renewal_months", "renewal_uplift_percent", "replacement_lead_days", "title", "value", "vendor_id") VALUES (OLD."auto_renewal", OLD."business_unit", OLD."currency", OLD."delivery_days", OLD."extra", OLD."first_day", OLD."holiday_country", OLD."holiday_subdivision", OLD."id", OLD."kind", OLD."last_day", OLD."notes", OLD."notice_period", OLD."notice_unit", OLD."number", OLD."organization_id", OLD."original_vendor", OLD."owner_id", OLD."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."renewal_months", OLD."renewal_uplift_percent", OLD."replacement_lead_days", OLD."title", OLD."value", OLD."vendor_id"); RETURN NULL;', hash='922e2e4d8ee4c40fbad645e31d8613612b16b8db', operation='DELETE', pgid='pgtrigger_delete_delete_8934a', table='vendors_contract', when='AFTER')),
        ),
        django.contrib.postgres.operations.AddConstraintNotValid(
            model_name='contract',
            constraint=models.CheckConstraint(condition=models.Q(('holiday_subdivision', ''), models.Q(('holiday_country', ''), _negated=True), _connector='OR'), name='vendors_contract_holidays_of_a_country', violation_error_message='A state or region needs its country.'),
        ),
        migrations.CreateModel(
            name='Amendment',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=80)),
                ('title', models.CharField(blank=True, max_length=300)),
                ('signed_on', models.DateField(blank=True, help_text='Empty: a draft, which changes nothing yet.', null=True)),
                ('effective_on', models.DateField(help_text='The first day on which it counts.')),
                ('summary', models.TextField(blank=True, help_text='What it changes, in a sentence or two.')),
                ('notice_period', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('notice_unit', models.CharField(blank=True, choices=[('calendar_days', 'calendar days'), ('business_days', 'business days'), ('months', 'months')], max_length=20)),
                ('auto_renewal', models.BooleanField(blank=True, help_text="Unknown: the amendment doesn't touch renewal.", null=True)),
                ('renewal_months', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('renewal_uplift_percent', models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True)),
                ('contract', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='amendments', to='vendors.contract')),
                ('item', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, help_text='The contract item that carries its money.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='amendments', to='vendors.contractitem')),
                ('organization', models.ForeignKey(db_index=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
            ],
            options={
                'ordering': ['contract', 'effective_on', 'number'],
                'constraints': [models.UniqueConstraint(fields=('organization', 'contract', 'number'), name='vendors_amendment_number', violation_error_message='The contract already has an amendment of this number.'), models.CheckConstraint(condition=models.Q(('number', ''), _negated=True), name='vendors_amendment_is_numbered', violation_error_message='An amendment needs a number.'), models.CheckConstraint(condition=models.Q(models.Q(('notice_period__isnull', True), ('notice_unit', '')), models.Q(('notice_period__isnull', False), models.Q(('notice_unit', ''), _negated=True)), _connector='OR'), name='vendors_amendment_notice_has_unit', violation_error_message='A notice period needs its unit, and a unit its period.'), models.CheckConstraint(condition=models.Q(('auto_renewal__isnull', False), models.Q(('renewal_months__isnull', True), ('renewal_uplift_percent__isnull', True)), _connector='OR'), name='vendors_amendment_renewal_is_whole', violation_error_message="Say whether the contract renews by itself where the amendment changes the renewal's length or price."), models.CheckConstraint(condition=models.Q(('renewal_months__isnull', True), ('renewal_months__gte', 1), _connector='OR'), name='vendors_amendment_renewal_has_length', violation_error_message='A renewal lasts at least one month.')],
            },
        ),
        migrations.CreateModel(
            name='AgreedTerm',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('subject', models.CharField(choices=[('liability_cap', 'Liability cap'), ('payment_days', 'Payment days'), ('governing_law', 'Governing law'), ('service_levels', 'Service level schedule'), ('termination', 'Termination'), ('price_review', 'Price review'), ('confidentiality', 'Confidentiality'), ('data_protection', 'Data protection'), ('insurance', 'Insurance'), ('intellectual_property', 'Intellectual property')], max_length=30)),
                ('value', models.CharField(help_text='Such as 30 days, or 2,000,000 USD a year.', max_length=500)),
                ('clause', models.CharField(blank=True, help_text='Such as 14.2.', max_length=80)),
                ('contract', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='agreed_terms', to='vendors.contract')),
                ('organization', models.ForeignKey(db_index=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
                ('amendment', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='agreed_terms', to='vendors.amendment')),
            ],
            options={
                'ordering': ['subject'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('contract__isnull', False)), fields=('organization', 'contract', 'subject'), name='vendors_agreedterm_of_contract', violation_error_message='The contract already says something about this.'), models.UniqueConstraint(condition=models.Q(('amendment__isnull', False)), fields=('organization', 'amendment', 'subject'), name='vendors_agreedterm_of_amendment', violation_error_message='The amendment already says something about this.'), models.CheckConstraint(condition=models.Q(('contract__isnull', True), ('amendment__isnull', True), _connector='XOR'), name='vendors_agreedterm_one_paper', violation_error_message='A term stands in one paper: a contract or an amendment.'), models.CheckConstraint(condition=models.Q(('value', ''), _negated=True), name='vendors_agreedterm_says_something', violation_error_message='Write down what the paper says.')],
            },
        ),
        migrations.CreateModel(
            name='AgreedTermEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('subject', models.CharField(choices=[('liability_cap', 'Liability cap'), ('payment_days', 'Payment days'), ('governing_law', 'Governing law'), ('service_levels', 'Service level schedule'), ('termination', 'Termination'), ('price_review', 'Price review'), ('confidentiality', 'Confidentiality'), ('data_protection', 'Data protection'), ('insurance', 'Insurance'), ('intellectual_property', 'Intellectual property')], max_length=30)),
                ('value', models.CharField(help_text='Such as 30 days, or 2,000,000 USD a year.', max_length=500)),
                ('clause', models.CharField(blank=True, help_text='Such as 14.2.', max_length=80)),
                ('contract', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vendors.contract')),
                ('organization', models.ForeignKey(db_constraint=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.organization')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='vendors.agreedterm')),
                ('amendment', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vendors.amendment')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AmendmentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('number', models.CharField(max_length=80)),
                ('title', models.CharField(blank=True, max_length=300)),
                ('signed_on', models.DateField(blank=True, help_text='Empty: a draft, which changes nothing yet.', null=True)),
                ('effective_on', models.DateField(help_text='The first day on which it counts.')),
                ('summary', models.TextField(blank=True, help_text='What it changes, in a sentence or two.')),
                ('notice_period', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('notice_unit', models.CharField(blank=True, choices=[('calendar_days', 'calendar days'), ('business_days', 'business days'), ('months', 'months')], max_length=20)),
                ('auto_renewal', models.BooleanField(blank=True, help_text="Unknown: the amendment doesn't touch renewal.", null=True)),
                ('renewal_months', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('renewal_uplift_percent', models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True)),
                ('contract', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vendors.contract')),
                ('item', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, help_text='The contract item that carries its money.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vendors.contractitem')),
                ('organization', models.ForeignKey(db_constraint=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.organization')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='vendors.amendment')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='HolidaySnapshot',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('country', django_countries.fields.CountryField(max_length=2)),
                ('subdivision', models.CharField(blank=True, help_text='ISO 3166-2 without the country, such as CA or BY.', max_length=10)),
                ('year', models.PositiveSmallIntegerField()),
                ('days', models.JSONField(help_text='Date and name of each holiday.')),
                ('taken_at', models.DateTimeField()),
                ('source', models.CharField(help_text='The library and its version.', max_length=80)),
                ('organization', models.ForeignKey(db_index=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
            ],
            options={
                'ordering': ['country', 'subdivision', '-year'],
                'constraints': [models.UniqueConstraint(fields=('organization', 'country', 'subdivision', 'year'), name='vendors_holidaysnapshot_year', violation_error_message='The holidays of this year have already been taken.'), models.CheckConstraint(condition=models.Q(('country', ''), _negated=True), name='vendors_holidaysnapshot_has_country')],
            },
        ),
        migrations.CreateModel(
            name='HolidaySnapshotEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('country', django_countries.fields.CountryField(max_length=2)),
                ('subdivision', models.CharField(blank=True, help_text='ISO 3166-2 without the country, such as CA or BY.', max_length=10)),
                ('year', models.PositiveSmallIntegerField()),
                ('days', models.JSONField(help_text='Date and name of each holiday.')),
                ('taken_at', models.DateTimeField()),
                ('source', models.CharField(help_text='The library and its version.', max_length=80)),
                ('organization', models.ForeignKey(db_constraint=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.organization')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='vendors.holidaysnapshot')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Obligation',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(help_text='What is to be done.', max_length=300)),
                ('owed_by', models.CharField(choices=[('us', 'Us'), ('vendor', 'The vendor')], max_length=10)),
                ('recurrence', models.CharField(choices=[('once', 'Once'), ('monthly', 'Every month'), ('quarterly', 'Every three months'), ('yearly', 'Every year')], default=vendors.obligations.Recurrence['ONCE'], max_length=10)),
                ('first_due', models.DateField(help_text='The first day that should be watched.')),
                ('until', models.DateField(blank=True, help_text='No day after this one falls due; empty: no end.', null=True)),
                ('clause', models.CharField(blank=True, help_text='Such as 9.1.', max_length=80)),
                ('notes', models.TextField(blank=True)),
                ('contract', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='obligations', to='vendors.contract')),
                ('organization', models.ForeignKey(db_index=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
                ('owner', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Who sees to it, whoever owes it.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='owned_obligations', to='accounts.membership')),
            ],
            options={
                'ordering': ['contract', 'first_due', 'title'],
                'constraints': [models.UniqueConstraint(fields=('organization', 'contract', 'title', 'first_due'), name='vendors_obligation_once', violation_error_message='This obligation is already recorded.'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('first_due')), _connector='OR'), name='vendors_obligation_days_in_order', violation_error_message='The last day comes before the first one.'), models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='vendors_obligation_is_named', violation_error_message='Say what is to be done.')],
            },
        ),
        migrations.CreateModel(
            name='ObligationDone',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('due_on', models.DateField()),
                ('done_on', models.DateField()),
                ('evidence', models.TextField(blank=True, help_text='Where one can see that it was done.')),
                ('done_by', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.membership')),
                ('obligation', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='done', to='vendors.obligation')),
                ('organization', models.ForeignKey(db_index=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
            ],
            options={
                'verbose_name': 'obligation met',
                'verbose_name_plural': 'obligations met',
                'ordering': ['obligation', '-due_on'],
                'constraints': [models.UniqueConstraint(fields=('organization', 'obligation', 'due_on'), name='vendors_obligationdone_once', violation_error_message='This day is already marked as met.')],
            },
        ),
        migrations.CreateModel(
            name='ObligationDoneEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('due_on', models.DateField()),
                ('done_on', models.DateField()),
                ('evidence', models.TextField(blank=True, help_text='Where one can see that it was done.')),
                ('done_by', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('obligation', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vendors.obligation')),
                ('organization', models.ForeignKey(db_constraint=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.organization')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='vendors.obligationdone')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ObligationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('title', models.CharField(help_text='What is to be done.', max_length=300)),
                ('owed_by', models.CharField(choices=[('us', 'Us'), ('vendor', 'The vendor')], max_length=10)),
                ('recurrence', models.CharField(choices=[('once', 'Once'), ('monthly', 'Every month'), ('quarterly', 'Every three months'), ('yearly', 'Every year')], default=vendors.obligations.Recurrence['ONCE'], max_length=10)),
                ('first_due', models.DateField(help_text='The first day that should be watched.')),
                ('until', models.DateField(blank=True, help_text='No day after this one falls due; empty: no end.', null=True)),
                ('clause', models.CharField(blank=True, help_text='Such as 9.1.', max_length=80)),
                ('notes', models.TextField(blank=True)),
                ('contract', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vendors.contract')),
                ('organization', models.ForeignKey(db_constraint=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.organization')),
                ('owner', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Who sees to it, whoever owes it.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='vendors.obligation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PrecedenceRank',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('rank', models.PositiveSmallIntegerField(help_text='1 wins over all others.')),
                ('contract', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='precedence_ranks', to='vendors.contract')),
                ('organization', models.ForeignKey(db_index=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
                ('paper_amendment', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='vendors.amendment', verbose_name='or amendment in this place')),
                ('paper_contract', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='vendors.contract', verbose_name='contract in this place')),
            ],
            options={
                'ordering': ['contract', 'rank'],
                'constraints': [models.UniqueConstraint(fields=('organization', 'contract', 'rank'), name='vendors_precedencerank_place', violation_error_message='Another paper already has this place.'), models.UniqueConstraint(fields=('organization', 'contract', 'paper_contract'), name='vendors_precedencerank_contract', violation_error_message='This contract already has a place in the order.'), models.UniqueConstraint(fields=('organization', 'contract', 'paper_amendment'), name='vendors_precedencerank_amendment', violation_error_message='This amendment already has a place in the order.'), models.CheckConstraint(condition=models.Q(('paper_contract__isnull', True), ('paper_amendment__isnull', True), _connector='XOR'), name='vendors_precedencerank_one_paper', violation_error_message='A place holds one paper: a contract or an amendment.'), models.CheckConstraint(condition=models.Q(('rank__gte', 1)), name='vendors_precedencerank_from_one', violation_error_message='The first place is 1.')],
            },
        ),
        migrations.CreateModel(
            name='PrecedenceRankEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('rank', models.PositiveSmallIntegerField(help_text='1 wins over all others.')),
                ('contract', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vendors.contract')),
                ('organization', models.ForeignKey(db_constraint=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.organization')),
                ('paper_amendment', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vendors.amendment', verbose_name='or amendment in this place')),
                ('paper_contract', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vendors.contract', verbose_name='contract in this place')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='vendors.precedencerank')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RenewalDecision',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('term_end', models.DateField(blank=True, null=True)),
                ('choice', models.CharField(choices=[('renew', 'Renew'), ('renegotiate', 'Renegotiate'), ('exit', 'Exit')], max_length=20)),
                ('reason', models.TextField()),
                ('decided_at', models.DateTimeField()),
                ('notice_sent_on', models.DateField(blank=True, null=True)),
                ('taken_back_at', models.DateTimeField(blank=True, null=True)),
                ('taken_back_reason', models.CharField(blank=True, max_length=500)),
                ('contract', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='renewal_decisions', to='vendors.contract')),
                ('decided_by', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='renewal_decisions', to='accounts.membership')),
                ('organization', models.ForeignKey(db_index=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
                ('taken_back_by', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
            ],
            options={
                'ordering': ['contract', '-decided_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('taken_back_at__isnull', True)), fields=('organization', 'contract', 'term_end'), name='vendors_renewaldecision_one_stands', nulls_distinct=False, violation_error_message='A decision about this term already stands.'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='vendors_renewaldecision_has_reason', violation_error_message='A decision needs a reason.'), models.CheckConstraint(condition=models.Q(models.Q(('taken_back_at__isnull', True), ('taken_back_by__isnull', True)), models.Q(('taken_back_at__isnull', False), ('taken_back_by__isnull', False)), _connector='OR'), name='vendors_renewaldecision_taken_back_by', violation_error_message='Taking back needs a person and a time.'), models.CheckConstraint(condition=models.Q(('taken_back_at__isnull', True), ('taken_back_at__gte', models.F('decided_at')), _connector='OR'), name='vendors_renewaldecision_times_in_order', violation_error_message="A decision can't be taken back before it was taken.")],
            },
        ),
        migrations.CreateModel(
            name='RenewalDecisionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('term_end', models.DateField(blank=True, null=True)),
                ('choice', models.CharField(choices=[('renew', 'Renew'), ('renegotiate', 'Renegotiate'), ('exit', 'Exit')], max_length=20)),
                ('reason', models.TextField()),
                ('decided_at', models.DateTimeField()),
                ('notice_sent_on', models.DateField(blank=True, null=True)),
                ('taken_back_at', models.DateTimeField(blank=True, null=True)),
                ('taken_back_reason', models.CharField(blank=True, max_length=500)),
                ('contract', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vendors.contract')),
                ('decided_by', accounts.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
                ('organization', models.ForeignKey(db_constraint=False, default=accounts.current.organization_id, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.organization')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='vendors.renewaldecision')),
                ('taken_back_by', accounts.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membership')),
            ],
            options={
                'abstract': False,
            },
        ),
        accounts.triggers.AddTriggers(
            triggers=[('agreedterm', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "vendors_agreedtermevent" ("amendment_id", "clause", "contract_id", "id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "subject", "value") VALUES (NEW."amendment_id", NEW."clause", NEW."contract_id", NEW."id", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."subject", NEW."value"); RETURN NULL;', hash='b05aee50ab6832bc8d52fae53f9f249944b10b15', operation='INSERT', pgid='pgtrigger_insert_insert_2f55a', table='vendors_agreedterm', when='AFTER'))), ('agreedterm', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "vendors_agreedtermevent" ("amendment_id", "clause", "contract_id", "id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "subject", "value") VALUES (NEW."amendment_id", NEW."clause", NEW."contract_id", NEW."id", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."subject", NEW."value"); RETURN NULL;', hash='42a22f4413e6fda62925ac2671f5f13ce5a4befd', operation='UPDATE', pgid='pgtrigger_update_update_df527', table='vendors_agreedterm', when='AFTER'))), ('agreedterm', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "vendors_agreedtermevent" ("amendment_id", "clause", "contract_id", "id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "subject", "value") VALUES (OLD."amendment_id", OLD."clause", OLD."contract_id", OLD."id", OLD."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."subject", OLD."value"); RETURN NULL;', hash='d388837f2a85972cfb20845fe999481c9ff08195', operation='DELETE', pgid='pgtrigger_delete_delete_531a0', table='vendors_agreedterm', when='AFTER'))), ('agreedtermevent', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='466191cf1d021395a83180085cc754b0d8f81cdd', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5672a', table='vendors_agreedtermevent', when='BEFORE'))), ('amendment', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "vendors_amendmentevent" ("auto_renewal", "contract_id", "effective_on", "id", "item_id", "notice_period", "notice_unit", "number", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "renewal_months", "renewal_uplift_percent", "signed_on", "summary", "title") VALUES (NEW."auto_renewal", NEW."contract_id", NEW."effective_on", NEW."id", NEW."item_id", NEW."notice_period", NEW."notice_unit", NEW."number", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."renewal_months", NEW."renewal_uplift_percent", NEW."signed_on", NEW."summary", NEW."title"); RETURN NULL;', hash='658653d05846d28d896929d603e6b9c2e8bf9755', operation='INSERT', pgid='pgtrigger_insert_insert_7b64a', table='vendors_amendment', when='AFTER'))), ('amendment', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "vendors_amendmentevent" ("auto_renewal", "contract_id", "effective_on", "id", "item_id", "notice_period", "notice_unit", "number", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "renewal_months", "renewal_uplift_percent", "signed_on", "summary", "title") VALUES (NEW."auto_renewal", NEW."contract_id", NEW."effective_on", NEW."id", NEW."item_id", NEW."notice_period", NEW."notice_unit", NEW."number", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."renewal_months", NEW."renewal_uplift_percent", NEW."signed_on", NEW."summary", NEW."title"); RETURN NULL;', hash='67b9f3902492f2d221152cb5b375af1597a2b09b', operation='UPDATE', pgid='pgtrigger_update_update_5996c', table='vendors_amendment', when='AFTER'))), ('amendment', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "vendors_amendmentevent" ("auto_renewal", "contract_id", "effective_on", "id", "item_id", "notice_period", "notice_unit", "number", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "renewal_months", "renewal_uplift_percent", "signed_on", "summary", "title") VALUES (OLD."auto_renewal", OLD."contract_id", OLD."effective_on", OLD."id", OLD."item_id", OLD."notice_period", OLD."notice_unit", OLD."number", OLD."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."renewal_months", OLD."renewal_uplift_percent", OLD."signed_on", OLD."summary", OLD."title"); RETURN NULL;', hash='3ac201e5c56da4392e4b1968f6ee4c1ff743a969', operation='DELETE', pgid='pgtrigger_delete_delete_8bf7a', table='vendors_amendment', when='AFTER'))), ('amendmentevent', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fd22af4d73f5ae5828faa1ca29f4117a857bacfb', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_88f4b', table='vendors_amendmentevent', when='BEFORE'))), ('holidaysnapshot', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "vendors_holidaysnapshotevent" ("country", "days", "id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "subdivision", "taken_at", "year") VALUES (NEW."country", NEW."days", NEW."id", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."source", NEW."subdivision", NEW."taken_at", NEW."year"); RETURN NULL;', hash='ee6c27afa557b192819912218f54c20fad36c21a', operation='INSERT', pgid='pgtrigger_insert_insert_2ba5e', table='vendors_holidaysnapshot', when='AFTER'))), ('holidaysnapshot', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "vendors_holidaysnapshotevent" ("country", "days", "id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "subdivision", "taken_at", "year") VALUES (NEW."country", NEW."days", NEW."id", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."source", NEW."subdivision", NEW."taken_at", NEW."year"); RETURN NULL;', hash='3f44c9d445a616ccab6efa3be77e4b116d0e38f7', operation='UPDATE', pgid='pgtrigger_update_update_576b8', table='vendors_holidaysnapshot', when='AFTER'))), ('holidaysnapshot', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "vendors_holidaysnapshotevent" ("country", "days", "id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "subdivision", "taken_at", "year") VALUES (OLD."country", OLD."days", OLD."id", OLD."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."source", OLD."subdivision", OLD."taken_at", OLD."year"); RETURN NULL;', hash='4c2584c08dab51867b17b5c597c94afae4a62b5e', operation='DELETE', pgid='pgtrigger_delete_delete_a3136', table='vendors_holidaysnapshot', when='AFTER'))), ('holidaysnapshotevent', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='afb75adfcb97efede56508340ef79682a0c883c6', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1f79d', table='vendors_holidaysnapshotevent', when='BEFORE'))), ('obligation', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "vendors_obligationevent" ("clause", "contract_id", "first_due", "id", "notes", "organization_id", "owed_by", "owner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recurrence", "title", "until") VALUES (NEW."clause", NEW."contract_id", NEW."first_due", NEW."id", NEW."notes", NEW."organization_id", NEW."owed_by", NEW."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."recurrence", NEW."title", NEW."until"); RETURN NULL;', hash='c902d32b58ca95d83f359660c0ed28ec3ad5971c', operation='INSERT', pgid='pgtrigger_insert_insert_483d0', table='vendors_obligation', when='AFTER'))), ('obligation', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "vendors_obligationevent" ("clause", "contract_id", "first_due", "id", "notes", "organization_id", "owed_by", "owner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recurrence", "title", "until") VALUES (NEW."clause", NEW."contract_id", NEW."first_due", NEW."id", NEW."notes", NEW."organization_id", NEW."owed_by", NEW."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."recurrence", NEW."title", NEW."until"); RETURN NULL;', hash='99dc7736c890eed21124b860cd07ae7a48b6c546', operation='UPDATE', pgid='pgtrigger_update_update_0a518', table='vendors_obligation', when='AFTER'))), ('obligation', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "vendors_obligationevent" ("clause", "contract_id", "first_due", "id", "notes", "organization_id", "owed_by", "owner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recurrence", "title", "until") VALUES (OLD."clause", OLD."contract_id", OLD."first_due", OLD."id", OLD."notes", OLD."organization_id", OLD."owed_by", OLD."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."recurrence", OLD."title", OLD."until"); RETURN NULL;', hash='5e8a7724bcd6d570426baa7291860e82201efec8', operation='DELETE', pgid='pgtrigger_delete_delete_4f52a', table='vendors_obligation', when='AFTER'))), ('obligationdone', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "vendors_obligationdoneevent" ("done_by_id", "done_on", "due_on", "evidence", "id", "obligation_id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."done_by_id", NEW."done_on", NEW."due_on", NEW."evidence", NEW."id", NEW."obligation_id", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='43ace007aa32f41b4d6282082f987f0897cb257f', operation='INSERT', pgid='pgtrigger_insert_insert_558b9', table='vendors_obligationdone', when='AFTER'))), ('obligationdone', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "vendors_obligationdoneevent" ("done_by_id", "done_on", "due_on", "evidence", "id", "obligation_id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."done_by_id", NEW."done_on", NEW."due_on", NEW."evidence", NEW."id", NEW."obligation_id", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id"); RETURN NULL;', hash='c2eb6f74a85b81285157699ae4b3705a16885441', operation='UPDATE', pgid='pgtrigger_update_update_44d88', table='vendors_obligationdone', when='AFTER'))), ('obligationdone', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "vendors_obligationdoneevent" ("done_by_id", "done_on", "due_on", "evidence", "id", "obligation_id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."done_by_id", OLD."done_on", OLD."due_on", OLD."evidence", OLD."id", OLD."obligation_id", OLD."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='9e3794c82dd174b4c794fbffd6914cad0833a484', operation='DELETE', pgid='pgtrigger_delete_delete_ee2fb', table='vendors_obligationdone', when='AFTER'))), ('obligationdoneevent', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c7eb55fdd146caecc81549c0c85bab7c3304bb3c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3b803', table='vendors_obligationdoneevent', when='BEFORE'))), ('obligationevent', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b53f265dde9db4366515e380e08fbbdf5abd6b81', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_aba26', table='vendors_obligationevent', when='BEFORE'))), ('precedencerank', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "vendors_precedencerankevent" ("contract_id", "id", "organization_id", "paper_amendment_id", "paper_contract_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank") VALUES (NEW."contract_id", NEW."id", NEW."organization_id", NEW."paper_amendment_id", NEW."paper_contract_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."rank"); RETURN NULL;', hash='9c37e1f33037f2859240690449bfb9c2ed1fa3b2', operation='INSERT', pgid='pgtrigger_insert_insert_05a56', table='vendors_precedencerank', when='AFTER'))), ('precedencerank', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "vendors_precedencerankevent" ("contract_id", "id", "organization_id", "paper_amendment_id", "paper_contract_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank") VALUES (NEW."contract_id", NEW."id", NEW."organization_id", NEW."paper_amendment_id", NEW."paper_contract_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."rank"); RETURN NULL;', hash='3096c5b78be02472eff2e59392e640fa38434a38', operation='UPDATE', pgid='pgtrigger_update_update_273a8', table='vendors_precedencerank', when='AFTER'))), ('precedencerank', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "vendors_precedencerankevent" ("contract_id", "id", "organization_id", "paper_amendment_id", "paper_contract_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank") VALUES (OLD."contract_id", OLD."id", OLD."organization_id", OLD."paper_amendment_id", OLD."paper_contract_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."rank"); RETURN NULL;', hash='30eb8f1ac0c790c9180cf79c5439ffb827082096', operation='DELETE', pgid='pgtrigger_delete_delete_dee6c', table='vendors_precedencerank', when='AFTER'))), ('precedencerankevent', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2b839cbc95aedb00282a882e0d75a0dd3538122e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c9db7', table='vendors_precedencerankevent', when='BEFORE'))), ('renewaldecision', pgtrigger.compiler.Trigger(name='decided_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."contract_id" IS DISTINCT FROM (NEW."contract_id") OR OLD."term_end" IS DISTINCT FROM (NEW."term_end") OR OLD."choice" IS DISTINCT FROM (NEW."choice") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."decided_by_id" IS DISTINCT FROM (NEW."decided_by_id") OR OLD."decided_at" IS DISTINCT FROM (NEW."decided_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='bf353ac0d4e5f42ef8c1844688cb64397c99ae83', operation='UPDATE', pgid='pgtrigger_decided_once_a1654', table='vendors_renewaldecision', when='BEFORE'))), ('renewaldecision', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "vendors_renewaldecisionevent" ("choice", "contract_id", "decided_at", "decided_by_id", "id", "notice_sent_on", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "taken_back_at", "taken_back_by_id", "taken_back_reason", "term_end") VALUES (NEW."choice", NEW."contract_id", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."notice_sent_on", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."reason", NEW."taken_back_at", NEW."taken_back_by_id", NEW."taken_back_reason", NEW."term_end"); RETURN NULL;', hash='1741961ac630f8b35a0ad2737a9b1849b2d199ef', operation='INSERT', pgid='pgtrigger_insert_insert_7b48d', table='vendors_renewaldecision', when='AFTER'))), ('renewaldecision', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "vendors_renewaldecisionevent" ("choice", "contract_id", "decided_at", "decided_by_id", "id", "notice_sent_on", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "taken_back_at", "taken_back_by_id", "taken_back_reason", "term_end") VALUES (NEW."choice", NEW."contract_id", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."notice_sent_on", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."reason", NEW."taken_back_at", NEW."taken_back_by_id", NEW."taken_back_reason", NEW."term_end"); RETURN NULL;', hash='11836e05a289f33d51a7fa114454624378533f13', operation='UPDATE', pgid='pgtrigger_update_update_7979b', table='vendors_renewaldecision', when='AFTER'))), ('renewaldecision', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "vendors_renewaldecisionevent" ("choice", "contract_id", "decided_at", "decided_by_id", "id", "notice_sent_on", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "taken_back_at", "taken_back_by_id", "taken_back_reason", "term_end") VALUES (OLD."choice", OLD."contract_id", OLD."decided_at", OLD."decided_by_id", OLD."id", OLD."notice_sent_on", OLD."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."reason", OLD."taken_back_at", OLD."taken_back_by_id", OLD."taken_back_reason", OLD."term_end"); RETURN NULL;', hash='02c406ea494574703a9677fed5e031ab466d7618', operation='DELETE', pgid='pgtrigger_delete_delete_0fefc', table='vendors_renewaldecision', when='AFTER'))), ('renewaldecisionevent', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='dff8feebefb86fd34516ab70aeb74d468dc76195', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b2fd2', table='vendors_renewaldecisionevent', when='BEFORE')))],
        ),
        accounts.tenancy.ProtectTenantTable(
            model_name='Amendment',
        ),
        accounts.tenancy.ProtectTenantTable(
            model_name='AgreedTerm',
        ),
        accounts.tenancy.ProtectTenantTable(
            model_name='AgreedTermEvent',
        ),
        accounts.tenancy.ProtectTenantTable(
            model_name='AmendmentEvent',
        ),
        accounts.tenancy.ProtectTenantTable(
            model_name='HolidaySnapshot',
        ),
        accounts.tenancy.ProtectTenantTable(
            model_name='HolidaySnapshotEvent',
        ),
        accounts.tenancy.ProtectTenantTable(
            model_name='Obligation',
        ),
        accounts.tenancy.ProtectTenantTable(
            model_name='ObligationDone',
        ),
        accounts.tenancy.ProtectTenantTable(
            model_name='ObligationDoneEvent',
        ),
        accounts.tenancy.ProtectTenantTable(
            model_name='ObligationEvent',
        ),
        accounts.tenancy.ProtectTenantTable(
            model_name='PrecedenceRank',
        ),
        accounts.tenancy.ProtectTenantTable(
            model_name='PrecedenceRankEvent',
        ),
        accounts.tenancy.ProtectTenantTable(
            model_name='RenewalDecision',
        ),
        accounts.tenancy.ProtectTenantTable(
            model_name='RenewalDecisionEvent',
        ),
    ]
