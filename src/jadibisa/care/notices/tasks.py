"""Listeners that tell people what happened, and the daily ladder of reminders."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from jadibisa.care.notices import services
from jadibisa.care.notices.types import ANSWERS, DEADLINES, EVENTS, NewNotice
from jadibisa.foundation.facts.queries import exists
from jadibisa.foundation.facts.services import listener, listener_together
from jadibisa.foundation.facts.types import Fact
from jadibisa.foundation.plumbing.timetable import daily
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.registration.types import batch_subject
from jadibisa.journey.training import queries as training
from jadibisa.journey.verification import queries as verification
from jadibisa.journey.work import queries as work
from jadibisa.journey.work.types import EmployerState
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.clock import last_day, wib_day
from jadibisa.kernel.refusals import N_

OPENING = sorted({verb for entry in DEADLINES.values() for verb in entry.opened_by})
CLOSING = sorted({verb for entry in DEADLINES.values() for verb in entry.closed_by})
OUTCOMES = {
    EmployerState.VERIFIED: N_("JadiBisa: usaha Anda sudah diperiksa dua petugas. Lowongan Anda sekarang tampil."),
    EmployerState.REFUSED: N_("JadiBisa: usaha Anda belum dapat diterima. Masuk ke meja Anda untuk membaca alasannya."),
    EmployerState.SUSPENDED: N_("JadiBisa: lowongan Anda disembunyikan. Masuk ke meja Anda untuk membaca alasannya."),
}
UNREACHABLE = "reach"  # such a ticket is of officers: the person was not reached, and did not ask
EMPLOYER_REMINDERS = (7, 1)  # days before a vacancy ends


@listener_together("notices.write", *sorted(EVENTS), "work.answered")
def write(facts: Sequence[Fact]) -> None:
    """Tell the participants whom the facts name."""
    services.notify([notice for fact in facts for notice in _notices(fact)])


def _notices(fact: Fact) -> list[NewNotice]:
    kind = ANSWERS.get(str(fact.data.get("state")), "") if fact.verb == "work.answered" else EVENTS[fact.verb]
    if not kind or (fact.verb == "tickets.opened" and fact.data.get("category") == UNREACHABLE):
        return []
    if fact.verb == "verification.verified" and exists(
        "selection.frozen", batch_subject(int(fact.data.get("batch", 0)))
    ):
        kind = "verified_late"
    subjects = _participants(fact)
    until = _until(fact, subjects)
    number = str(fact.data.get("number", ""))
    return [
        NewNotice(application_id, kind, f"fact/{fact.id}/{application_id}", fact.at, until.get(application_id), number)
        for application_id in subjects
    ]


def _participants(fact: Fact) -> tuple[UUID, ...]:
    """The participants that a fact names; an opened file names the person, whose newest application is told."""
    if fact.verb != "people.file_opened":
        return fact.subjects
    if fact.by.startswith(("citizen", "system")):
        return ()
    return tuple(view.id for person in fact.subjects for view in registration.applications_of_person(person)[:1])


def _until(fact: Fact, subjects: Iterable[UUID]) -> dict[UUID, date]:
    """The last day that the notice names, by participant."""
    told = fact.data.get("until") or fact.data.get("due")
    if told:
        day = _day(str(told))
        return dict.fromkeys(subjects, day)
    counted = {
        "verification.refused": "deadlines.appeal_days",
        "selection.selected": "deadlines.first_purchase_days",
        "selection.replaced": "deadlines.first_purchase_days",
        "selection.added": "deadlines.first_purchase_days",
    }
    if fact.verb in counted:
        return _counted(counted[fact.verb], subjects, fact.at)
    if fact.verb == "verification.asked":
        return {id_: _last(case.due_at) for id_, case in verification.cases(subjects).items()}
    if fact.verb == "training.purchased":
        return {id_: _last(bought.redeem_until) for id_, bought in training.open_purchases(subjects).items()}
    return {}


def _day(told: str) -> date:
    """A last day from a date, or from the first instant after it."""
    return date.fromisoformat(told) if "T" not in told else _last(datetime.fromisoformat(told))


def _last(past: datetime) -> date:
    """The last day before an instant at which something is past."""
    return wib_day(past - timedelta(microseconds=1))


def _counted(key: str, subjects: Iterable[UUID], at: datetime) -> dict[UUID, date]:
    """Last days by the policy of each participant's batch; the day of the fact counts."""
    day = wib_day(at)
    batches = registration.batches_of(subjects)
    last = {batch: last_day(day, registration.policy_of(batch).integer(key, on=day)) for batch in set(batches.values())}
    return {application_id: last[batch] for application_id, batch in batches.items()}


@listener_together("notices.watch", *sorted({*OPENING, *CLOSING, "training.extended", "training.resumed"}))
def watch(facts: Sequence[Fact]) -> None:
    """Open, move and close the deadlines that facts begin and end.

    What was opened later than it was closed stays open, so all of a chunk may be opened before any of it is closed.
    """
    by_verb: dict[str, list[Fact]] = {}
    for fact in facts:
        by_verb.setdefault(fact.verb, []).append(fact)
    for verb, same in by_verb.items():
        if verb in _OPENERS:
            _OPENERS[verb](same)
    for verb, same in by_verb.items():
        closed = [kind for kind, entry in DEADLINES.items() if verb in entry.closed_by]
        if closed:
            services.unwatch(closed, _told(same))


