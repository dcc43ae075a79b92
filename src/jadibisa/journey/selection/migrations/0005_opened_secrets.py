"""Secrets that witnesses opened with the dice; times of the last stages hold in both directions."""

from django.db import migrations, models

from jadibisa.journey.selection.migrations import _guards_secrets


class Migration(migrations.Migration):

    dependencies = [
        ('registration', '0001_initial'),
        ('selection', '0004_simulation_guard'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='draw',
            name='draw_drawn_at',
        ),
        migrations.RemoveConstraint(
            model_name='draw',
            name='draw_published_at',
        ),
        migrations.AddField(
            model_name='draw',
            name='secrets',
            field=models.JSONField(default=list),
        ),
        migrations.AddConstraint(
            model_name='draw',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('drawn_at__isnull', False), ('stage__in', ['drawn', 'published'])), models.Q(models.Q(('stage__in', ['drawn', 'published']), _negated=True), ('drawn_at', None)), _connector='OR'), name='draw_drawn_at'),
        ),
        migrations.AddConstraint(
            model_name='draw',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', False), ('stage', 'published')), models.Q(models.Q(('stage', 'published'), _negated=True), ('published_at', None)), _connector='OR'), name='draw_published_at'),
        ),
        migrations.RunSQL(_guards_secrets.INSTALL, _guards_secrets.REMOVE),
    ]
