"""The tables of the funding step; nobody deletes a row of them, and what was asked of a bank never changes."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

from jadibisa.journey.funding.migrations._guards import INSTALL, REMOVE


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('registration', '0001_initial'),
        ('ledger', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Budget',
            fields=[
                ('batch', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='registration.batch')),
                ('amount', models.BigIntegerField()),
                ('funded_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Allotment',
            fields=[
                ('application', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='registration.application')),
                ('person_id', models.UUIDField()),
                ('state', models.CharField(default='active', max_length=8)),
                ('allotted_at', models.DateTimeField()),
                ('returned_at', models.DateTimeField(null=True)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registration.batch')),
            ],
        ),
        migrations.CreateModel(
            name='Disbursement',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('run_id', models.UUIDField(db_index=True)),
                ('kind', models.CharField(max_length=8)),
                ('owner_id', models.UUIDField()),
                ('gross', models.BigIntegerField()),
                ('commission', models.BigIntegerField(default=0)),
                ('amount', models.BigIntegerField()),
                ('reference', models.CharField(max_length=35, unique=True)),
                ('hold_id', models.UUIDField(unique=True)),
                ('state', models.CharField(default='waiting', max_length=8)),
                ('proposal_id', models.UUIDField(null=True)),
                ('created_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registration.batch')),
            ],
        ),
        migrations.CreateModel(
            name='Incentive',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('purpose', models.CharField(max_length=9)),
                ('number', models.SmallIntegerField()),
                ('amount', models.BigIntegerField()),
                ('due_on', models.DateField()),
                ('state', models.CharField(default='scheduled', max_length=9)),
                ('purchase_id', models.UUIDField(null=True)),
                ('fact_id', models.BigIntegerField(null=True)),
                ('retry_at', models.DateTimeField(null=True)),
                ('made_at', models.DateTimeField()),
                ('allotment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funding.allotment')),
            ],
        ),
        migrations.CreateModel(
            name='Payout',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('number', models.SmallIntegerField()),
                ('hold_id', models.UUIDField(unique=True)),
                ('amount', models.BigIntegerField()),
                ('state', models.CharField(default='ready', max_length=9)),
                ('cause', models.CharField(blank=True, default='', max_length=20)),
                ('lease_no', models.BigIntegerField(default=0)),
                ('lease_until', models.DateTimeField(null=True)),
                ('next_at', models.DateTimeField()),
                ('owner_id', models.UUIDField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('incentive', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funding.incentive')),
            ],
        ),
        migrations.CreateModel(
            name='BankLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bank_account', models.CharField(max_length=34)),
                ('entry', models.CharField(max_length=35)),
                ('booked_on', models.DateField()),
                ('amount', models.BigIntegerField()),
                ('reference', models.CharField(blank=True, default='', max_length=35)),
                ('imported_at', models.DateTimeField()),
                ('disbursement', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funding.disbursement')),
                ('payout', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funding.payout')),
            ],
        ),
        migrations.CreateModel(
            name='PayoutAccount',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('person_id', models.UUIDField()),
                ('channel', models.CharField(max_length=6)),
                ('institution', models.CharField(max_length=10)),
                ('number_sealed', models.BinaryField()),
                ('holder_sealed', models.BinaryField()),
                ('number_index', models.BinaryField()),
                ('number_masked', models.CharField(max_length=9)),
                ('linked_at', models.DateTimeField()),
                ('usable_from', models.DateTimeField()),
                ('replaced_at', models.DateTimeField(null=True)),
                ('allotment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funding.allotment')),
            ],
        ),
        migrations.AddField(
            model_name='payout',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funding.payoutaccount'),
        ),
        migrations.AddField(
            model_name='incentive',
            name='blocked_account',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funding.payoutaccount'),
        ),
        migrations.CreateModel(
            name='PayoutAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('no', models.SmallIntegerField()),
                ('reference', models.CharField(max_length=35, unique=True)),
                ('external_id', models.CharField(max_length=36)),
                ('external_day', models.DateField()),
                ('outcome', models.CharField(default='open', max_length=7)),
                ('response_code', models.CharField(blank=True, default='', max_length=7)),
                ('response_sha256', models.BinaryField(null=True)),
                ('requested_at', models.DateTimeField()),
                ('last_sent_at', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('payout', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funding.payout')),
            ],
        ),
        migrations.CreateModel(
            name='PayoutRun',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('state', models.CharField(max_length=8)),
                ('count', models.IntegerField()),
                ('total', models.BigIntegerField()),
                ('limit', models.BigIntegerField()),
                ('proposal_id', models.UUIDField(null=True)),
                ('created_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registration.batch')),
            ],
        ),
        migrations.AddField(
            model_name='payout',
            name='run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funding.payoutrun'),
        ),
        migrations.CreateModel(
            name='PurchaseHold',
            fields=[
                ('purchase_id', models.UUIDField(primary_key=True, serialize=False)),
                ('provider_id', models.UUIDField(db_index=True)),
                ('amount', models.BigIntegerField()),
                ('state', models.CharField(default='held', max_length=8)),
                ('settled_amount', models.BigIntegerField(default=0)),
                ('expires_at', models.DateTimeField(null=True)),
                ('held_at', models.DateTimeField()),
                ('resolved_at', models.DateTimeField(null=True)),
                ('certified_at', models.DateTimeField(null=True)),
                ('rated_at', models.DateTimeField(null=True)),
                ('allotment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funding.allotment')),
                ('disbursement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funding.disbursement')),
            ],
        ),
        migrations.AddIndex(
            model_name='allotment',
            index=models.Index(fields=['person_id'], name='funding_allotment_person'),
        ),
        migrations.AddConstraint(
            model_name='allotment',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['active', 'returned'])), name='funding_allotment_state'),
        ),
        migrations.AddConstraint(
            model_name='disbursement',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'proposed', 'approved'])), fields=('kind', 'owner_id'), name='funding_disbursement_one_live'),
        ),
        migrations.AddConstraint(
            model_name='disbursement',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['partner', 'treasury'])), name='funding_disbursement_kind'),
        ),
        migrations.AddConstraint(
            model_name='disbursement',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'proposed', 'approved', 'paid', 'refused'])), name='funding_disbursement_state'),
        ),
        migrations.AddConstraint(
            model_name='disbursement',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0), ('commission__gte', 0), ('gross', django.db.models.expressions.CombinedExpression(models.F('amount'), '+', models.F('commission')))), name='funding_disbursement_adds_up'),
        ),
        migrations.AddConstraint(
            model_name='disbursement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['approved', 'paid']), _negated=True), ('proposal_id__isnull', False), _connector='OR'), name='funding_disbursement_needs_two'),
        ),
        migrations.AddIndex(
            model_name='bankline',
            index=models.Index(condition=models.Q(('disbursement__isnull', True), ('payout__isnull', True)), fields=['booked_on'], name='funding_line_open'),
        ),
        migrations.AddConstraint(
            model_name='bankline',
            constraint=models.UniqueConstraint(fields=('bank_account', 'entry'), name='funding_line_once'),
        ),
        migrations.AddConstraint(
            model_name='bankline',
            constraint=models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='funding_line_moves'),
        ),
        migrations.AddConstraint(
            model_name='bankline',
            constraint=models.CheckConstraint(condition=models.Q(('payout__isnull', True), ('disbursement__isnull', True), _connector='OR'), name='funding_line_one_match'),
        ),
        migrations.AddConstraint(
            model_name='payoutaccount',
            constraint=models.UniqueConstraint(condition=models.Q(('replaced_at__isnull', True)), fields=('allotment',), name='funding_account_one'),
        ),
        migrations.AddConstraint(
            model_name='payoutaccount',
            constraint=models.UniqueConstraint(condition=models.Q(('replaced_at__isnull', True)), fields=('number_index',), name='funding_account_one_person'),
        ),
        migrations.AddConstraint(
            model_name='payoutaccount',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['bank', 'wallet'])), name='funding_account_channel'),
        ),
        migrations.AddIndex(
            model_name='incentive',
            index=models.Index(condition=models.Q(('state__in', ['scheduled', 'owed'])), fields=['due_on', 'id'], name='funding_incentive_due'),
        ),
        migrations.AddConstraint(
            model_name='incentive',
            constraint=models.UniqueConstraint(fields=('allotment', 'purpose', 'number'), name='funding_incentive_once'),
        ),
        migrations.AddConstraint(
            model_name='incentive',
            constraint=models.UniqueConstraint(fields=('fact_id', 'allotment', 'purpose', 'number'), name='funding_incentive_fact'),
        ),
        migrations.AddConstraint(
            model_name='incentive',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ['incentive', 'survey'])), name='funding_incentive_purpose'),
        ),
        migrations.AddConstraint(
            model_name='incentive',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['scheduled', 'owed', 'paying', 'paid', 'cancelled'])), name='funding_incentive_state'),
        ),
        migrations.AddConstraint(
            model_name='incentive',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0), ('number__gte', 1)), name='funding_incentive_amount'),
        ),
        migrations.AddConstraint(
            model_name='payoutattempt',
            constraint=models.UniqueConstraint(fields=('payout', 'no'), name='funding_attempt_no'),
        ),
        migrations.AddConstraint(
            model_name='payoutattempt',
            constraint=models.UniqueConstraint(fields=('external_day', 'external_id'), name='funding_attempt_external'),
        ),
        migrations.AddConstraint(
            model_name='payoutattempt',
            constraint=models.UniqueConstraint(condition=models.Q(('outcome', 'failed'), _negated=True), fields=('payout',), name='funding_attempt_one_live'),
        ),
        migrations.AddConstraint(
            model_name='payoutattempt',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['open', 'unknown', 'paid', 'failed'])), name='funding_attempt_outcome'),
        ),
        migrations.AddConstraint(
            model_name='payoutattempt',
            constraint=models.CheckConstraint(condition=models.Q(('no__gte', 1)), name='funding_attempt_counts'),
        ),
        migrations.AddIndex(
            model_name='payoutrun',
            index=models.Index(condition=models.Q(('state__in', ['waiting', 'proposed'])), fields=['created_at'], name='funding_run_open'),
        ),
        migrations.AddConstraint(
            model_name='payoutrun',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'proposed', 'approved', 'refused'])), name='funding_run_state'),
        ),
        migrations.AddConstraint(
            model_name='payoutrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), ('total__lte', models.F('limit')), ('proposal_id__isnull', False), _connector='OR'), name='funding_run_needs_two'),
        ),
        migrations.AddIndex(
            model_name='payout',
            index=models.Index(condition=models.Q(('state__in', ['ready', 'sending', 'unknown'])), fields=['next_at', 'id'], name='funding_payout_due'),
        ),
        migrations.AddIndex(
            model_name='payout',
            index=models.Index(fields=['state', 'created_at', 'id'], name='funding_payout_state_at'),
        ),
        migrations.AddConstraint(
            model_name='payout',
            constraint=models.UniqueConstraint(fields=('incentive', 'number'), name='funding_payout_number'),
        ),
        migrations.AddConstraint(
            model_name='payout',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['failed', 'cancelled']), _negated=True), fields=('incentive',), name='funding_payout_one_live'),
        ),
        migrations.AddConstraint(
            model_name='payout',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'ready', 'sending', 'unknown', 'paid', 'failed', 'cancelled'])), name='funding_payout_state'),
        ),
        migrations.AddConstraint(
            model_name='payout',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='funding_payout_amount'),
        ),
        migrations.AddConstraint(
            model_name='purchasehold',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['held', 'settled', 'voided'])), name='funding_hold_state'),
        ),
        migrations.AddConstraint(
            model_name='purchasehold',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0), ('settled_amount__gte', 0), ('settled_amount__lte', models.F('amount'))), name='funding_hold_amounts'),
        ),
        migrations.RunSQL(INSTALL, REMOVE),
    ]
