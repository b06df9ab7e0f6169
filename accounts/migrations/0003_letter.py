import accounts.current
import django.db.models.deletion
import uuid_utils.compat
from django.db import migrations, models

from accounts.tenancy import ProtectTenantTable, protection

ENTERED = "(select nullif(current_setting('app.organization_id', true), '')::bigint)"
# A letter of no organization can be written anywhere and is read only where none is entered.
SEEN = f"organization_id = {ENTERED} OR (organization_id IS NULL AND {ENTERED} IS NULL)"
WRITTEN = f"organization_id = {ENTERED} OR organization_id IS NULL"


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_tenant_protection'),
    ]

    operations = [
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
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
                ('to', models.EmailField(max_length=254)),
                ('organization', models.ForeignKey(blank=True, db_index=False, default=accounts.current.organization_id, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
            ],
            options={
                'ordering': ['-created_at'],
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('state', 'pending')), fields=['organization', 'next_attempt_at'], name='accounts_letter_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('lease_owner__isnull', False), ('lease_until__isnull', False), ('state', 'sending')), models.Q(models.Q(('state', 'sending'), _negated=True), ('lease_owner__isnull', True), ('lease_until__isnull', True)), _connector='OR'), name='accounts_letter_lease'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', True)), _connector='OR'), name='accounts_letter_sent_at'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), _negated=True), models.Q(('html', ''), ('text', '')), _connector='OR'), name='accounts_letter_erased_once_sent')],
            },
        ),
        ProtectTenantTable("Letter"),
        migrations.RunSQL(
            sql=[
                'DROP POLICY tenant ON accounts_letter',
                f"CREATE POLICY tenant ON accounts_letter USING ({SEEN}) WITH CHECK ({WRITTEN})",
            ],
            reverse_sql=protection("accounts_letter")[2:],
        ),
    ]
