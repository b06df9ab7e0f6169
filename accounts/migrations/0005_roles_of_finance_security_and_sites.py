from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_exports_and_saved_views'),
        ('accounts', '0004_statistics'),
    ]

    operations = [
        migrations.AlterField(
            model_name='membership',
            name='role',
            field=models.CharField(choices=[('owner', 'Owner'), ('operations_lead', 'Operations lead'), ('vendor_manager', 'Vendor manager'), ('finance', 'Finance'), ('security_reviewer', 'Security reviewer'), ('site_head', 'Site head'), ('executive', 'Executive'), ('integrator', 'Integrator')], max_length=40),
        ),
        migrations.AlterField(
            model_name='membershipevent',
            name='role',
            field=models.CharField(choices=[('owner', 'Owner'), ('operations_lead', 'Operations lead'), ('vendor_manager', 'Vendor manager'), ('finance', 'Finance'), ('security_reviewer', 'Security reviewer'), ('site_head', 'Site head'), ('executive', 'Executive'), ('integrator', 'Integrator')], max_length=40),
        ),
    ]
