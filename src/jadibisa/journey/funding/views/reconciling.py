"""Reconciliation on the finance desk: statement files come in, each day is matched and closed by two people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from jadibisa.foundation.facts.queries import about
from jadibisa.foundation.people import queries as people
from jadibisa.foundation.places.queries import provinces
from jadibisa.foundation.plumbing import charts, clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import notice, page, refused, see_other, sentence
from jadibisa.journey.funding import queries, services
from jadibisa.journey.funding.forms import CHANNEL_TITLES, BankFileForm, CloseForm, ReasonForm
from jadibisa.journey.funding.types import CAUSES, CaseView, DayState, DayView, Mismatch
from jadibisa.journey.funding.views.words import deed
from jadibisa.kernel.actors import Role
from jadibisa.kernel.refusals import Refusal

READERS = (Role.FINANCE_OFFICER, Role.APPROVER, Role.AUDITOR)
WORKERS = (Role.FINANCE_OFFICER, Role.APPROVER)
SHOWN, LISTED, DRAWN = 60, 20, 7


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case with its words and its owner's name."""

    view: CaseView
    words: str
    owner: str
    late: bool


def _cases(views: Iterable[CaseView]) -> list[CaseRow]:
    found = list(views)
    words = {
        Mismatch.BANK_ONLY: _("Hanya di bank"),
        Mismatch.OURS_ONLY: _("Hanya di catatan kami"),
        Mismatch.AMOUNT: _("Jumlahnya berbeda"),
    }
    names = {account.id: account.name for account in people.accounts()} if any(one.owner_id for one in found) else {}
    now = clock.now()
    return [
        CaseRow(
            one,
            words[one.kind],
            names.get(one.owner_id, "") if one.owner_id else "",
            one.ended_at is None and one.due_at < now,
        )
        for one in found
    ]


@door(*READERS)
def days(request: ActorRequest) -> HttpResponseBase:
    """Days of the bank's account, open cases by age, failures by cause, channel and province; a file comes in here."""
    if request.method == "POST" and request.actor.role not in WORKERS:
        raise Http404
    form = BankFileForm(request.POST, request.FILES) if request.method == "POST" else BankFileForm()
    if request.method == "POST" and form.is_valid():
        try:
            taken = services.import_bank_file(form.cleaned_data["file"].read(), by=request.actor, at=clock.now())
        except Refusal as refusal:
            refused(form, refusal)
        else:
            words = (
                _("Rekening koran itu sudah ada. Tidak ada yang berubah.")
                if taken.again
                else _("Baris baru %(new)d, cocok %(matched)d, selisih terbuka %(cases)d.")
                % {"new": taken.result.new, "matched": taken.result.matched, "cases": taken.cases}
            )
            notice(request, words, kind="warn" if taken.cases else "info" if taken.again else "ok")
            return see_other("funding:bank_day", taken.day.isoformat())
    found = queries.bank_days(limit=SHOWN)
    ages = queries.case_ages(clock.now())
    steps = [_("0–3"), _("4–7"), _("8–30"), _("> 30")]
    context = {
        "form": form,
        "days": found,
        "states": queries.days_by_state(),
        "motion": charts.columns(
            [(f"{day.day:%d/%m}", float(day.lines)) for day in reversed(found[:DRAWN])],
            label=_("Banyak baris bank pada hari-hari terakhir"),
        ),
        "ages": list(zip(steps, ages, strict=True)),
        "age_chart": charts.columns(
            [(step, float(count)) for step, count in zip(steps, ages, strict=True)],
            label=_("Selisih terbuka menurut umur dalam hari"),
        ),
        "open_cases": sum(ages),
        "cases": _cases(queries.cases(open_only=True, limit=LISTED)),
        "may_act": request.actor.role in WORKERS,
        **_failures(),
    }
    return page(request, "funding/bank_days.html", context, status=422 if form.errors else 200)


def _failures() -> Mapping[str, object]:
    causes = queries.counts_by_cause()
    most = max(causes.values(), default=0) or 1
    by_province = queries.failures_by_province()
    names = {place.code: place for place in provinces()}
    tiles = [
        (place.iso.removeprefix("ID-"), place.name, by_province.get(place.code), str(by_province.get(place.code, "–")))
        for place in names.values()
    ]
    return {
        "causes": [(_(CAUSES[key].says), count, 100 * count / most) for key, count in causes.items()],
        "channels": [
            (CHANNEL_TITLES[channel], failed, ended, 100 * failed / ended)
            for channel, (failed, ended) in queries.failures_by_channel().items()
        ],
        "places": [
            (names[code].iso.removeprefix("ID-"), names[code].name, count) for code, count in by_province.items()
        ],
        "map": charts.tile_map(tiles, label=_("Peta kotak 38 provinsi: kiriman gagal"), link="#provinsi-")
        if by_province
        else "",
    }


def _day(text: str) -> DayView:
    try:
        found = queries.bank_day(date.fromisoformat(text))
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


@door(*READERS)
def day(request: ActorRequest, text: str) -> HttpResponseBase:
    """One day: its balances, its cases, and the two people who close it."""
    found = _day(text)
    may_act = request.actor.role in WORKERS
    if request.method == "POST" and not may_act:
        raise Http404
    proposed = found.state is DayState.PROPOSED
    typed = request.POST if request.method == "POST" else None
    form: CloseForm | ReasonForm = CloseForm(typed) if proposed else ReasonForm(typed)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            if proposed:
                approve = told["approve"] == "yes"
                services.decide_close(found.day, approve=approve, by=request.actor, at=clock.now(), why=told["why"])
                notice(request, _("Keputusan Anda sudah dicatat."))
            else:
                services.propose_close(found.day, by=request.actor, at=clock.now(), why=told["why"])
                notice(request, _("Usulan Anda menunggu orang kedua."))
        except Refusal as refusal:
            refused(form, refusal)
        else:
            return see_other("funding:bank_day", text)
    subject = queries.day_subject(found.day)
    rows = queries.cases(day=found.day, limit=SHOWN)
    context = {
        "day": found,
        "moved": queries.day_lines(found.day),
        "lines": queries.lines_of(found.day, LISTED),
        "cases": _cases(rows),
        "form": form,
        "proposed": proposed,
        "proposer": queries.day_proposer(found.day) if proposed else "",
        "may_act": may_act,
        "may_close": may_act and found.state is not DayState.CLOSED and not found.open_cases,
        "history": [deed(fact) for fact in about(subject, limit=20)] if subject else [],
    }
    return page(request, "funding/bank_day.html", context, status=422 if form.errors else 200)


@door(*WORKERS, methods=("POST",))
def case(request: ActorRequest, text: str, case_id: UUID) -> HttpResponseBase:
    """Say what a case was."""
    found = _day(text)
    form = ReasonForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    try:
        services.answer_case(case_id, by=request.actor, at=clock.now(), why=why)
    except Refusal as refusal:
        notice(request, sentence(refusal), kind="warn")
    else:
        notice(request, _("Penjelasan Anda sudah dicatat."))
    return see_other("funding:bank_day", found.day.isoformat())
