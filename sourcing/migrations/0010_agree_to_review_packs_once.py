import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('sourcing', '0009_drop_empty_months_of_measurements'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='reviewpack',
            trigger=pgtrigger.compiler.Trigger(name='agreed_once', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF OLD.agreed_at IS NOT NULL AND (NEW.agreed_at, NEW.agreed_by_id)\n       IS DISTINCT FROM (OLD.agreed_at, OLD.agreed_by_id)\n       OR OLD.counterpart <> '' AND (NEW.counterpart, NEW.counterpart_agreed_on)\n       IS DISTINCT FROM (OLD.counterpart, OLD.counterpart_agreed_on) THEN\n        RAISE EXCEPTION USING ERRCODE = 'check_violation',\n            CONSTRAINT = 'sourcing_reviewpack_agreed_once',\n            MESSAGE = 'What was agreed to is not changed; a new edition takes its place.';\n    END IF;\n    RETURN NEW;\n", hash='d71eeeee840859cdedbc752127868cf57987674c', operation='UPDATE', pgid='pgtrigger_agreed_once_34f4e', table='sourcing_reviewpack', when='BEFORE')),
        ),
    ]
