from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("vendors", "0006_contacts_checks_merges_rates")]

    operations = [ValidateConstraint("vendor", "vendors_vendor_not_merged_into_itself")]
