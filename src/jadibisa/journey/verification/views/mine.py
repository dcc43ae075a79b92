"""The person's own page: being checked, asked, verified, or refused with the reason and the way out."""

from datetime import datetime, timedelta
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _

from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import notice, page, refused, see_other, sentence
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.verification import queries, services
from jadibisa.journey.verification.forms import AnswerForm
from jadibisa.journey.verification.types import REASONS, CaseState, CaseView
from jadibisa.kernel.actors import Role
from jadibisa.kernel.refusals import Refusal


@door(Role.CITIZEN)
def mine(request: ActorRequest) -> HttpResponse:
    """How far the check of one's own application is; POST answers what was asked."""
    application_id = request.actor.application_id
    if application_id is None:
        raise Http404
    view = queries.case(application_id)
    if request.method == "POST" and "family" in request.POST:
        return _choose(request, application_id)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if view is not None and form.is_bound and form.is_valid():
        try:
            services.answer(application_id, form.cleaned_data["text"], by=request.actor, at=clock.now())
        except Refusal as refusal:
            refused(form, refusal)
        else:
            notice(request, _("Penjelasan Anda kami terima. Petugas memeriksa lagi."))
            return see_other("verification:mine")
    return page(request, "verification/mine.html", {"view": view, "form": form, **_shown(application_id, view)})


def _choose(request: ActorRequest, application_id: UUID) -> HttpResponse:
    """A family chooses who of it is in the draw."""
    back = request.POST["family"] == "back"
    try:
        services.stand_back(application_id, back=back, by=request.actor, at=clock.now())
    except Refusal as refusal:
        notice(request, sentence(refusal), kind="warn")
    else:
        notice(request, _("Anda memberi tempat kepada keluarga.") if back else _("Anda ikut lagi dalam undian."))
    return see_other("verification:mine")


def _last_moment(until: datetime | None) -> datetime | None:
    """The last second of a deadline, so that people read its last day."""
    return until - timedelta(seconds=1) if until else None


def _shown(application_id: UUID, view: CaseView | None) -> dict[str, object]:
    application = registration.application(application_id)
    batch = registration.batch(application.batch, clock.now())
    refused_now = view is not None and view.state is CaseState.REFUSED
    left_out = (
        view is not None
        and view.state is CaseState.VERIFIED
        and batch.draw_at > clock.now()
        and not view.stands_back
        and queries.family_goes_before(view)
    )
    verified = view is not None and view.state is CaseState.VERIFIED
    applicants = queries.family_applicants(view) if view is not None and verified else 0
    return {
        "application": application,
        "batch": batch,
        "state": str(view.state) if view else str(CaseState.WAITING),
        "advices": [(_(REASONS[one].sentence), _(REASONS[one].next)) for one in view.reasons] if view else [],
        "appeal_until": _last_moment(queries.appeal_until(view)) if view else None,
        "due": _last_moment(view.due_at) if view else None,
        "may_appeal": refused_now,
        "left_out": left_out,
        "drawn": batch.draw_at <= clock.now(),
        "family": applicants,
        "choosing": applicants > queries.family_cap(application.batch) and batch.closes_at > clock.now(),
        "cap": queries.family_cap(application.batch),
    }


urlpatterns = [path("saya/verifikasi/", mine, name="mine")]
