"""What may be pledged: amounts, last day, numbers of applications."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from jadibisa.journey.funding.types import NewPledge
from jadibisa.kernel.money import sen
from jadibisa.kernel.refusals import N_, Refusal

LEAST, MOST = sen(50_000), sen(100_000_000_000)
MOST_PEOPLE = 500
LONGEST = timedelta(days=366)


def pledge_refusal(new: NewPledge, today: date) -> Refusal | None:
    """Why a pledge cannot be taken, with the field; None when it can."""
    if new.per_person < LEAST:
        return Refusal("pledge_small", N_("Paling sedikit Rp50.000 untuk satu orang."), field="per_person")
    if not new.per_person <= new.total <= MOST:
        return Refusal(
            "pledge_total",
            N_("Jumlah semua paling sedikit sebesar bantuan satu orang, paling banyak Rp100 miliar."),
            field="total",
        )
    if not today <= new.until <= today + LONGEST:
        return Refusal(
            "pledge_until", N_("Hari terakhir harus hari ini atau sesudahnya, paling lama setahun."), field="until"
        )
    return None


def read_references(typed: Sequence[str]) -> list[str]:
    """Numbers of applications as typed, each once: capitals, no spaces.

    Raises:
        Refusal: `references_many`.
    """
    found = list(dict.fromkeys(re.sub(r"[\s.\-]+", "", one).upper() for one in typed if one.strip()))
    if len(found) > MOST_PEOPLE:
        raise Refusal(
            "references_many", N_("Paling banyak %(most)d nomor sekali kirim."), field="references", most=MOST_PEOPLE
        )
    return found
