"""The tables of the ledger and every guard of them."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.db import migrations, models

from jadibisa.foundation.ledger.migrations._guards import INSTALL, REMOVE


class Migration(migrations.Migration):
    initial = True

    dependencies = [("plumbing", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="FlowRule",
            fields=[
                ("code", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("name", models.TextField(unique=True)),
                ("dr_code", models.SmallIntegerField()),
                ("cr_code", models.SmallIntegerField()),
                ("two_phase", models.BooleanField()),
            ],
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ledger", models.SmallIntegerField()),
                ("code", models.SmallIntegerField()),
                ("bound", models.CharField(max_length=1)),
                ("owner_id", models.UUIDField()),
                ("sub", models.SmallIntegerField(default=0)),
                ("book_id", models.UUIDField(null=True)),
                ("dr_pending", models.BigIntegerField(db_default=0)),
                ("dr_posted", models.BigIntegerField(db_default=0)),
                ("cr_pending", models.BigIntegerField(db_default=0)),
                ("cr_posted", models.BigIntegerField(db_default=0)),
                ("version", models.BigIntegerField(db_default=0)),
                ("closed", models.BooleanField(db_default=False)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("book_id__isnull", False)),
                        fields=["book_id", "code"],
                        name="ledger_account_book",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("ledger", "code", "owner_id", "sub"), name="ledger_one_account"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cr_pending__gte", 0), ("cr_posted__gte", 0), ("dr_pending__gte", 0), ("dr_posted__gte", 0)
                        ),
                        name="ledger_counters_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("bound", "C"), _negated=True),
                            (
                                "cr_posted__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("dr_pending"), "+", models.F("dr_posted")
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="ledger_no_overdraft_c",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("bound", "D"), _negated=True),
                            (
                                "dr_posted__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("cr_pending"), "+", models.F("cr_posted")
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="ledger_no_overdraft_d",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AccountType",
            fields=[
                ("code", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("name", models.TextField(unique=True)),
                ("bound", models.CharField(max_length=1)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("bound__in", ["C", "D"])), name="ledger_type_bound"),
                    models.UniqueConstraint(fields=("code", "bound"), name="ledger_type_code_bound"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("seq", models.BigIntegerField(editable=False)),
                ("kind", models.SmallIntegerField()),
                ("ledger", models.SmallIntegerField()),
                ("code", models.SmallIntegerField()),
                ("dr_account", models.BigIntegerField()),
                ("dr_code", models.SmallIntegerField()),
                ("cr_account", models.BigIntegerField()),
                ("cr_code", models.SmallIntegerField()),
                ("amount", models.BigIntegerField()),
                ("expires_at", models.DateTimeField(null=True)),
                ("group_id", models.UUIDField()),
                ("actor", models.TextField()),
                ("effective_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "pending",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.transfer",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["dr_account", "seq"], name="ledger_transfer_dr"),
                    models.Index(fields=["cr_account", "seq"], name="ledger_transfer_cr"),
                    models.Index(fields=["group_id"], name="ledger_transfer_group"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("pending__isnull", False)), fields=("pending",), name="ledger_resolved_once"
                    ),
                    models.CheckConstraint(condition=models.Q(("kind__gte", 1), ("kind__lte", 4)), name="ledger_kind"),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="ledger_amount_positive"),
                    models.CheckConstraint(
                        condition=models.Q(("dr_account", models.F("cr_account")), _negated=True),
                        name="ledger_two_accounts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", [3, 4]), ("pending__isnull", False)),
                            models.Q(("kind__in", [1, 2]), ("pending__isnull", True)),
                            _connector="OR",
                        ),
                        name="ledger_resolution_names_hold",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__isnull", True), ("kind", 2), _connector="OR"),
                        name="ledger_only_holds_expire",
                    ),
                ],
            },
        ),
        migrations.RunSQL(INSTALL, REMOVE),
    ]
