from django.db import migrations

from accounts.tenancy import ProtectTenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("risk", "0001_initial"),
        ("sourcing", "0002_tenant_protection"),
    ]

    operations = [
        ProtectTenantTable("RuleSetting"),
        ProtectTenantTable("Waiver"),
        ProtectTenantTable("ScanRun"),
        ProtectTenantTable("Finding"),
        ProtectTenantTable("Delivery"),
        ProtectTenantTable("Alert"),
        ProtectTenantTable("FindingEvent"),
        ProtectTenantTable("RuleSettingEvent"),
        ProtectTenantTable("WaiverEvent"),
    ]
