"""The player: four batches live down to jobs, and what is known to be true comes out."""

from collections import Counter

import pytest

from jadibisa.cli import report
from jadibisa.cli.demonstration.play import play
from jadibisa.cli.demonstration.play.plans import NOW, PLANS
from jadibisa.foundation.people.queries import demonstration_cast
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.models import DemonstrationClock
from jadibisa.journey.certification import queries as certification
from jadibisa.journey.funding import queries as funding
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.selection import queries as selection
from jadibisa.journey.selection.gateways.rehearsal import rehearsed_chain
from jadibisa.journey.training import queries as training
from jadibisa.journey.work import queries as work
from jadibisa.kernel.actors import Role
from jadibisa.kernel.refusals import Refusal
from jadibisa.oversight.inclusion.queries import known_truth
from jadibisa.oversight.inclusion.types import MUST_REFUSE, Met, Truth

PEOPLE = 260


def truth_of(batch: int | None) -> tuple[Met, ...]:
    found = known_truth(batch)
    assert found
    return found.met


@pytest.mark.django_db
def test_the_demonstration_lives(capsys: pytest.CaptureFixture[str]) -> None:
    """One play for all questions, because it takes a while."""
    DemonstrationClock.objects.all().delete()
    clock.forget()
    told: list[str] = []
    play(PEOPLE, 3, told.append)

    assert len(told) > len(PLANS)
    assert clock.now() == NOW
    assert {batch.number for batch in registration.batches(NOW)} == {plan.number for plan in PLANS}
    assert {draw.batch for draw in selection.draws() if draw.stage == "published"} == {4, 68, 71}
    seeds = {batch: selection.file(batch, "seed.txt").decode().splitlines()[-1] for batch in (4, 68, 71)}
    assert seeds[4] == "drand=-"
    for batch, number in ((68, 4_150_801), (71, 30_070_801)):
        assert seeds[batch].startswith(f"drand={rehearsed_chain().hash};{number};")
    waiting = selection.beacon(72)
    assert waiting is not None
    assert (waiting.promise.number, waiting.pulse) == (30_762_001, None)
    assert (training.catalogue_size()["courses"], training.catalogue_size()["providers"]) == (6000 + 2, 150)
    shared = funding.share_totals(71)  # two dear courses with several payers: paid, awaited, cancelled
    assert (shared.purchases, shared.waiting) == (4, 1)
    assert min(shared.pledged, shared.own, shared.refunded) > 0
    for batch in (4, 68):
        assert certification.totals(batch).issued > 0
        assert funding.totals(batch).incentives_paid_count > 0
    assert len(work.placed_applications(4)) + len(work.placed_applications(68)) > 0

    assert report.main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines[-3:]] == ["ok", "ok", "ok"]

    met = {one.truth: one for one in truth_of(None)}
    assert sum(one.people for truth, one in met.items() if truth is not Truth.REGISTERED_TWICE) >= PEOPLE
    for truth, one in met.items():
        if truth in MUST_REFUSE:
            assert one.refused + one.waiting == one.people, truth
        else:
            assert one.refused == 0, truth
    assert {one.truth for one in truth_of(4)} <= set(met)

    roles = Counter(member.role for member in demonstration_cast())
    assert {
        Role.CITIZEN, Role.COMPANION, Role.PROVIDER, Role.EMPLOYER, Role.LOCAL_GOVERNMENT, Role.VERIFIER, Role.SELECTION_OFFICER,
        Role.FINANCE_OFFICER, Role.HELP_OFFICER, Role.APPROVER, Role.AUDITOR,
    } <= set(roles)  # fmt: skip
    assert roles[Role.CITIZEN] >= 7


def test_too_few_people_are_refused() -> None:
    with pytest.raises(Refusal) as refusal:
        play(20, 1, print)
    assert refusal.value.code == "too_few_people"
