"""Shared prices: pledges, parts of purchases, bills; refunds of own parts; what is left of a pledge goes back."""

import django.db.models.deletion
from django.db import migrations, models

from jadibisa.journey.funding.migrations._sharing_guards import INSTALL, REMOVE


class Migration(migrations.Migration):

    dependencies = [
        ('funding', '0001_initial'),
        ('people', '0001_initial'),
        ('registration', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Bill',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=6)),
                ('subject_id', models.UUIDField()),
                ('amount', models.BigIntegerField()),
                ('number', models.CharField(max_length=28, null=True, unique=True)),
                ('qris', models.CharField(blank=True, default='', max_length=512)),
                ('expires_at', models.DateTimeField()),
                ('state', models.CharField(default='open', max_length=6)),
                ('made_at', models.DateTimeField()),
                ('paid_at', models.DateTimeField(null=True)),
                ('channel', models.CharField(blank=True, default='', max_length=4)),
                ('reference', models.CharField(max_length=64, null=True, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='Pledge',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=5)),
                ('course_id', models.UUIDField(null=True)),
                ('course_title', models.CharField(blank=True, default='', max_length=200)),
                ('skill', models.CharField(blank=True, default='', max_length=60)),
                ('province', models.CharField(blank=True, default='', max_length=2)),
                ('per_person', models.BigIntegerField()),
                ('total', models.BigIntegerField()),
                ('limit', models.BigIntegerField()),
                ('until', models.DateField()),
                ('state', models.CharField(default='offered', max_length=8)),
                ('proposal_id', models.UUIDField(null=True)),
                ('made_at', models.DateTimeField()),
                ('paid_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='PledgePerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
        ),
        migrations.CreateModel(
            name='Share',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('position', models.SmallIntegerField()),
                ('amount', models.BigIntegerField()),
                ('settled_amount', models.BigIntegerField(default=0)),
                ('state', models.CharField(max_length=8)),
                ('made_at', models.DateTimeField()),
                ('held_at', models.DateTimeField(null=True)),
                ('resolved_at', models.DateTimeField(null=True)),
                ('name_shared_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='disbursement',
            name='funding_disbursement_kind',
        ),
        migrations.RemoveConstraint(
            model_name='incentive',
            name='funding_incentive_purpose',
        ),
        migrations.RemoveConstraint(
            model_name='purchasehold',
            name='funding_hold_amounts',
        ),
        migrations.AddField(
            model_name='purchasehold',
            name='settled_shared',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='purchasehold',
            name='shared',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name='disbursement',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['partner', 'treasury', 'pledge'])), name='funding_disbursement_kind'),
        ),
        migrations.AddConstraint(
            model_name='incentive',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ['incentive', 'survey', 'refund'])), name='funding_incentive_purpose'),
        ),
        migrations.AddConstraint(
            model_name='purchasehold',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0), ('settled_amount__gte', 0), ('settled_amount__lte', models.F('amount'))), name='funding_hold_amounts'),
        ),
        migrations.AddConstraint(
            model_name='purchasehold',
            constraint=models.CheckConstraint(condition=models.Q(('settled_shared__gte', 0), ('settled_shared__lte', models.F('shared')), ('shared__gte', 0), models.Q(('amount__gt', 0), ('shared__gt', 0), _connector='OR')), name='funding_hold_shared'),
        ),
        migrations.AddIndex(
            model_name='bill',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['expires_at'], name='funding_bill_open'),
        ),
        migrations.AddConstraint(
            model_name='bill',
            constraint=models.UniqueConstraint(fields=('kind', 'subject_id'), name='funding_bill_subject'),
        ),
        migrations.AddConstraint(
            model_name='bill',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['share', 'pledge'])), name='funding_bill_kind'),
        ),
        migrations.AddConstraint(
            model_name='bill',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'paid', 'closed'])), name='funding_bill_state'),
        ),
        migrations.AddConstraint(
            model_name='bill',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='funding_bill_amount'),
        ),
        migrations.AddConstraint(
            model_name='bill',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('channel__in', ['va', 'qris']), ('paid_at__isnull', False), ('reference__isnull', False), ('state', 'paid')), models.Q(models.Q(('state', 'paid'), _negated=True), ('channel', ''), ('paid_at__isnull', True), ('reference__isnull', True)), _connector='OR'), name='funding_bill_paid_whole'),
        ),
        migrations.AddField(
            model_name='pledge',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation'),
        ),
        migrations.AddField(
            model_name='pledgeperson',
            name='application',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registration.application'),
        ),
        migrations.AddField(
            model_name='pledgeperson',
            name='pledge',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people', to='funding.pledge'),
        ),
        migrations.AddField(
            model_name='share',
            name='hold',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='funding.purchasehold'),
        ),
        migrations.AddField(
            model_name='share',
            name='pledge',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='funding.pledge'),
        ),
        migrations.AddIndex(
            model_name='pledge',
            index=models.Index(condition=models.Q(('state', 'active')), fields=['until', 'id'], name='funding_pledge_active'),
        ),
        migrations.AddIndex(
            model_name='pledge',
            index=models.Index(fields=['organisation', '-made_at'], name='funding_pledge_owner'),
        ),
        migrations.AddConstraint(
            model_name='pledge',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['named', 'open'])), name='funding_pledge_kind'),
        ),
        migrations.AddConstraint(
            model_name='pledge',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['offered', 'paid', 'proposed', 'active', 'ended', 'refused', 'lapsed'])), name='funding_pledge_state'),
        ),
        migrations.AddConstraint(
            model_name='pledge',
            constraint=models.CheckConstraint(condition=models.Q(('per_person__gt', 0), ('total__gte', models.F('per_person'))), name='funding_pledge_amounts'),
        ),
        migrations.AddConstraint(
            model_name='pledge',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'active'), _negated=True), ('total__lte', models.F('limit')), ('proposal_id__isnull', False), _connector='OR'), name='funding_pledge_needs_two'),
        ),
        migrations.AddConstraint(
            model_name='pledge',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['offered', 'lapsed']), ('paid_at__isnull', False), _connector='OR'), name='funding_pledge_paid_first'),
        ),
        migrations.AddConstraint(
            model_name='pledgeperson',
            constraint=models.UniqueConstraint(fields=('pledge', 'application'), name='funding_pledge_person_once'),
        ),
        migrations.AddIndex(
            model_name='share',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['hold'], name='funding_share_waiting'),
        ),
        migrations.AddConstraint(
            model_name='share',
            constraint=models.UniqueConstraint(fields=('hold', 'position'), name='funding_share_position'),
        ),
        migrations.AddConstraint(
            model_name='share',
            constraint=models.UniqueConstraint(fields=('hold', 'pledge'), name='funding_share_pledge_once'),
        ),
        migrations.AddConstraint(
            model_name='share',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'held', 'settled', 'returned'])), name='funding_share_state'),
        ),
        migrations.AddConstraint(
            model_name='share',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0), ('settled_amount__gte', 0), ('settled_amount__lte', models.F('amount'))), name='funding_share_amounts'),
        ),
        migrations.AddConstraint(
            model_name='share',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('pledge__isnull', True), ('position', 0)), models.Q(('pledge__isnull', False), ('position__gt', 0)), _connector='OR'), name='funding_share_whose'),
        ),
        migrations.AddConstraint(
            model_name='share',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'waiting'), _negated=True), models.Q(('held_at__isnull', True), ('position', 0)), _connector='OR'), name='funding_share_only_own_waits'),
        ),
        migrations.RunSQL(INSTALL, REMOVE),
    ]
