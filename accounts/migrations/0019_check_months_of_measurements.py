from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0018_keep_measurements")]

    operations = [
        ValidateConstraint("organization", "accounts_organization_keep_measurements_months"),
    ]
