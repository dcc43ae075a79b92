"""Notices: complete and plain texts, once per event however often replayed, quiet hours, the ladder of reminders."""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from jadibisa.care.notices import queries, rules, services, tasks
from jadibisa.care.notices.models import Watched
from jadibisa.care.notices.types import ANSWERS, DEADLINES, EVENTS, LATE, TEXTS, NewNotice
from jadibisa.foundation.facts import queries as facts
from jadibisa.foundation.facts.services import record
from jadibisa.foundation.facts.types import Fact
from jadibisa.foundation.messages import queries as messages
from jadibisa.foundation.places.queries import provinces
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.registration import services as registering
from jadibisa.journey.work import services as working
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.clock import WIB, ZONE_NAMES, end_of, last_day, wib_day
from tests.care.stage import BATCH, NOW, apply, open_batch, refused
from tests.journey.work import cast as employers

VALUES = {
    "name": "Ayu",
    "batch": 72,
    "draw": "3 Desember 2026, 10.00 WIB",
    "until": "Jumat, 4 Desember 2026",
    "number": "T-1",
}
MOST_WORDS = 15
MOST_LETTERS = 306  # two SMS


def test_the_table_of_texts_is_complete() -> None:
    used = {*EVENTS.values(), *ANSWERS.values(), *LATE.values(), *(entry.text for entry in DEADLINES.values())}
    assert used == set(TEXTS)


@pytest.mark.parametrize("kind", sorted(TEXTS))
def test_each_text_is_plain_and_says_where(kind: str) -> None:
    text = TEXTS[kind]
    body = text.body % VALUES
    assert body.startswith("Ayu, ")
    assert text.page.startswith("/")
    assert text.page.endswith("/")
    sentences = [part for part in re.split(r"(?<=[.?])\s+(?=[A-Z])", body) if part]
    for sentence in sentences:
        assert len(re.sub(r"\d[\d.,]*( \w+){0,2}", "x", sentence).split()) <= MOST_WORDS, sentence
    assert len(f"JadiBisa: {body} jadibisa.example{text.page}T-7K2M-9QXC/ (No. pesan 7K2MQ-XCTRA)") <= MOST_LETTERS
    assert set(re.findall(r"%\((\w+)\)", text.body)) <= set(VALUES)


@pytest.mark.parametrize("kind", sorted(TEXTS))
def test_each_text_speaks_english_too(kind: str) -> None:
    title, body = queries.words(
        kind, name="Ayu", batch=72, draw_at=NOW, until=date(2026, 12, 4), number="T-1", language="en"
    )
    with override("id"):
        assert title != TEXTS[kind].title
    assert body.startswith("Ayu, ")
    assert "%(" not in body


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds are naive
    st.sampled_from(sorted(ZONE_NAMES)),
)
def test_nobody_is_woken(at: datetime, zone: str) -> None:
    when = rules.not_before(at, ZoneInfo(zone))
    assert at <= when < at + timedelta(days=1)
    assert 8 <= when.astimezone(ZoneInfo(zone)).hour < 20


@given(st.dates(date(2024, 1, 1), date(2027, 1, 1)))
def test_the_ladder_meets_each_deadline_on_each_of_its_days(today: date) -> None:
    for kind, days in rules.ladder(today).items():
        assert [(day - today).days for day in days] == list(DEADLINES[kind].days)


def test_channels_are_checked() -> None:
    assert rules.check_preference(["email", "sms"], "en", has_email=True).channels == ("sms", "email")
    with refused("channel_needed"):
        rules.check_preference([], "id", has_email=True)
    with refused("channel_email"):
        rules.check_preference(["email"], "id", has_email=False)
    with refused("channel_unknown"):
        rules.check_preference(["fax"], "id", has_email=True)


@pytest.fixture
def ayu() -> UUID:
    open_batch()
    return apply(1)[0].application_id


