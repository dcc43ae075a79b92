"""A participant's own courses: what is next, until when, and every act of learning."""

from uuid import UUID

from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from jadibisa.foundation.people import queries as people
from jadibisa.foundation.places.queries import regency
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import notice, page, refused, see_other, sentence
from jadibisa.journey.funding import queries as funding
from jadibisa.journey.training import queries, services
from jadibisa.journey.training.forms import RatingForm, ReasonForm
from jadibisa.journey.training.types import (
    ASSESSMENT_NAMES,
    ASSESSMENTS,
    MODE_NAMES,
    Attendance,
    Mode,
    Purchase,
    PurchaseState,
    Rating,
)
from jadibisa.journey.training.views.paying import own, paid_parts
from jadibisa.journey.training.views.paying import urlpatterns as paying
from jadibisa.kernel.actors import Role
from jadibisa.kernel.clock import end_of, wib_day
from jadibisa.kernel.ids import grouped
from jadibisa.kernel.refusals import Refusal


def state_tag(state: PurchaseState) -> tuple[str, str]:
    """The mark and the word of a state."""
    return {
        PurchaseState.UNPAID: ("now", _("Menunggu bagian Anda")),
        PurchaseState.BOUGHT: ("now", _("Belum dimulai")),
        PurchaseState.REDEEMED: ("go", _("Sedang berjalan")),
        PurchaseState.COMPLETED: ("now", _("Tinggal dinilai")),
        PurchaseState.RATED: ("ok", _("Selesai")),
        PurchaseState.CANCELLED: ("none", _("Dibatalkan")),
        PurchaseState.WITHDRAWN: ("none", _("Dibatalkan lembaga")),
        PurchaseState.EXPIRED: ("bad", _("Tidak selesai")),
        PurchaseState.LAPSED: ("none", _("Tidak dibayar")),
    }[state]


@door(Role.CITIZEN, methods=("GET",))
def mine(request: ActorRequest) -> HttpResponseBase:
    """All my courses."""
    application_id = request.actor.application_id
    purchases = queries.enrolments(application_id) if application_id else []
    providers = people.organisation_names({purchase.provider_id for purchase in purchases})
    today = wib_day(clock.now())
    learner = queries.learner(application_id) if application_id else None
    context = {
        "learner": learner,
        "may_buy": learner is not None and learner.buy_until is not None and today <= learner.buy_until,
        "days_left": (learner.buy_until - today).days if learner and learner.buy_until else None,
        "courses": [
            (one, providers.get(one.provider_id, ""), *state_tag(one.state), gettext(MODE_NAMES[one.mode]))
            for one in purchases
        ],
    }
    return page(request, "training/mine.html", context)


@door(Role.CITIZEN, methods=("GET",))
def enrolment(request: ActorRequest, purchase_id: UUID) -> HttpResponseBase:
    """One of my courses with the next act."""
    purchase = own(request, purchase_id)
    form = RatingForm() if purchase.state is PurchaseState.COMPLETED else None
    return _enrolment_page(request, purchase, form)


def _enrolment_page(
    request: ActorRequest, purchase: Purchase, form: RatingForm | None, *, status: int = 200
) -> HttpResponseBase:
    at = clock.now()
    progress = queries.progress(purchase, at)
    offer = queries.offers([purchase.run_id])[purchase.run_id]
    wanted = ASSESSMENTS[purchase.mode]
    shares = funding.shares_of([purchase.id]).get(purchase.id, [])
    context = {
        **paid_parts(purchase, shares),
        "purchase": purchase,
        "provider": people.organisation_names([purchase.provider_id]).get(purchase.provider_id, ""),
        "mode": gettext(MODE_NAMES[purchase.mode]),
        "tag": state_tag(purchase.state),
        "place": regency(offer.regency).name if offer.regency else "",
        "code": grouped(queries.redeem_code(purchase.id)),
        "can_start": purchase.redeem_from <= at < purchase.redeem_until,
        "can_cancel": purchase.cancel_until is not None and at < end_of(purchase.cancel_until),
        "sessions": progress.sessions,
        "assessments": [(gettext(ASSESSMENT_NAMES[kind]), progress.scores.get(kind)) for kind in wanted],
        "present": sum(1 for one in progress.sessions if one.attended_at),
        "missing": progress.missing,
        "needs_code": purchase.mode is Mode.FACE_TO_FACE,
        "self_paced": purchase.mode is Mode.SELF_PACED,
        "days_left": (purchase.finish_until - wib_day(at)).days,
        "form": form,
    }
    return page(request, "training/enrolment.html", context, status=status)


