"""Appeals against more than one refusal: who decides, what winning gives, and clocks that stand still."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jadibisa.care.tickets import queries, services
from jadibisa.care.tickets.types import REMEDIES, AppealKind
from jadibisa.foundation.facts import queries as facts
from jadibisa.foundation.facts import services as recording
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.selection.models import Draw, Promise
from jadibisa.journey.training import services as training
from jadibisa.journey.training.models import LearnerRow
from jadibisa.journey.training.rules.days import days_stood_still
from jadibisa.journey.verification import services as verifying
from jadibisa.journey.verification.models import Recipient
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.clock import wib_day
from tests.care.stage import BATCH, NOW, apply, officer, open_batch, refused

DAY = timedelta(days=1)


@pytest.fixture
def recipient() -> UUID:
    """Somebody with a seat and a balance since NOW."""
    open_batch()
    who = apply(1)[0].application_id
    view = registration.application(who)
    Recipient.objects.create(
        application_id=who, person_id=view.person_id, batch_number=BATCH, kk_index=b"k", slot=1, designated_at=NOW
    )
    training.enter([who], by=SYSTEM, at=NOW)
    return who


def revoked(who: UUID, reason: str, at: datetime, by: object = SYSTEM) -> None:
    assert verifying.revoke([who], reason, by=by, at=at) == 1  # type: ignore[arg-type]
    training.revoke([who], by=SYSTEM, at=at)


def test_each_kind_of_appeal_stands_in_the_table_once() -> None:
    assert sorted(r.appeal for r in REMEDIES if r.appeal) == sorted(AppealKind)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reason", "kind"), [("missed_first_purchase", AppealKind.MISSED), ("Kehadiran dipalsukan", AppealKind.REVOKED)]
)
def test_who_lost_the_seat_wrongly_gets_a_certain_one(recipient: UUID, reason: str, kind: AppealKind) -> None:
    Draw.objects.create(
        batch_id=BATCH, stage="announced", seats=100, policy_sha256="0" * 64, open_types=True, objections_until=NOW,
        announced_at=NOW, draw_at=NOW,
    )  # fmt: skip
    assert queries.appeal_right(recipient, at=NOW) is None
    revoked(recipient, reason, NOW + 20 * DAY)
    right = queries.appeal_right(recipient, at=NOW + 20 * DAY)
    assert right is not None
    assert (right.kind, right.open) == (kind, True)
    assert right.reasons[0]
    with refused("appeal_too_late"):
        services.open_appeal(recipient, "Sakit", once="spät", by=SYSTEM, at=right.until)
    services.open_appeal(recipient, "Saya dirawat", once="a", by=SYSTEM, at=right.until - timedelta(seconds=1))
    with refused("appeal_open"):
        services.open_appeal(recipient, "Lagi", once="b", by=SYSTEM, at=NOW + 21 * DAY)
    appeal = queries.appeal_of(recipient)
    assert appeal is not None
    services.grant_appeal(appeal.id, by=officer("Dewi"), at=NOW + 40 * DAY, why="Surat rumah sakit benar")
    row = Recipient.objects.get(application_id=recipient)
    assert (row.state, row.spent) == ("revoked", False)
    assert Promise.objects.filter(application_id=recipient, kept_at=None).count() == 1
    assert facts.exists("selection.promised", recipient)
    assert facts.exists("verification.pardoned", recipient)


@pytest.mark.django_db
def test_who_gave_the_seat_up_has_nothing_to_appeal_against(recipient: UUID) -> None:
    revoked(recipient, "withdrawn", NOW)
    assert queries.appeal_right(recipient, at=NOW) is None


@pytest.mark.django_db
def test_who_refused_does_not_decide(recipient: UUID) -> None:
    eko = officer("Eko")
    revoked(recipient, "Data palsu", NOW, by=eko)
    services.open_appeal(recipient, "Tidak benar", once="a", by=SYSTEM, at=NOW)
    appeal = queries.appeal_of(recipient)
    assert appeal is not None
    with refused("own_refusal"):
        services.grant_appeal(appeal.id, by=eko, at=NOW, why="x")
    with refused("own_refusal"):
        services.propose_rejection(appeal.id, by=eko, at=NOW, why="x")
    services.propose_rejection(appeal.id, by=officer("Dewi"), at=NOW, why="Bukti jelas")
    with refused("own_refusal"):
        services.decide_rejection(appeal.id, approve=True, by=eko, at=NOW)
    assert services.decide_rejection(appeal.id, approve=True, by=officer("Fajar"), at=NOW) == "rejected"


@pytest.mark.django_db
def test_no_day_lapses_while_an_appeal_is_open(recipient: UUID) -> None:
    learner = LearnerRow.objects.get(application_id=recipient)
    assert learner.buy_until is not None
    opened = NOW + 10 * DAY
    left = learner.buy_until - wib_day(opened)
    assert training.pause(recipient, by=SYSTEM, at=opened)
    assert not training.pause(recipient, by=SYSTEM, at=opened + DAY)
    for days in (0, 5, 6, 90):
        assert training.lapse_missed(opened + days * DAY, by=SYSTEM) == []
    decided = opened + 91 * DAY
    assert training.resume(recipient, by=SYSTEM, at=decided) == 91
    assert training.resume(recipient, by=SYSTEM, at=decided) == 0
    learner.refresh_from_db()
    assert learner.buy_until is not None
    assert learner.buy_until - wib_day(decided) == left
    assert training.lapse_missed(decided + left, by=SYSTEM) == []
    assert training.lapse_missed(decided + left + DAY, by=SYSTEM) == [recipient]


@pytest.mark.django_db
def test_an_open_appeal_stops_the_days_and_its_end_lets_them_run(recipient: UUID) -> None:
    """A recipient whose data is refused at a later screening appeals while the days to buy run."""
    verifying.begin([recipient], by=SYSTEM, at=NOW)
    from jadibisa.journey.verification.models import Case

    Case.objects.filter(application_id=recipient).update(state="refused", decided_at=NOW, reasons=["too_young"])
    recording.record("verification.refused", by=SYSTEM, at=NOW, subjects=[recipient])
    services.open_appeal(recipient, "Saya 28 tahun", once="a", by=SYSTEM, at=NOW)
    assert LearnerRow.objects.get(application_id=recipient).paused_at == NOW
    appeal = queries.appeal_of(recipient)
    assert appeal is not None
    services.grant_appeal(appeal.id, by=officer("Dewi"), at=NOW + 30 * DAY, why="KTP benar")
    learner = LearnerRow.objects.get(application_id=recipient)
    assert learner.paused_at is None
    assert facts.exists("training.resumed", recipient)
    assert training.lapse_missed(NOW + 31 * DAY, by=SYSTEM) == []


@given(
    st.timedeltas(timedelta(0), timedelta(days=2000)).map(lambda gone: NOW + gone),
    st.timedeltas(timedelta(0), timedelta(days=400)),
    st.integers(0, 60),
)
def test_as_many_days_are_left_as_before(opened: datetime, stood: timedelta, left: int) -> None:
    """Whatever the hours, the number of whole days left is the same after the clock stood still."""
    until = wib_day(opened) + timedelta(days=left)
    decided = opened + stood
    assert until + timedelta(days=days_stood_still(opened, decided)) - wib_day(decided) == timedelta(days=left)
    assert days_stood_still(decided, opened) == 0
