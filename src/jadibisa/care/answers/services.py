"""The one command of the help centre: count whether an article helped."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from jadibisa.care.answers.models import Tally
from jadibisa.care.answers.queries import articles
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.refusals import N_, Refusal


@transaction.atomic
def judge(slug: str, *, helped: bool, at: datetime) -> None:
    """Count a reader's yes or no; who it was is not kept, so no fact is either.

    Raises:
        Refusal: `article_unknown`.
    """
    if slug not in articles():
        raise Refusal("article_unknown", N_("Jawaban itu tidak ada."), status=404)
    day = wib_day(at)
    Tally.objects.bulk_create([Tally(article=slug, day=day)], ignore_conflicts=True)
    column = "helped" if helped else "not_helped"
    Tally.objects.filter(article=slug, day=day).update(**{column: F(column) + 1})
