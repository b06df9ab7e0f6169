from django.db import migrations

from accounts.tenancy import ProtectTenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("sourcing", "0001_initial"),
        ("vendors", "0002_tenant_protection"),
        ("teams", "0002_tenant_protection"),
    ]

    operations = [
        ProtectTenantTable("Engagement"),
        ProtectTenantTable("EngagementContract"),
        ProtectTenantTable("DeliveryTeam"),
        ProtectTenantTable("DeliveryTeamEvent"),
        ProtectTenantTable("EngagementContractEvent"),
        ProtectTenantTable("EngagementEvent"),
    ]
