"""One place is left at a shared phone and two ask for it: the lock lets one in; without it both come in."""

from functools import partial
from threading import Barrier
from uuid import UUID

import pytest

from jadibisa.foundation.people.models import OneTimeCode, Person
from jadibisa.foundation.people.services import begin_change, core, ensure_persons, prove, requests
from jadibisa.foundation.people.types import PHONE_SHARED_BY, RequestKind
from jadibisa.kernel.actors import PUBLIC, SYSTEM
from jadibisa.kernel.refusals import Refusal
from tests.portal.conftest import NOW, ayu
from tests.races.test_money import together

NEW = "+6281398760011"
CODE = "246810"


def set_code(request_id: UUID, side: str, to: str) -> None:
    """The open code becomes one that the test knows."""
    purpose = requests.purpose_of(request_id, side)
    OneTimeCode.objects.filter(purpose=purpose).update(code_hash=core._code_hash(to, purpose, CODE))


@pytest.fixture
def two(transactional_db: None) -> list[tuple[UUID, UUID]]:  # noqa: ARG001 - threads need their own connections
    """Two persons one code away from a phone that has room for one."""
    people = ensure_persons([ayu(number) for number in range(1, PHONE_SHARED_BY + 2)], by=SYSTEM, at=NOW)
    Person.objects.filter(id__in=people[2:]).update(phone=NEW)
    found = []
    for place, person_id in enumerate(people[:2]):
        own = f"+62812345611{place:02d}"
        Person.objects.filter(id=person_id).update(phone=own)
        asked = begin_change(person_id, RequestKind.PHONE, NEW, by=PUBLIC, at=NOW, address="10.0.0.1")
        set_code(asked, "old", own)
        OneTimeCode.objects.filter(phone=NEW).update(asked_at=NOW.replace(year=2025))
        prove(asked, person_id, CODE, by=PUBLIC, at=NOW, address="10.0.0.1")
        set_code(asked, "new", NEW)
        found.append((asked, person_id))
    return found


def come(two: list[tuple[UUID, UUID]]) -> list[Exception | None]:
    """Both at once."""
    acts = [partial(prove, asked, person, CODE, by=PUBLIC, at=NOW, address="10.0.0.1") for asked, person in two]
    return together(*acts)


def test_the_lock_lets_one_of_two_in(two: list[tuple[UUID, UUID]]) -> None:
    answers = come(two)
    assert [answer.code for answer in answers if isinstance(answer, Refusal)] == ["phone_shared"]
    assert Person.objects.filter(phone=NEW).count() == PHONE_SHARED_BY


def test_without_the_lock_both_come_in(two: list[tuple[UUID, UUID]], monkeypatch: pytest.MonkeyPatch) -> None:
    barrier = Barrier(2, timeout=20)

    def only_count(phone: str) -> None:
        assert Person.objects.filter(phone=phone).count() < PHONE_SHARED_BY
        barrier.wait()

    monkeypatch.setattr(requests, "_require_room", only_count)
    assert come(two) == [None, None]
    assert Person.objects.filter(phone=NEW).count() == PHONE_SHARED_BY + 1
