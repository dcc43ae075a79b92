"""The desk of a provider: its own courses and runs, learners by first name and number, codes, presence, scores."""

from datetime import timedelta
from uuid import UUID

import segno
from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from jadibisa.foundation.places.queries import regency
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import notice, page, refused, see_other, sentence
from jadibisa.foundation.plumbing.paging import paginate
from jadibisa.journey.training import queries, services
from jadibisa.journey.training.forms import CodeForm, CourseForm
from jadibisa.journey.training.types import (
    ASSESSMENT_NAMES,
    ASSESSMENTS,
    MODE_NAMES,
    Attendance,
    Mode,
    ProviderRun,
    PurchaseState,
)
from jadibisa.journey.training.views.learner import state_tag
from jadibisa.kernel.actors import Role
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.refusals import Refusal

LONGEST_KEY = 80


def _provider(request: ActorRequest) -> UUID:
    if request.actor.organisation_id is None:
        raise Http404
    return request.actor.organisation_id


def _run(request: ActorRequest, run_id: UUID) -> ProviderRun:
    found = queries.provider_run(_provider(request), run_id)
    if found is None:
        raise Http404
    return found


@door(Role.PROVIDER, methods=("GET",))
def desk(request: ActorRequest) -> HttpResponseBase:
    """All runs of the provider."""
    provider_id = _provider(request)
    today = wib_day(clock.now())
    counts = queries.provider_run_counts(provider_id, today=today)
    told = request.GET.get("pilih", "")
    when = told if told in counts else "now"
    pages = paginate(counts[when], request.GET.get("halaman"), queries.RUNS_A_PAGE)
    runs = queries.provider_runs(provider_id, when, today=today, offset=pages.offset)
    words = {"now": _("Berjalan dan menunggu nilai"), "coming": _("Akan datang"), "over": _("Sudah lewat")}
    context = {
        "rows": [
            (run, gettext(MODE_NAMES[run.mode]), regency(run.regency).name if run.regency else "") for run in runs
        ],
        "page": pages,
        "tabs": [(name, words[name], counts[name], name == when) for name in counts],
    }
    return page(request, "training/desk.html", context)


@door(Role.PROVIDER, methods=("POST",))
def redeem(request: ActorRequest) -> HttpResponseBase:
    """Use the code that a learner shows."""
    form = CodeForm(request.POST)
    if form.is_valid():
        provider_id = _provider(request)
        code = form.cleaned_data["code"]
        answer = services.redeem([code], by=request.actor, at=clock.now(), provider_id=provider_id)[0]
        if not isinstance(answer, Refusal):
            notice(request, _("Kode diterima. Peserta sudah bisa mengikuti kelas."))
            return see_other("training:run", answer.run_id)
        notice(request, sentence(answer), kind="warn")
    else:
        notice(request, _("Tulis kode peserta dulu."), kind="warn")
    return see_other("training:desk")


@door(Role.PROVIDER, methods=("GET",))
def run(request: ActorRequest, run_id: UUID) -> HttpResponseBase:
    """One run: sessions, learners, scores."""
    found = _run(request, run_id)
    kinds = ASSESSMENTS[found.mode]
    participants = queries.participants(run_id)
    rows = [
        (one, *state_tag(one.state), [(kind.value, one.scores.get(kind)) for kind in kinds]) for one in participants
    ]
    context = {
        "run": found,
        "mode": gettext(MODE_NAMES[found.mode]),
        "place": regency(found.regency).name if found.regency else "",
        "sessions": queries.run_sessions(run_id),
        "on_screen": found.mode is not Mode.SELF_PACED,
        "kinds": [(kind.value, gettext(ASSESSMENT_NAMES[kind])) for kind in kinds],
        "rows": rows,
        "learning": any(one.state is PurchaseState.REDEEMED for one in participants),
        "may_withdraw": wib_day(clock.now()) <= found.ends_on,
    }
    return page(request, "training/run.html", context)


