"""The officers' list of what people ask about their own data: one proposes, a second decides."""

from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jadibisa.foundation.people import queries as people
from jadibisa.foundation.people import services
from jadibisa.foundation.people.types import DATA_PROPOSAL, RequestKind
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import notice, page, refused, see_other
from jadibisa.kernel.actors import Role
from jadibisa.kernel.refusals import N_, Refusal
from jadibisa.portal.forms import DecisionForm
from jadibisa.portal.views import held

SHOWN = 50
KINDS: dict[RequestKind, Promise | str] = {
    RequestKind.PHONE: gettext_lazy("Ganti nomor HP, nomor lama hilang"),
    RequestKind.EMAIL: gettext_lazy("Ganti email, nomor HP hilang"),
    RequestKind.ERASURE: gettext_lazy("Hapus data"),
}
SAID = {
    "proposed": N_("Usulan dicatat. Orang kedua memutuskan."),
    "done": N_("Keputusan dijalankan."),
    "returned": N_("Usulan dikembalikan. Permintaan tetap terbuka."),
}


@door(Role.HELP_OFFICER, Role.APPROVER, readers=(Role.AUDITOR,))
def desk(request: ActorRequest) -> HttpResponseBase:
    """What waits, the earliest due first."""
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            said = _decide(request, form)
        except Refusal as refusal:
            refused(form, refusal)
        else:
            notice(request, _(SAID[said]))
            return see_other("portal:data_desk")
    waiting = people.requests_to_decide(limit=SHOWN)
    names = people.names(one.person_id for one in waiting)
    open_ones = {one.subject: one for one in people.proposals(DATA_PROPOSAL, limit=SHOWN)}
    rows = [(one, names.get(one.person_id, ""), KINDS[one.kind], open_ones.get(one.id)) for one in waiting]
    context = {"rows": rows, "form": form, "at": clock.now()}
    return page(request, "portal/data_desk.html", context, status=422 if form.errors else 200)


def _decide(request: ActorRequest, form: DecisionForm) -> str:
    told = form.cleaned_data
    asked = people.request(told["request"])
    duties = held.duties(asked.person_id) if asked and asked.kind is RequestKind.ERASURE else []
    approve = told["decision"] == "yes"
    if approve and "running" in duties:
        raise Refusal("erasure_running", N_("Orang ini masih ikut gelombang. Tunggu sampai undian selesai."))
    return services.decide_request(
        told["request"], approve=approve, keep=duties, by=request.actor, at=clock.now(), why=told["why"]
    )


urlpatterns = [path("petugas/data/", desk, name="data_desk")]
