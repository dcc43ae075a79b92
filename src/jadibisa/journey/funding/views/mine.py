"""The participant's pages: balance, statement, incentives with their trace, the payout account."""

from uuid import UUID

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from jadibisa.foundation.people import queries as people
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.exports import csv_response
from jadibisa.foundation.plumbing.pages import notice, page, refused, see_other
from jadibisa.journey.funding import queries, services
from jadibisa.journey.funding.forms import AccountForm
from jadibisa.journey.funding.types import INSTITUTIONS
from jadibisa.journey.funding.views.words import incentive_row, shown
from jadibisa.journey.registration import queries as registration
from jadibisa.kernel.actors import Role
from jadibisa.kernel.clock import WIB
from jadibisa.kernel.refusals import Refusal

NOBODY = UUID(int=0)


@door(Role.CITIZEN, methods=("GET",))
def mine(request: ActorRequest) -> HttpResponseBase:
    """The balance in four figures, every movement, every incentive and where it is."""
    application_id = request.actor.application_id or NOBODY
    context = {
        "balance": queries.balance(application_id),
        "lines": queries.statement(application_id),
        "incentives": [incentive_row(view) for view in queries.incentives(application_id)],
        "account": queries.account(application_id),
        "spend_until": shown(queries.spend_until(application_id)),
        "link_until": shown(queries.link_until(application_id)),
    }
    return page(request, "funding/mine.html", context)


@door(Role.CITIZEN, methods=("GET",))
def statement_csv(request: ActorRequest) -> HttpResponseBase:
    """The statement as a file; amounts in whole rupiah with two decimals."""
    lines = queries.statement(request.actor.application_id or NOBODY)
    header = (_("Waktu (WIB)"), _("Keterangan"), _("Jumlah (rupiah)"), _("Keadaan"))
    rows = (
        (
            f"{line.at.astimezone(WIB):%Y-%m-%d %H:%M}",
            line.title,
            line.amount / 100,
            _("tetap") if line.final else _("ditahan"),
        )
        for line in lines
    )
    return csv_response("rincian-saldo.csv", header, rows)


@sensitive_post_parameters("number", "holder")
@door(Role.CITIZEN)
def account(request: ActorRequest) -> HttpResponseBase:
    """Link a payout account; what does not fit is said at once, with other ways."""
    application_id = request.actor.application_id or NOBODY
    form = AccountForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        channel = INSTITUTIONS[told["institution"]].channel
        try:
            services.link_account(
                application_id, channel, told["institution"], told["number"], told["holder"], by=request.actor, at=clock.now()
            )  # fmt: skip
        except Refusal as refusal:
            refused(form, refusal)
        else:
            notice(request, _("Rekening Anda sudah tertaut. Insentif berikutnya dikirim ke sana."))
            return see_other("funding:account")
    view = registration.applications([application_id]).get(application_id)
    context = {
        "form": form,
        "account": queries.account(application_id),
        "may_link": queries.link_until(application_id) is not None,
        "link_until": shown(queries.link_until(application_id)),
        "person": people.summary(view.person_id) if view else None,
        "now": clock.now(),
    }
    return page(request, "funding/account.html", context, status=422 if form.errors else 200)
