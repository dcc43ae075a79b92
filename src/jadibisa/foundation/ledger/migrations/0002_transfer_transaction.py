"""Each transfer keeps its transaction, so that a day once signed never gains one that was still on its way."""

from django.db import migrations, models
from django.db.models.functions import Cast

# A constant first: the rows of before are not written again.
ADD = """
ALTER TABLE ledger_transfer ADD COLUMN transaction bigint NOT NULL DEFAULT 0;
ALTER TABLE ledger_transfer ALTER COLUMN transaction SET DEFAULT pg_current_xact_id()::text::bigint;
"""
DROP = "ALTER TABLE ledger_transfer DROP COLUMN transaction;"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.RunSQL(
            ADD,
            DROP,
            state_operations=[
                migrations.AddField(
                    model_name="transfer",
                    name="transaction",
                    field=models.BigIntegerField(
                        db_default=Cast(
                            Cast(models.Func(function="pg_current_xact_id"), models.TextField()),
                            models.BigIntegerField(),
                        ),
                        editable=False,
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(fields=["transaction", "seq"], name="ledger_transfer_order"),
        ),
    ]
