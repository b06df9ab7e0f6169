from django.db import migrations

from accounts.tenancy import ProtectTenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("vendors", "0001_initial"),
        ("accounts", "0002_tenant_protection"),
    ]

    operations = [
        ProtectTenantTable("Vendor"),
        ProtectTenantTable("SubcontractorLink"),
        ProtectTenantTable("Contract"),
        ProtectTenantTable("ContractItem"),
        ProtectTenantTable("PaymentToDate"),
        ProtectTenantTable("ContractEvent"),
        ProtectTenantTable("ContractItemEvent"),
        ProtectTenantTable("PaymentToDateEvent"),
        ProtectTenantTable("SubcontractorLinkEvent"),
        ProtectTenantTable("VendorEvent"),
    ]
