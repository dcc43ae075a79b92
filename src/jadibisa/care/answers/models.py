"""How often an article helped, per day; nobody is named."""

from django.db import models


class Tally(models.Model):
    """What readers of one article said on one day."""

    article = models.SlugField(max_length=60)
    day = models.DateField()
    helped = models.PositiveIntegerField(default=0)
    not_helped = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "day"], name="tally_once")]
