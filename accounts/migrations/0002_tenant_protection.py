from django.db import migrations

from accounts.tenancy import POLICY, ProtectTenantTable

# An organization's own history carries its id as the tracked object's.
OWN_HISTORY = POLICY.replace("organization_id =", "pgh_obj_id =", 1)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        ProtectTenantTable("MembershipEvent"),
        migrations.RunSQL(
            sql=[
                "ALTER TABLE accounts_membership ADD CONSTRAINT accounts_membership_tenant_key"
                " UNIQUE (organization_id, id)",
                "ALTER TABLE accounts_organizationevent ENABLE ROW LEVEL SECURITY",
                "ALTER TABLE accounts_organizationevent FORCE ROW LEVEL SECURITY",
                f"CREATE POLICY tenant ON accounts_organizationevent"
                f" USING ({OWN_HISTORY}) WITH CHECK ({OWN_HISTORY})",
            ],
            reverse_sql=[
                "DROP POLICY tenant ON accounts_organizationevent",
                "ALTER TABLE accounts_organizationevent NO FORCE ROW LEVEL SECURITY",
                "ALTER TABLE accounts_organizationevent DISABLE ROW LEVEL SECURITY",
                "ALTER TABLE accounts_membership DROP CONSTRAINT accounts_membership_tenant_key"
                " CASCADE",
            ],
        ),
    ]
