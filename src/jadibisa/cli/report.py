"""`jadibisa report [BATCH]`: the whole funnel from registration to work, and three checks that it really makes.

The last three lines say whether the books balance, every draw re-computes from its published files, and no fact is
missing; the exit code is 1 if one of them fails.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from jadibisa.cli import parser
from jadibisa.kernel.money import SEN_PER_RUPIAH
from jadibisa.kernel.refusals import N_, Refusal

if TYPE_CHECKING:
    from jadibisa.oversight.inclusion.types import Report

TRAITS = {"W": "women", "D": "disabled", "L": "laid-off"}
GAPS_SHOWN = 12
UNHEARD = timedelta(hours=1)  # a listener that is further behind is stuck


def main(arguments: Sequence[str]) -> int:
    """Print the report of a batch, or of all of them."""
    own = parser("report", __doc__)
    own.add_argument("batch", nargs="?", help="number of the batch, as 71 or G71; all of them without it")
    given = own.parse_args(arguments)
    from jadibisa.foundation.plumbing import clock
    from jadibisa.journey.registration import queries as registration
    from jadibisa.oversight.inclusion import queries as inclusion

    batch = _number(given.batch)
    if batch is not None:
        registration.batch(batch)
    report = inclusion.report(batch, clock.now())
    for line in (
        *_funnel(report),
        *_money(report),
        *_known(batch),
        *_groups(report),
        *_provinces(report),
        *_supply(report),
    ):
        print(line)
    print()
    results = [_check(*check) for check in _checks()]
    return int(not all(results))


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    digits = text.upper().removeprefix("G")
    if not (digits.isascii() and digits.isdigit()):
        raise Refusal("batch_unreadable", N_("Tulis nomor gelombang, misalnya 71 atau G71."))
    return int(digits)


def _funnel(report: "Report") -> Iterable[str]:
    counts = report.counts
    yield _title("All batches" if report.batch is None else f"Batch {report.batch}")
    yield _row("registered", counts.registered)
    yield from (_row(f"  by {channel}", count) for channel, count in sorted(report.channels.items()))
    yield _row("  regencies with an applicant", report.regencies)
    yield _row("verified", counts.verified)
    yield _row("refused", counts.refused)
    yield from (_row(f"  {reason}", count) for reason, count in report.refused_by_reason.items())
    yield _row("not decided yet", counts.waiting)
    yield _row("seats", report.seats)
    yield _row("selected", counts.selected)
    yield _row("  of them beside the draw, after a won appeal", report.beside)
    yield _row("courses bought", report.bought)
    yield _row("courses finished", report.courses_finished)
    yield _row("people who finished one", counts.finished)
    yield _row("certificates", report.certificates)
    yield _row("open vacancies", report.vacancies)
    yield _row("  places in them, by skill asked for", report.places)
    yield _row("people placed", counts.placed)


def _money(report: "Report") -> Iterable[str]:
    money = report.money
    yield _title("Money")
    yield _row("balance allotted", _rupiah(money.allotted))
    yield _row("balance spent", _rupiah(money.spent))
    yield _row("balance reserved", _rupiah(money.reserved))
    yield _row("balance returned to the state", _rupiah(money.returned))
    yield _row("incentives paid", f"{money.paid_count:,} · {_rupiah(money.paid)}")
    yield _row("payouts failed", money.failed_count)
    yield _row("incentives waiting", money.waiting_count)
    yield from _shares(report.batch)
    yield from _bank_days()


def _bank_days() -> Iterable[str]:
    """How far the bank's account is matched; it is one account for all batches."""
    from jadibisa.journey.funding import queries as funding
    from jadibisa.journey.funding.types import DayState

    states = funding.days_by_state()
    if sum(states.values()):
        waiting = sum(states.values()) - states[DayState.CLOSED]
        yield _row("days of the bank closed", f"{states[DayState.CLOSED]:,} · {waiting:,} open")


def _shares(batch: int | None) -> Iterable[str]:
    """What others than the state put beside it, where courses are paid together."""
    from jadibisa.journey.funding import queries as funding

    found = funding.share_totals(batch)
    if found.purchases:
        yield _row("courses paid by several", found.purchases)
        yield _row("  put beside the state by payers", _rupiah(found.pledged))
        yield _row("  put beside the state by participants", _rupiah(found.own))
        yield _row("  of that paid out", _rupiah(found.settled))
        yield _row("  of that given back", _rupiah(found.refunded))
        yield _row("  own parts awaited", found.waiting)


def _known(batch: int | None) -> Iterable[str]:
    """Who was caught and who was lost, where the truth is known."""
    from jadibisa.oversight.inclusion.queries import known_truth

    found = known_truth(batch)
    if found is None:
        return
    yield _title("Known truth of the demonstration")
    for one in found.must_refuse:
        wait = f", {one.waiting} not decided yet" if one.waiting else ""
        yield _row(f"must be refused: {_plain(one.truth)}", f"{one.refused} of {one.people}{wait}")
    yield _row("known ineligible caught", f"{found.caught} of {found.decided} decided")
    for one in found.must_not_lose:
        wait = f", {one.waiting} not decided yet" if one.waiting else ""
        yield _row(f"must not be lost: {_plain(one.truth)}", f"{one.people - one.refused} of {one.people} kept{wait}")
    yield _row("eligible wrongly refused", found.wronged)