def _told(facts: Sequence[Fact]) -> list[tuple[UUID, datetime]]:
    """Whom facts name, and when."""
    return [(application_id, fact.at) for fact in facts for application_id in fact.subjects]


def _allotted(facts: Sequence[Fact]) -> None:
    services.deadlines_after_allotment(_told(facts))


def _purchased(facts: Sequence[Fact]) -> None:
    told = dict(_told(facts))
    bought = training.open_purchases(told)
    services.watch(
        "redeem", [(id_, purchase.id, _last(purchase.redeem_until), told[id_]) for id_, purchase in bought.items()]
    )


def _redeemed(facts: Sequence[Fact]) -> None:
    told = dict(_told(facts))
    bought = training.open_purchases(told)
    services.watch("finish", [(id_, purchase.id, purchase.finish_until, told[id_]) for id_, purchase in bought.items()])


def _extended(facts: Sequence[Fact]) -> None:
    """More time moves the deadline that runs: to finish, to redeem, or to buy; so does a clock that stood still."""
    for fact in facts:
        if not fact.data["until"]:
            continue
        day = _day(str(fact.data["until"]))
        running = training.open_purchases(fact.subjects)
        for id_ in fact.subjects:
            purchase = running.get(id_)
            if purchase is None:
                services.move("first_purchase", [id_], day)
            elif purchase.redeemed_at is not None:
                services.move("finish", [id_], day)
            else:
                services.move("redeem", [id_], day)


def _refused(facts: Sequence[Fact]) -> None:
    for fact in facts:
        last = _counted("deadlines.appeal_days", fact.subjects, fact.at)
        services.watch("appeal", [(id_, id_, day, fact.at) for id_, day in last.items()])


def _asked(facts: Sequence[Fact]) -> None:
    told = dict(_told(facts))
    cases = verification.cases(told)
    services.watch("answer", [(id_, id_, _last(case.due_at), told[id_]) for id_, case in cases.items()])


def _survey_opened(facts: Sequence[Fact]) -> None:
    by_day: dict[date, list[Fact]] = {}
    for fact in facts:
        by_day.setdefault(_day(str(fact.data["until"])), []).append(fact)
    for day, same in by_day.items():
        surveys = {survey.application_id: survey.id for survey in work.surveys_closing(day)}
        services.watch("survey", [(id_, surveys[id_], day, at) for id_, at in _told(same) if id_ in surveys])


_OPENERS: dict[str, Callable[[Sequence[Fact]], None]] = {
    "funding.allotted": _allotted,
    "training.purchased": _purchased,
    "training.redeemed": _redeemed,
    "training.extended": _extended,
    "training.resumed": _extended,
    "verification.asked": _asked,
    "verification.refused": _refused,
    "work.survey_opened": _survey_opened,
}


@daily("notices.remind", hour=8)
def remind(at: datetime) -> None:
    """Remind of deadlines, tell employers of vacancies that end and of answers that are due."""
    services.close_past(at=at)
    services.remind(by=SYSTEM, at=at)
    services.remind_drafts(at=at)
    today = wib_day(at)
    with override("id"):
        services.tell_address([*_ending(today), *_answers_due(today), *_applied(at)], at=at)


@listener("notices.employers", "work.employer_verified", "work.employer_decided", "work.employer_suspended")
def tell_employer(fact: Fact) -> None:
    """Tell an employer how the check of its business ended; a returned proposal is no end."""
    for employer_id in fact.subjects:
        found = work.employer(employer_id)
        if found is None or EmployerState(found.state) not in OUTCOMES:
            continue
        with override("id"):
            text = _(OUTCOMES[EmployerState(found.state)])
        services.tell_address([(found.email, "employer", text, f"employer/{fact.id}")], at=fact.at)


def _applied(at: datetime) -> list[tuple[str, str, str, str]]:
    """One e-mail a day to each employer who got new applications."""
    words = _("JadiBisa: %(count)d lamaran baru menunggu di meja Anda. Jawab paling lambat 30 hari.")
    return [
        (email, "new_applicants", words % {"count": count}, f"applied/{employer_id}/{wib_day(at).isoformat()}")
        for employer_id, email, count in work.new_applicants(at - timedelta(days=1), at)
    ]


def _ending(today: date) -> list[tuple[str, str, str, str]]:
    """E-mails on vacancies that end soon."""
    found = []
    for days in EMPLOYER_REMINDERS:
        for vacancy_id, title, email in work.expiring(today + timedelta(days=days)):
            words = _("JadiBisa: lowongan %(title)s tampil %(days)d hari lagi. Perpanjang atau tutup di meja Anda.")
            key = f"vacancy/{vacancy_id}/{days}"
            found.append((email, "vacancy_ending", words % {"title": title, "days": days}, key))
    return found


def _answers_due(today: date) -> list[tuple[str, str, str, str]]:
    """E-mails on applicants who wait for an answer."""
    day = today + timedelta(days=3)
    words = _("JadiBisa: %(count)d pelamar menunggu jawaban Anda 3 hari lagi. Setelah itu lamaran kami tutup.")
    return [
        (email, "answers_due", words % {"count": count}, f"answers/{employer_id}/{day.isoformat()}")
        for employer_id, email, count in work.due_reminders(day)
    ]
