"""Figures of the training step for reports, and its lines on a participant's timeline."""

from uuid import UUID

from django.db import connection
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from jadibisa.journey.training.models import Course, LearnerRow, PurchaseRow, Run
from jadibisa.journey.training.queries.learning import enrolments, learner, progress
from jadibisa.journey.training.types import Learner, LearnerState, Purchase, PurchaseState, Totals
from jadibisa.kernel.clock import end_of
from jadibisa.kernel.journey import Holder, Step, StepState


def totals(batch: int | None = None) -> Totals:
    """Purchases of a batch (of all batches without one) by what became of them."""
    learners = LearnerRow.objects.all() if batch is None else LearnerRow.objects.filter(batch=batch)
    purchases = PurchaseRow.objects.all() if batch is None else PurchaseRow.objects.filter(learner__batch=batch)
    people = learners.aggregate(
        all=Count("application_id"),
        buyers=Count("application_id", filter=Q(purchases__gt=0)),
        missed=Count("application_id", filter=Q(state=LearnerState.MISSED)),
        completers=Count("application_id", filter=Q(finished__gt=0)),
    )
    states = dict(purchases.order_by("state").values_list("state").annotate(Count("id")))
    return Totals(
        learners=people["all"],
        buyers=people["buyers"],
        bought=states.get(PurchaseState.BOUGHT, 0),
        redeemed=states.get(PurchaseState.REDEEMED, 0),
        completed=states.get(PurchaseState.COMPLETED, 0),
        rated=states.get(PurchaseState.RATED, 0),
        cancelled=states.get(PurchaseState.CANCELLED, 0) + states.get(PurchaseState.WITHDRAWN, 0),
        expired=states.get(PurchaseState.EXPIRED, 0),
        missed_first=people["missed"],
        completers=people["completers"],
    )


def completers(batch: int) -> set[UUID]:
    """Participants of a batch who completed at least one course."""
    return set(LearnerRow.objects.filter(batch=batch, finished__gt=0).values_list("application_id", flat=True))


def seats_by_skill_and_province() -> list[tuple[str, str, int]]:
    """Seats of open courses by skill and province code ("" for online), in that order."""
    sql = """
        select s.skill, coalesce(left(r.regency, 2), '') as province, sum(r.seats)::bigint
        from training_course c join training_run r on r.course_id = c.id cross join lateral unnest(c.skills) as s(skill)
        where c.is_open group by 1, 2 order by 1, 2
    """
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [(str(skill), str(province), int(seats)) for skill, province, seats in cursor.fetchall()]


def rows_without_fact() -> int:
    """Courses, runs, learners and purchases whose making no fact names."""
    sql = """
        with named as (
            select verb, unnest(subjects) as id from facts_fact
            where verb in ('training.published', 'training.purchased', 'training.reserved', 'training.learner_entered')
        )
        select
            (select count(*) from training_course c
             where not exists (select 1 from named n where n.id = c.id and n.verb = 'training.published'))
          + (select count(*) from training_run r
             where not exists (select 1 from named n where n.id = r.course_id and n.verb = 'training.published'))
          + (select count(*) from training_learner l
             where not exists (select 1 from named n where n.id = l.application_id and n.verb = 'training.learner_entered'))
          + (select count(*) from training_purchase p
             where not exists (select 1 from named n where n.id = p.id and n.verb in ('training.purchased', 'training.reserved')))
    """
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def catalogue_size() -> dict[str, int]:
    """How many courses, runs and providers there are."""
    return {
        "courses": Course.objects.count(),
        "runs": Run.objects.count(),
        "providers": Course.objects.aggregate(n=Count("provider_id", distinct=True))["n"],
    }


def steps_of(application_id: UUID) -> list[Step]:
    """The training lines of a participant's timeline: what was learnt, and what is next until when."""
    who = learner(application_id)
    if who is None:
        return []
    bought = enrolments(application_id)
    lines = [_past(purchase) for purchase in reversed(bought) if not purchase.is_open]
    current = next((purchase for purchase in bought if purchase.is_open), None)
    return [*lines, _present(current)] if current else [*lines, *_next_purchase(who)]


def _past(purchase: Purchase) -> Step:
    titles = {
        PurchaseState.RATED: _("Kursus selesai: %(title)s"),
        PurchaseState.CANCELLED: _("Kursus dibatalkan: %(title)s"),
        PurchaseState.WITHDRAWN: _("Kelas dibatalkan lembaga: %(title)s"),
        PurchaseState.EXPIRED: _("Kursus tidak selesai: %(title)s"),
        PurchaseState.LAPSED: _("Bagian Anda tidak masuk pada waktunya: %(title)s"),
    }
    return Step(
        "training",
        StepState.DONE if purchase.state is PurchaseState.RATED else StepState.STOPPED,
        titles[purchase.state] % {"title": purchase.title},
        at=purchase.completed_at or purchase.bought_at,
        url=reverse("training:enrolment", args=[purchase.id]),
    )


def _present(purchase: Purchase) -> Step:
    url = reverse("training:enrolment", args=[purchase.id])
    if purchase.state is PurchaseState.COMPLETED:
        return Step(
            "training", StepState.RUNNING, _("Nilai kursus Anda: %(title)s") % {"title": purchase.title},
            _("Insentif dibayar setelah Anda menilai kursus."), holder=Holder.PERSON, url=url, button=_("Beri nilai"),
        )  # fmt: skip
    if purchase.state is PurchaseState.UNPAID:
        return Step(
            "training", StepState.RUNNING, _("Bayar bagian Anda: %(title)s") % {"title": purchase.title},
            until=purchase.pay_until, holder=Holder.PERSON, url=url, button=_("Lihat cara membayar"),
            consequence=_("Setelah itu kursi dilepas dan semua uang kembali."),
        )  # fmt: skip
    if purchase.state is PurchaseState.BOUGHT:
        return Step(
            "training", StepState.RUNNING, _("Mulai kursus: %(title)s") % {"title": purchase.title},
            until=purchase.redeem_until, holder=Holder.PERSON, url=url, button=_("Buka kursus saya"),
            consequence=_("Setelah itu kursus tidak bisa dimulai dan harganya kembali ke saldo Anda."),
        )  # fmt: skip
    gaps = progress(purchase, purchase.bought_at).missing
    mine = "presence" in gaps
    title = _("Ikuti kursus: %(title)s") if mine else _("Menunggu nilai: %(title)s")
    return Step(
        "training", StepState.RUNNING, title % {"title": purchase.title},
        "" if mine else _("Lembaga pelatihan mengisi nilai Anda."), until=end_of(purchase.finish_until),
        holder=Holder.PERSON if mine else Holder.PROVIDER, url=url, button=_("Buka kursus saya"),
        consequence=_("Setelah itu kursus dihitung tidak selesai."),
    )  # fmt: skip


def _next_purchase(who: Learner) -> list[Step]:
    if who.state is LearnerState.MISSED:
        return [
            Step("training", StepState.STOPPED, _("Batas pembelian pertama lewat"), _("Saldo dikembalikan ke negara."))
        ]
    if who.state is LearnerState.REVOKED or who.buy_until is None:
        return []
    first = who.purchases == 0
    return [
        Step(
            "training",
            StepState.RUNNING,
            _("Beli kursus pertama") if first else _("Beli kursus berikutnya"),
            until=end_of(who.buy_until),
            holder=Holder.PERSON if first else Holder.NOBODY,
            url=reverse("training:courses"),
            button=_("Cari kursus"),
            consequence=_("Setelah itu saldo Anda kembali ke negara.") if first else "",
        )
    ]