def _groups(report: "Report") -> Iterable[str]:
    for title, groups in (("By group", report.traits), ("By schooling", report.schooling)):
        yield _title(title)
        yield _heads("registered", "verified", "refused", "selected", "%", "finished", "certified", "placed")
        for group in groups:
            one = group.counts
            percent = f"{100 * one.selected / report.counts.selected:.1f}" if report.counts.selected else "-"
            cells = (
                one.registered,
                one.verified,
                one.refused,
                one.selected,
                percent,
                one.finished,
                one.certified,
                one.placed,
            )
            yield _cells(TRAITS.get(group.key, group.key), cells)
    for target in report.targets:
        yield _row(f"floor: {TRAITS[target.trait]}", f"{target.percent:.0f} % of the seats")


def _provinces(report: "Report") -> Iterable[str]:
    from jadibisa.foundation.places.queries import province

    chosen = {(cell.province, cell.trait): cell.counts.selected for cell in report.cells}
    yield _title("By province")
    yield _heads("registered", "verified", "seats", "selected", *TRAITS.values(), "placed")
    for group in report.provinces:
        one = group.counts
        of_traits = [chosen.get((group.key, trait), 0) for trait in TRAITS]
        seats = "-" if group.seats is None else group.seats
        yield _cells(
            province(group.key).name, (one.registered, one.verified, seats, one.selected, *of_traits, one.placed)
        )


def _supply(report: "Report") -> Iterable[str]:
    from jadibisa.foundation.places.queries import province
    from jadibisa.kernel.skills import SKILLS

    short = [one for one in report.supply if one.vacancies > one.seats]
    yield _title("Places in vacancies against course seats, per skill and province")
    yield _row("skills and provinces compared", len(report.supply))
    yield _row("  with fewer seats than places", len(short))
    yield _heads("places", "seats")
    for one in report.supply[:GAPS_SHOWN]:
        name = SKILLS[one.skill].english if one.skill in SKILLS else one.skill
        yield _cells(f"{name}, {province(one.province).name}", (one.vacancies, one.seats))


def _checks() -> Iterable[tuple[str, Callable[[], tuple[str, Sequence[str]]]]]:
    """The three checks: a name, and what gives what was checked and what is wrong."""
    from jadibisa.foundation.facts import services as record
    from jadibisa.foundation.plumbing import clock
    from jadibisa.journey.funding import queries as funding
    from jadibisa.journey.selection import queries as selection

    def books() -> tuple[str, Sequence[str]]:
        found = funding.check()
        return f"{found.accounts:,} accounts, {found.transfers:,} transfers", [
            f"{one.invariant}: {one.subject}" for one in found.breaks
        ]

    def draws() -> tuple[str, Sequence[str]]:
        published = [draw.batch for draw in selection.draws() if draw.stage == "published"]
        wrong = [f"G{batch}: {what}" for batch in published for what in selection.check_draw(batch)]
        return f"{len(published)} draws", wrong

    def facts() -> tuple[str, Sequence[str]]:
        missing = {name: count() for name, count in _rows_without_fact().items()}
        unheard = record.behind(clock.now() - UNHEARD)
        return f"{len(missing)} apps", [
            *(f"{name}: {count:,} rows without a fact" for name, count in missing.items() if count),
            *(
                f"{name} has not heard fact {fact.id} of {fact.at:%d %b %Y, %H.%M} UTC"
                for name, fact in unheard.items()
            ),
        ]

    return (
        ("the books balance", books),
        ("every draw re-computes from its published files", draws),
        ("no fact is missing", facts),
    )


def _rows_without_fact() -> Mapping[str, Callable[[], int]]:
    """Every app that keeps rows, with its own count of those that no fact names."""
    from jadibisa.care.assistance import queries as assistance
    from jadibisa.care.notices import queries as notices
    from jadibisa.care.tickets import queries as tickets
    from jadibisa.foundation.people import queries as people
    from jadibisa.journey.certification import queries as certification
    from jadibisa.journey.funding import queries as funding
    from jadibisa.journey.registration import queries as registration
    from jadibisa.journey.selection import queries as selection
    from jadibisa.journey.training import queries as training
    from jadibisa.journey.verification import queries as verification
    from jadibisa.journey.work import queries as work
    from jadibisa.oversight.inclusion import queries as inclusion
    from jadibisa.oversight.integrity import queries as integrity
    from jadibisa.oversight.transparency import queries as transparency

    apps = {
        "people": people, "registration": registration, "verification": verification, "selection": selection,
        "funding": funding, "training": training, "certification": certification, "work": work, "notices": notices,
        "tickets": tickets, "assistance": assistance, "inclusion": inclusion, "integrity": integrity,
        "transparency": transparency,
    }  # fmt: skip
    return {name: app.rows_without_fact for name, app in apps.items()}


def _check(name: str, run: Callable[[], tuple[str, Sequence[str]]]) -> bool:
    """Print one check; tells whether it holds."""
    checked, wrong = run()
    shown = "; ".join(wrong[:3]) + (f"; and {len(wrong) - 3:,} more" if len(wrong) > 3 else "")  # noqa: PLR2004 - a line stays a line
    print(f"FAILED: {name}: {shown}" if wrong else f"ok: {name} ({checked})")
    return not wrong


def _title(text: str) -> str:
    return f"\n{text}"


def _row(name: str, value: object) -> str:
    return f"  {name:<44}{value:>14,}" if isinstance(value, int) else f"  {name:<44}{value:>14}"


def _heads(*names: str) -> str:
    return f"  {'':<34}" + "".join(f"{name:>11}" for name in names)


def _cells(name: str, values: Iterable[object]) -> str:
    return f"  {name[:34]:<34}" + "".join(
        f"{value:>11,}" if isinstance(value, int) else f"{value:>11}" for value in values
    )


def _plain(word: str) -> str:
    return word.replace("_", " ")


def _rupiah(sen: int) -> str:
    return f"Rp {sen // SEN_PER_RUPIAH:,}"
