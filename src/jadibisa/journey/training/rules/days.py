"""Days and hours of a purchase; both official ways of counting stand here (R-36 to R-44, R-52)."""

from datetime import date, datetime, timedelta

from jadibisa.journey.training.rules.terms import Terms
from jadibisa.journey.training.types import Days, Mode, Offer
from jadibisa.kernel.clock import MONTHS, cancel_until, end_of, last_day, start_of, wib_day
from jadibisa.kernel.refusals import N_, Phrase

BUY_BEFORE_START = {Mode.WEBINAR: 1, Mode.FACE_TO_FACE: 3}
"""R-44: so many calendar days before the start one may still buy; a self-paced course is open to its last day."""
REDEEM_BEFORE = timedelta(hours=1)
REDEEM_AFTER = {Mode.WEBINAR: timedelta(hours=1), Mode.FACE_TO_FACE: timedelta(hours=2)}


def days_stood_still(paused_at: datetime, at: datetime) -> int:
    """How many days come back: as many calendar days in WIB as went by, so that as many are left as at the start."""
    return max(0, (wib_day(at) - wib_day(paused_at)).days)


def written(day: date) -> Phrase:
    """A day in words, translated with the sentence in which it stands."""
    return Phrase(
        N_("%(day)d %(month)s %(year)d"), {"day": day.day, "month": Phrase(MONTHS[day.month - 1]), "year": day.year}
    )


def buy_until(mode: Mode, starts_on: date, ends_on: date) -> date:
    """The last day on which a run can be bought (R-44)."""
    return ends_on if mode is Mode.SELF_PACED else starts_on - timedelta(days=BUY_BEFORE_START[mode])


def days_of(offer: Offer, bought_at: datetime, terms: Terms) -> Days:
    """All days that follow from a purchase."""
    bought = wib_day(bought_at)
    if offer.mode is Mode.SELF_PACED:
        starts = max(bought, offer.starts_on)
        redeem_last = last_day(starts, terms.redeem_days)
        return Days(
            cancel_until=bought + timedelta(days=terms.cancel_after),
            redeem_from=max(bought_at, start_of(offer.starts_on)),
            redeem_until=end_of(redeem_last),
            finish_until=last_day(redeem_last, terms.self_paced_finish_days),
        )
    first = offer.first_at or start_of(offer.starts_on)
    last = wib_day(offer.last_at) if offer.last_at else offer.ends_on
    return Days(
        cancel_until=cancel_until(
            bought, wib_day(first), after_purchase=terms.cancel_after, before_start=terms.cancel_before
        ),
        redeem_from=first - REDEEM_BEFORE,
        redeem_until=first + REDEEM_AFTER[offer.mode],
        finish_until=last_day(last, terms.webinar_finish_days),
    )


def pay_until(offer: Offer, bought_at: datetime, buy_until: date | None, terms: Terms) -> datetime:
    """The first instant that is too late for an own part: never after the last day to buy, the run's or the learner's."""
    ends = [bought_at + timedelta(hours=terms.pay_hours), end_of(offer.buy_until)]
    return min([*ends, end_of(buy_until)] if buy_until else ends)


def finish_after_redeem(mode: Mode, redeemed_at: datetime, planned: date, terms: Terms) -> date:
    """The last day to finish, once redeemed: a self-paced course counts from that day (R-40)."""
    return last_day(wib_day(redeemed_at), terms.self_paced_finish_days) if mode is Mode.SELF_PACED else planned
