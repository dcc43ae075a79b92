"""The help desk's way to give a participant more time, with a reason that the participant can see."""

from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import notice, page, refused
from jadibisa.foundation.plumbing.templatetags.jadibisa import tanggal
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.training import queries, services
from jadibisa.journey.training.forms import ExtensionForm, ReferenceForm
from jadibisa.journey.training.types import MOST_EXTRA_DAYS
from jadibisa.kernel.actors import Role
from jadibisa.kernel.refusals import Refusal


@door(Role.HELP_OFFICER)
def extension(request: ActorRequest) -> HttpResponseBase:
    """Find a participant by number; see the deadlines; give more days."""
    asked = ReferenceForm(request.GET if "nomor" in request.GET else None)
    found = registration.application_by_reference(asked.cleaned_data["nomor"]) if asked.is_valid() else None
    form = ExtensionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and found is not None and form.is_valid():
        told = form.cleaned_data
        try:
            until = services.extend(found.id, told["days"], told["why"], by=request.actor, at=clock.now())
        except Refusal as refusal:
            refused(form, refusal)
        else:
            notice(request, _("Batas waktu baru: %(day)s.") % {"day": tanggal(until)})
            back = f"{reverse('training:extension')}?{urlencode({'nomor': found.reference})}"
            return HttpResponseRedirect(back, status=303)
    context = {
        "asked": asked,
        "unknown": asked.is_bound and asked.is_valid() and found is None,
        "found": found,
        "learner": queries.learner(found.id) if found else None,
        "steps": queries.steps_of(found.id) if found else [],
        "form": form,
        "most": MOST_EXTRA_DAYS,
    }
    return page(request, "training/extension.html", context, status=422 if form.errors else 200)


urlpatterns = [path("petugas/kursus/", extension, name="extension")]
