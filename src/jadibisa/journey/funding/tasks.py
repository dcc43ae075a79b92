"""What the funding step hears and what it does on a timetable."""

from datetime import datetime

from jadibisa.foundation.facts.services import listener
from jadibisa.foundation.facts.types import Fact
from jadibisa.foundation.plumbing.timetable import daily, hourly
from jadibisa.journey.funding import queries, services
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.clock import wib_day


@listener("funding.allot", "selection.published", "selection.replaced", "selection.refilled", "selection.added")
def allot(fact: Fact) -> None:
    """A draw was published, a seat filled again or one given beside the draw: its holders get their balance."""
    services.allot(int(fact.data["batch"]), by=SYSTEM, at=fact.at)


@listener("funding.note_certified", "certification.issued", "certification.revoked")
def note_certified(fact: Fact) -> None:
    """A certificate was issued: with the rating it makes the incentive due. Revoked, it makes nothing due any more."""
    if fact.verb == "certification.revoked":
        services.note_certificates_revoked(fact.subjects, by=SYSTEM, at=fact.at, why=fact.verb)
        return
    services.note_certified(fact.subjects, fact_id=fact.id, by=SYSTEM, at=fact.at)


@listener("funding.note_rated", "training.rated")
def note_rated(fact: Fact) -> None:
    """A course was rated: with the certificate it makes the incentive due."""
    services.note_rated(fact.subjects, fact_id=fact.id, by=SYSTEM, at=fact.at)


@listener("funding.note_survey", "work.outcome_recorded")
def note_survey(fact: Fact) -> None:
    """An outcome survey was answered: it is paid whatever the answers are."""
    services.note_survey(fact.subjects, int(fact.data["wave"]), fact_id=fact.id, by=SYSTEM, at=fact.at)


@listener("funding.return_missed", "training.first_purchase_missed", "verification.revoked")
def return_missed(fact: Fact) -> None:
    """Nobody may spend the balance any more: what is left goes back to the treasury."""
    services.return_unspent(fact.subjects, by=SYSTEM, at=fact.at, why=fact.verb)


@listener("funding.note_revoked", "verification.revoked")
def note_revoked(fact: Fact) -> None:
    """A membership was revoked, also after a missed first purchase: what is not due yet is never paid."""
    services.note_revoked(fact.subjects, by=SYSTEM, at=fact.at, why=fact.verb)


@daily("funding.return_unspent", hour=1)
def return_unspent(at: datetime) -> None:
    """After the last day of the budget year what is unspent goes back."""
    for batch in queries.batches_past_last_day(at):
        services.return_unspent(batch, by=SYSTEM, at=at, why="akhir tahun anggaran")
        services.close_budget(batch, by=SYSTEM, at=at)


@hourly("funding.ask_bills")
def ask_bills(at: datetime) -> None:
    """Ask the bank about bills that are still open: a message that got lost loses nobody's money."""
    services.ask_bills(at, by=SYSTEM)


@daily("funding.end_pledges", hour=2)
def end_pledges(at: datetime) -> None:
    """Pledges whose last day is over end, and what is left of them is prepared to go back."""
    services.end_pledges(at, by=SYSTEM)
    services.return_pledges(by=SYSTEM, at=at)


@daily("funding.prepare_disbursements", hour=3)
def prepare_disbursements(at: datetime) -> None:
    """On the first of the month providers are to be paid and the treasury is to get back what is its own."""
    if wib_day(at).day == 1:
        services.prepare_settlements(by=SYSTEM, at=at)
        for batch in queries.funded_batches():
            services.prepare_remittance(batch, by=SYSTEM, at=at)


@daily("funding.read_rehearsed", hour=6)
def read_rehearsed(at: datetime) -> None:
    """The demonstration's bank hands over the statements of the days that are over."""
    services.read_rehearsed(by=SYSTEM, at=at)


@daily("funding.pay", hour=9)
def pay(at: datetime) -> None:
    """Book what is due, make runs, send what is approved."""
    services.pay_due(at, by=SYSTEM)


@daily("funding.confirm", hour=13)
def confirm(at: datetime) -> None:
    """Ask the bank about what it has not answered for sure."""
    services.send_due(by=SYSTEM, at=at)


@daily("funding.confirm_again", hour=18)
def confirm_again(at: datetime) -> None:
    """Ask the bank once more before the day ends."""
    services.send_due(by=SYSTEM, at=at)
