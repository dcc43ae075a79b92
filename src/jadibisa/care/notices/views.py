"""The history of what a participant was told, the reminders to come, and how the person wants to be told."""

from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jadibisa.care.notices import queries, services
from jadibisa.care.notices.forms import WishForm
from jadibisa.foundation.people import queries as people
from jadibisa.foundation.plumbing.clock import now
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import notice, page, refused, see_other
from jadibisa.journey.registration import queries as registration
from jadibisa.kernel.actors import Role
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.refusals import Refusal


@door(Role.CITIZEN)
def mine(request: ActorRequest) -> HttpResponseBase:
    """What was told, newest first."""
    application_id = request.actor.application_id
    if application_id is None:
        raise Http404
    person_id = registration.application(application_id).person_id
    summary, wish, at = people.summary(person_id), queries.preference(person_id), now()
    form = WishForm(request.POST or None, initial={"channels": wish.channels, "language": wish.language})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        has_email = bool(summary.email)
        try:
            services.choose(person_id, told["channels"], told["language"], has_email=has_email, by=request.actor, at=at)
        except Refusal as refusal:
            refused(form, refusal)
        else:
            notice(request, _("Cara kabar disimpan."))
            return see_other("notices:mine")
    context = {
        "form": form,
        "notices": queries.notices(application_id, language=get_language() or "id", at=at),
        "reminders": queries.reminders(application_id, today=wib_day(at))[:6],
        "phone": summary.phone_masked,
        "email": summary.email,
    }
    return page(request, "notices/mine.html", context, status=422 if form.errors else 200)


urlpatterns = [path("saya/kabar/", mine, name="mine")]