def told(application_id: UUID) -> list[str]:
    person = registration.application(application_id).person_id
    return [message.kind for message in messages.of_person(person)]


def tell(verb: str, application_id: UUID, at: datetime = NOW, **data: object) -> Fact:
    """Record a fact and let both listeners hear it twice."""
    number = record(verb, by=SYSTEM, at=at, subjects=[application_id], data=data)
    fact = Fact(number, verb, at, "system", (application_id,), "", data)
    for _again in range(2):
        if verb in EVENTS or verb == "work.answered":
            tasks.write([fact])
        if verb in {*tasks.OPENING, *tasks.CLOSING, "training.extended"}:
            tasks.watch([fact])
    return fact


@pytest.mark.django_db
def test_a_replay_tells_nobody_twice(ayu: UUID) -> None:
    tell("verification.verified", ayu)
    assert told(ayu) == ["verified"]
    shown = queries.notices(ayu, language="id", at=NOW)
    assert [row.title for row in shown] == ["Data Anda sudah cocok"]
    assert "gelombang 72" in shown[0].body
    assert shown[0].body.startswith("Ayu, ")
    assert queries.rows_without_fact() == 0


@pytest.mark.django_db
def test_a_message_at_night_waits_for_the_morning_of_the_place() -> None:
    open_batch()
    [east] = apply(1, start=5, regency="94.01")
    night = datetime(2026, 11, 5, 14, 0, tzinfo=UTC)  # 21.00 WIB, 23.00 WIT
    tell("verification.verified", east.application_id, night)
    person = registration.application(east.application_id).person_id
    from jadibisa.foundation.messages.models import Message

    [waiting] = Message.objects.filter(person_id=person)
    assert waiting.not_before == datetime(2026, 11, 5, 23, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_an_employers_answer_is_told_and_reading_is_not(ayu: UUID) -> None:
    tell("work.answered", ayu, state="seen")
    tell("work.answered", ayu, state="accepted")
    assert told(ayu) == ["job_accepted"]


@pytest.mark.django_db
def test_strangers_in_a_fact_are_left_out(ayu: UUID) -> None:
    fact = Fact(1, "verification.verified", NOW, "system", (ayu, UUID(int=5)), "", {})
    tasks.write([fact])
    assert told(ayu) == ["verified"]


@pytest.mark.django_db
def test_reminders_climb_until_the_deadline_is_met(ayu: UUID) -> None:
    tell("funding.allotted", ayu)
    kinds = dict(queries.watched(ayu))
    policy = registration.policy_of(BATCH)
    days = policy.integer("deadlines.first_purchase_days", on=wib_day(NOW))
    assert kinds["first_purchase"] == wib_day(NOW) + timedelta(days=days - 1)
    eight = datetime(2026, 11, 5, 1, 0, tzinfo=UTC)
    for day in range(1, days + 3):
        services.remind(by=SYSTEM, at=eight + timedelta(days=day))
        services.remind(by=SYSTEM, at=eight + timedelta(days=day))
        services.close_past(at=eight + timedelta(days=day))
    assert told(ayu).count("remind_first_purchase") == 3
    assert "first_purchase" not in dict(queries.watched(ayu))
    assert facts.exists("notices.reminded", ayu)


@pytest.mark.django_db
def test_a_deadline_that_is_met_is_not_reminded(ayu: UUID) -> None:
    tell("funding.allotted", ayu)
    assert queries.reminders(ayu, today=wib_day(NOW))
    tell("training.first_purchase_missed", ayu, NOW + timedelta(days=1))
    tell("funding.account_linked", ayu, NOW + timedelta(days=1))
    tell("funding.returned", ayu, NOW + timedelta(days=1))
    assert queries.watched(ayu) == []


@pytest.mark.django_db
def test_a_deadline_that_begins_anew_is_reminded_again(ayu: UUID) -> None:
    """Asked twice: the second question has its own day; the same fact replayed opens nothing that was met."""
    day = wib_day(NOW)
    services.watch("answer", [(ayu, ayu, day + timedelta(days=5), NOW)])
    services.unwatch(["answer"], [(ayu, NOW + timedelta(days=1))])
    services.watch("answer", [(ayu, ayu, day + timedelta(days=5), NOW)])
    assert queries.due(rules.ladder(day + timedelta(days=4))) == []
    services.watch("answer", [(ayu, ayu, day + timedelta(days=9), NOW + timedelta(days=2))])
    assert [row[1:] for row in queries.due(rules.ladder(day + timedelta(days=8)))] == [
        (ayu, "answer", day + timedelta(days=9))
    ]
    services.watch("answer", [(ayu, ayu, day + timedelta(days=5), NOW)])
    assert queries.due(rules.ladder(day + timedelta(days=4))) == []


@pytest.mark.django_db
def test_who_is_allotted_after_the_last_day_has_until_next_year(ayu: UUID) -> None:
    """A replacement of 20 December links and spends in the next budget year."""
    services.deadlines_after_allotment([(ayu, datetime(2026, 12, 20, 3, tzinfo=UTC))])
    found = dict(Watched.objects.filter(application_id=ayu).values_list("kind", "due_on"))
    assert {"link_account", "spend"} <= found.keys()
    assert {found["link_account"].year, found["spend"].year} == {2027}


@pytest.mark.django_db
def test_an_open_appeal_is_left_in_peace(ayu: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    tell("funding.allotted", ayu)
    due = dict(queries.watched(ayu))["first_purchase"]
    at = datetime.combine(due - timedelta(days=1), datetime.min.time(), WIB) + timedelta(hours=8)
    monkeypatch.setattr("jadibisa.care.tickets.queries.open_appeals", set)
    assert services.remind(by=SYSTEM, at=at) == 0
    monkeypatch.undo()
    assert services.remind(by=SYSTEM, at=at) > 0


@pytest.mark.django_db
def test_a_refusal_names_the_last_day_of_the_appeal(ayu: UUID) -> None:
    tell("verification.refused", ayu)
    [shown] = queries.notices(ayu, language="id", at=NOW)
    policy = registration.policy_of(BATCH)
    last = wib_day(NOW) + timedelta(days=policy.integer("deadlines.appeal_days", on=wib_day(NOW)) - 1)
    assert shown.until == last
    assert dict(queries.watched(ayu)) == {"appeal": last}
    assert queries.steps_of(ayu)[0].url == "/saya/keberatan/"
    tell("tickets.appeal_opened", ayu, due="2026-11-12T17:00:00+00:00", number="T-1")
    assert queries.watched(ayu) == []
    assert queries.notices(ayu, language="id", at=NOW)[0].until == date(2026, 11, 12)


@pytest.mark.django_db
def test_an_opened_file_is_told_to_its_owner(ayu: UUID) -> None:
    person = registration.application(ayu).person_id
    fact = Fact(7, "people.file_opened", NOW, "verifier:x", (person,), "Cek KTP", {})
    tasks.write([fact])
    assert [row.kind for row in queries.notices(ayu, language="id", at=NOW)] == ["file_opened"]
    assert told(ayu) == []


@pytest.mark.django_db
def test_a_person_chooses_channel_and_language(ayu: UUID) -> None:
    person = registration.application(ayu).person_id
    services.choose(person, ["sms"], "en", has_email=False, by=SYSTEM, at=NOW)
    tell("verification.verified", ayu)
    [message] = messages.of_person(person)
    assert "Ayu, your data" in message.text
    assert queries.rows_without_fact() == 0


@pytest.mark.django_db
def test_every_zone_of_the_country_is_known() -> None:
    assert {province.zone for province in provinces()} <= set(ZONE_NAMES)


@pytest.mark.django_db
def test_a_thousand_notices_cost_a_bounded_number_of_queries(ayu: UUID, django_assert_max_num_queries: object) -> None:
    new = [NewNotice(ayu, "verified", f"fact/{number}/x", NOW) for number in range(1000)]
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        assert services.notify(new) == 1000


@pytest.mark.django_db
def test_a_kept_draft_is_reminded_once_before_it_ends() -> None:
    draft = registering.begin_draft(days=30, at=NOW)
    registering.keep_draft(draft.id, "+628123456789", "0812 3456 789", by=SYSTEM, at=NOW, address="127.0.0.1")
    lost = registering.begin_draft(days=30, at=NOW)
    for day in range(26, 31):
        services.remind_drafts(at=NOW + timedelta(days=day))
    kinds = [message.kind for message in messages.outbox(to="+628123456789")]
    assert kinds == ["remind_draft", "draft"]
    assert lost.id != draft.id


@pytest.mark.django_db
def test_an_employer_is_told_by_mail_once_a_day_and_of_the_check(ayu: UUID) -> None:
    owner = employers.employer()
    number = record("work.employer_verified", by=SYSTEM, at=NOW, subjects=[owner])
    for _again in range(2):
        tasks.tell_employer(Fact(number, "work.employer_verified", NOW, "x", (owner,), "", {}))
    vacancy_id = employers.post(owner)
    working.apply([(ayu, vacancy_id, ("name", "phone"))], by=SYSTEM, at=NOW)
    eight = datetime(2026, 11, 6, 1, 0, tzinfo=UTC)
    for day in (0, 0, 1, 51, 52, 52, 58, 59):
        tasks.remind(eight + timedelta(days=day))
    kinds = [message.kind for message in messages.outbox(to="kerja1@usaha.example")]
    assert kinds == ["vacancy_ending", "vacancy_ending", "new_applicants", "employer"]


@pytest.mark.django_db
def test_an_employer_is_reminded_of_answers_that_are_due(ayu: UUID) -> None:
    owner = employers.employer()
    working.apply([(ayu, employers.post(owner), ("name", "phone"))], by=SYSTEM, at=NOW)
    due = NOW + timedelta(days=26)
    tasks.remind(due)
    assert messages.outbox(to="kerja1@usaha.example")[0].kind == "answers_due"


@pytest.mark.django_db
def test_more_time_moves_the_reminders(ayu: UUID) -> None:
    tell("funding.allotted", ayu)
    before = dict(queries.watched(ayu))["first_purchase"]
    tell("training.extended", ayu, until=(before + timedelta(days=7)).isoformat())
    assert dict(queries.watched(ayu))["first_purchase"] == before + timedelta(days=7)
    [shown] = [row for row in queries.notices(ayu, language="id", at=NOW) if row.kind == "extended"]
    assert shown.until == before + timedelta(days=7)


@given(
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.integers(1, 60),
    st.sampled_from(["start counts", "start does not count"]),
    st.sampled_from(sorted(ZONE_NAMES)),
)
def test_every_reminder_of_a_deadline_comes_in_time_by_both_ways_of_counting(
    opened: date, days: int, way: str, zone: str
) -> None:
    """Whatever zone and way of counting: each rung stands on its day, is sent by day, and before the deadline ends."""
    due_on = last_day(opened, days) if way == "start counts" else opened + timedelta(days=days)
    assert (due_on - opened).days == (days - 1 if way == "start counts" else days)
    for kind, entry in DEADLINES.items():
        told = []
        for ahead in range((due_on - opened).days + 2):
            today = opened + timedelta(days=ahead)
            if due_on in rules.ladder(today)[kind]:
                assert rules.due_reminders(kind, due_on, today) == (due_on - today).days
                eight = datetime.combine(today, datetime.min.time(), WIB) + timedelta(hours=8)
                sent = rules.not_before(eight, ZoneInfo(zone))
                assert 8 <= sent.astimezone(ZoneInfo(zone)).hour < 20
                assert sent < end_of(due_on)
                told.append((due_on - today).days)
        assert told == [day for day in entry.days if day <= (due_on - opened).days]
