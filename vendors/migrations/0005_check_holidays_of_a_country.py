from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    """Checks existing contracts without locking the table against writers."""

    dependencies = [("vendors", "0004_agreements_and_renewals")]

    operations = [
        ValidateConstraint("contract", name="vendors_contract_holidays_of_a_country"),
    ]
