from django.db import migrations

from accounts.tenancy import ProtectTenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0001_initial"),
        ("accounts", "0002_tenant_protection"),
    ]

    operations = [
        ProtectTenantTable("Site"),
        ProtectTenantTable("Team"),
        ProtectTenantTable("WorkingWindow"),
        ProtectTenantTable("SiteEvent"),
        ProtectTenantTable("TeamEvent"),
        ProtectTenantTable("WorkingWindowEvent"),
    ]
