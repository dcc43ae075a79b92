"""The staircase: seven stairs in order, one next act, and who holds the ball."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jadibisa.kernel.clock import end_of, wib_day
from jadibisa.kernel.journey import STEPS, Holder, Step, StepState
from jadibisa.portal.views.stairs import ended, stairs, state_of, turn

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
LINES = st.lists(
    st.builds(
        Step,
        step=st.sampled_from([*STEPS, "care"]),
        state=st.sampled_from(StepState),
        title=st.just("Beli kursus pertama."),
        until=st.none()
        | st.datetimes(datetime(2026, 11, 24, 4), datetime(2027, 1, 1)).map(lambda naive: naive.replace(tzinfo=UTC)),  # noqa: DTZ001
        holder=st.sampled_from(Holder),
        url=st.sampled_from(["", "/kursus/"]),
    ),
    max_size=12,
)


@given(LINES)
def test_seven_stairs_and_at_most_one_here(steps: list[Step]) -> None:
    """Every line of a step stands under its stair; care stands elsewhere; the next act's stair is marked."""
    mine = turn(steps, AT)
    shown = stairs(steps, mine)
    assert len(shown) == len(STEPS)
    assert sum(len(stair.lines) for stair in shown) == sum(step.step in STEPS for step in steps)
    here = [place for place, stair in enumerate(shown) if stair.mark == "here"]
    assert len(here) <= 1
    if mine and mine.step.step in STEPS:
        assert here == [STEPS.index(mine.step.step)]


@given(LINES)
def test_the_next_act_is_the_persons_and_the_nearest(steps: list[Step]) -> None:
    """Never somebody else's, never one that is over, and none is nearer."""
    mine = turn(steps, AT)
    own = [step for step in steps if step.state is StepState.RUNNING and step.holder is Holder.PERSON and step.url]
    assert (mine is None) == (not own)
    if mine and mine.step.until:
        assert all(step.until is None or step.until >= mine.step.until for step in own)
    elif mine:
        assert all(step.until is None for step in own)


def test_the_last_day_is_shown_as_the_last_minute_and_counted_in_days() -> None:
    """A deadline at the end of 4 December is 4 December, 23.59 WIB, ten days from 24 November."""
    until = end_of(wib_day(AT) + timedelta(days=10))
    mine = turn([Step("training", StepState.RUNNING, "Beli", until=until, holder=Holder.PERSON, url="/kursus/")], AT)
    assert mine is not None
    assert mine.until is not None
    assert (mine.days, wib_day(mine.until).isoformat()) == (10, "2026-12-04")


def test_something_running_outweighs_what_is_done() -> None:
    """A stair with one finished and one running line runs; without lines it has not started."""
    done, running = Step("training", StepState.DONE, "a"), Step("training", StepState.RUNNING, "b")
    assert state_of([done, running]) is StepState.RUNNING
    assert state_of([done]) is StepState.DONE
    assert state_of([]) is StepState.NOT_STARTED


def test_a_journey_that_ended_says_where_and_one_that_runs_does_not() -> None:
    """Refused in verification: that is told; somebody who still learns is not told that old money went back."""
    refused = Step("verification", StepState.STOPPED, "Pekerjaan dikecualikan.", url="/saya/verifikasi/")
    assert ended([refused, Step("work", StepState.NOT_STARTED, "Lowongan terbuka")]) is not None
    assert (
        ended(
            [Step("funding", StepState.STOPPED, "Sisa saldo kembali"), Step("training", StepState.RUNNING, "Belajar")]
        )
        is None
    )
    assert ended([Step("registration", StepState.DONE, "Terkirim")]) is None