@door(Role.CITIZEN, methods=("POST",))
def start(request: ActorRequest, purchase_id: UUID) -> HttpResponseBase:
    """Use my own code: the course begins."""
    purchase = own(request, purchase_id)
    answer = services.redeem([queries.redeem_code(purchase.id)], by=request.actor, at=clock.now())[0]
    if isinstance(answer, Refusal) and answer.code != "code_used":
        notice(request, sentence(answer), kind="warn")
    else:
        notice(request, _("Kursus Anda sudah dimulai."))
    return see_other("training:enrolment", purchase.id)


@door(Role.CITIZEN, methods=("POST",))
def attend(request: ActorRequest, purchase_id: UUID, no: int) -> HttpResponseBase:
    """Say that I am present; face to face with the code on the trainer's screen."""
    purchase = own(request, purchase_id)
    at = clock.now()
    row = Attendance(purchase.id, no, None, request.POST.get("code", "")[:20])
    refusal = services.attend([row], by=request.actor, at=at)[0]
    if refusal is not None:
        notice(request, sentence(refusal), kind="warn")
    else:
        services.complete([purchase.id], by=request.actor, at=at)
        notice(request, _("Kehadiran Anda di pertemuan %(no)d tercatat.") % {"no": no})
    return see_other("training:enrolment", purchase.id, fragment="pertemuan")


@door(Role.CITIZEN)
def cancel(request: ActorRequest, purchase_id: UUID) -> HttpResponseBase:
    """Cancel in time; the reason is asked."""
    purchase = own(request, purchase_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        answer = services.cancel([purchase.id], form.cleaned_data["why"], by=request.actor, at=clock.now())[0]
        if not isinstance(answer, Refusal):
            shared = bool(funding.shares_of([purchase.id]))
            back = _("Uangnya kembali kepada pembayarnya.") if shared else _("Harganya sudah kembali ke saldo Anda.")
            notice(request, _("Kursus dibatalkan.") + " " + back)
            return see_other("training:mine")
        refused(form, answer)
    shared = bool(funding.shares_of([purchase.id]))
    context = {"purchase": purchase, "form": form, "shared": shared}
    return page(request, "training/cancel.html", context, status=422 if form.errors else 200)


@door(Role.CITIZEN, methods=("POST",))
def rate(request: ActorRequest, purchase_id: UUID) -> HttpResponseBase:
    """Rate my course."""
    purchase = own(request, purchase_id)
    form = RatingForm(request.POST)
    if form.is_valid():
        row = Rating(purchase.id, form.cleaned_data["stars"], form.cleaned_data["text"])
        refusal = services.rate([row], by=request.actor, at=clock.now())[0]
        if refusal is None or refusal.code == "already_rated":
            notice(request, _("Terima kasih. Penilaian Anda tersimpan."))
            return see_other("training:enrolment", purchase.id)
        refused(form, refusal)
    return _enrolment_page(request, purchase, form, status=422)


urlpatterns = [
    *paying,
    path("saya/kursus/", mine, name="mine"),
    path("saya/kursus/<uuid:purchase_id>/", enrolment, name="enrolment"),
    path("saya/kursus/<uuid:purchase_id>/mulai/", start, name="start"),
    path("saya/kursus/<uuid:purchase_id>/hadir/<int:no>/", attend, name="attend"),
    path("saya/kursus/<uuid:purchase_id>/batal/", cancel, name="cancel"),
    path("saya/kursus/<uuid:purchase_id>/nilai/", rate, name="rate"),
]