@door(Role.PROVIDER, methods=("POST",))
def record(request: ActorRequest, run_id: UUID) -> HttpResponseBase:
    """Write the scores and the presence that were typed; completion is computed at once."""
    found = _run(request, run_id)
    at = clock.now()
    ids = [one.purchase_id for one in queries.participants(run_id)]
    scores = [
        (purchase_id, kind, _number(typed))
        for purchase_id in ids
        for kind in ASSESSMENTS[found.mode]
        if (typed := request.POST.get(f"{kind}-{purchase_id}", "").strip())
    ]
    chosen = request.POST.get("pertemuan", "")
    present = [
        Attendance(purchase_id, one.no, min(at, one.ends_at - timedelta(seconds=1)))
        for one in queries.run_sessions(run_id)
        if str(one.no) == chosen
        for purchase_id in ids
        if f"hadir-{purchase_id}" in request.POST
    ]
    answers = services.attend(present, by=request.actor, at=at) + services.assess(scores, by=request.actor, at=at)
    finished = [one for one in services.complete(ids, by=request.actor, at=at) if not isinstance(one, Refusal)]
    refusals = [answer for answer in answers if answer is not None]
    if refusals:
        words = {"count": len(refusals), "reason": sentence(refusals[0])}
        notice(request, _("%(count)d isian tidak dicatat: %(reason)s") % words, kind="warn")
    if len(answers) > len(refusals):
        words = {"count": len(answers) - len(refusals), "finished": len(finished)}
        notice(request, _("%(count)d isian tercatat. Peserta yang selesai: %(finished)d.") % words)
    return see_other("training:run", run_id)


def _number(typed: str) -> int:
    """A score as typed; what is no number of up to three digits is no score."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= len("100") else -1


@door(Role.PROVIDER, methods=("GET",))
def code(request: ActorRequest, run_id: UUID, no: int) -> HttpResponseBase:
    """The rotating code of a session, for the trainer's screen; the page loads itself again when the code changes."""
    found = _run(request, run_id)
    session = next((one for one in queries.run_sessions(run_id) if one.no == no), None)
    if session is None:
        raise Http404
    shown, seconds = queries.shown_code(session.id, clock.now())
    address = request.build_absolute_uri(reverse("training:mine"))
    context = {"run": found, "session": session, "code": f"{shown[:3]} {shown[3:]}", "picture": _picture(address)}
    answer = page(request, "training/code.html", context)
    answer["Refresh"] = str(max(1, seconds))
    return answer


def _picture(address: str) -> SafeString:
    """The way to one's own courses as a QR code."""
    drawn = segno.make(address, error="m", mask=2).svg_inline(scale=6, border=2, svgclass=None, lineclass=None)
    return mark_safe(drawn)  # noqa: S308 - made by segno from our own address


@door(Role.PROVIDER)
def new_course(request: ActorRequest) -> HttpResponseBase:
    """Publish a course with its first run."""
    form = CourseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        provider_id = _provider(request)
        key = request.POST.get("once", "")[:LONGEST_KEY] or form.cleaned_data["title"][:LONGEST_KEY]
        try:
            ids = services.publish([form.course(provider_id, key)], by=request.actor, at=clock.now())
        except Refusal as refusal:
            refused(form, refusal)
        else:
            notice(request, _("Kursus sudah terbit dan bisa dibeli."))
            return see_other("training:course", ids[0])
    return page(request, "training/new_course.html", {"form": form}, status=422 if form.errors else 200)


@door(Role.PROVIDER, methods=("POST",))
def close(request: ActorRequest, course_id: UUID) -> HttpResponseBase:
    """Take a course out of the shop."""
    services.close(course_id, by=request.actor, at=clock.now(), why=request.POST.get("why", "")[:200])
    notice(request, _("Kursus tidak dijual lagi. Peserta yang sudah membeli tetap belajar."))
    return see_other("training:desk")


@door(Role.PROVIDER, methods=("POST",))
def withdraw(request: ActorRequest, run_id: UUID) -> HttpResponseBase:
    """Call a run off."""
    _run(request, run_id)
    try:
        undone = services.withdraw(run_id, request.POST.get("why", "")[:200], by=request.actor, at=clock.now())
    except Refusal as refusal:
        notice(request, sentence(refusal), kind="warn")
    else:
        notice(request, _("Kelas dibatalkan. Pembelian yang dibatalkan: %(count)d.") % {"count": undone})
    return see_other("training:run", run_id)


urlpatterns = [
    path("lembaga/", desk, name="desk"),
    path("lembaga/kode/", redeem, name="redeem"),
    path("lembaga/kursus/baru/", new_course, name="new_course"),
    path("lembaga/kursus/<uuid:course_id>/tutup/", close, name="close"),
    path("lembaga/kelas/<uuid:run_id>/", run, name="run"),
    path("lembaga/kelas/<uuid:run_id>/batal/", withdraw, name="withdraw"),
    path("lembaga/kelas/<uuid:run_id>/catat/", record, name="record"),
    path("lembaga/kelas/<uuid:run_id>/kode/<int:no>/", code, name="code"),
]
