"""The participant's staircase: seven stairs out of the lines that each step tells, and the one next act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from jadibisa.kernel.journey import STEPS, Holder, Step, StepState

MOMENT = timedelta(seconds=1)
NAMES: dict[str, Promise | str] = {
    "registration": _("Pendaftaran"),
    "verification": _("Verifikasi"),
    "selection": _("Seleksi"),
    "funding": _("Saldo & insentif"),
    "training": _("Pelatihan"),
    "certification": _("Sertifikat"),
    "work": _("Kerja"),
}
TURNS: dict[Holder, Promise | str] = {
    Holder.PERSON: _("Giliran Anda"),
    Holder.PROGRAMME: _("Giliran petugas"),
    Holder.BANK: _("Giliran bank"),
    Holder.PROVIDER: _("Giliran lembaga pelatihan"),
    Holder.EMPLOYER: _("Giliran pemberi kerja"),
}
WORDS: dict[StepState, tuple[str, Promise | str]] = {
    StepState.DONE: ("ok", _("Selesai")),
    StepState.RUNNING: ("go", _("Sedang berjalan")),
    StepState.STOPPED: ("none", _("Berhenti di sini")),
    StepState.NOT_STARTED: ("none", _("Belum mulai")),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line under a stair; `holder` is empty unless somebody has to act."""

    text: str
    detail: str = ""
    at: datetime | None = None
    until: datetime | None = None
    holder: Promise | str = ""
    kind: str = ""
    url: str = ""
    act: str = ""


@dataclass(frozen=True, slots=True)
class Stair:
    """One of the seven steps as the page shows it: `mark` is done, here or ""."""

    name: Promise | str
    mark: str
    kind: str
    word: Promise | str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """The one next act of the person: until the last second before the deadline."""

    step: Step
    until: datetime | None
    days: int | None


def state_of(steps: Sequence[Step]) -> StepState:
    """The state of a stair out of its lines: something running wins, then something stopped, then done."""
    states = {step.state for step in steps}
    for state in (StepState.RUNNING, StepState.STOPPED, StepState.DONE):
        if state in states:
            return state
    return StepState.NOT_STARTED


def line(step: Step) -> Line:
    """A step's line: with the holder of the ball while it runs."""
    running = step.state is StepState.RUNNING and step.holder is not Holder.NOBODY
    return Line(
        text=step.title.rstrip("."),
        detail=step.detail,
        at=step.at if step.state is not StepState.RUNNING else None,
        until=step.until - MOMENT if running and step.until else None,
        holder=TURNS.get(step.holder, "") if running else "",
        kind="now" if step.holder is Holder.PERSON else "wait",
        url=step.url,
        act=step.button,
    )


def stairs(steps: Sequence[Step], mine: Turn | None = None) -> tuple[Stair, ...]:
    """The seven stairs in their order; `here` is that of the next act, else the first that runs, else the one that stopped."""
    by_step: dict[str, list[Step]] = {name: [] for name in STEPS}
    for step in steps:
        if step.step in by_step:
            by_step[step.step].append(step)
    states = {name: state_of(found) for name, found in by_step.items()}
    wanted = [mine.step.step] if mine else []
    wanted += [name for state in (StepState.RUNNING, StepState.STOPPED) for name in STEPS if states[name] is state]
    here = wanted[0] if wanted else ""
    return tuple(_stair(name, states[name], by_step[name], here=name == here) for name in STEPS)


def _stair(name: str, state: StepState, steps: Sequence[Step], *, here: bool) -> Stair:
    kind, word = WORDS[state]
    mark = "here" if here else "done" if state is StepState.DONE else ""
    return Stair(NAMES[name], mark, kind, word, tuple(line(step) for step in steps))


def ended(steps: Sequence[Step]) -> Line | None:
    """Where the journey ended, when nothing runs any more: the first step that stopped it."""
    own = [step for step in steps if step.step in STEPS]
    if any(step.state is StepState.RUNNING for step in own):
        return None
    stopped = sorted((step for step in own if step.state is StepState.STOPPED), key=lambda step: STEPS.index(step.step))
    return line(stopped[0]) if stopped else None


def turn(steps: Sequence[Step], at: datetime) -> Turn | None:
    """The person's next act: the one with the nearest deadline, an act without one last."""
    mine = [step for step in steps if step.state is StepState.RUNNING and step.holder is Holder.PERSON and step.url]
    if not mine:
        return None
    step = min(mine, key=lambda step: (step.until is None, step.until or at))
    until = step.until - MOMENT if step.until else None
    return Turn(step, until, (localtime(until).date() - localtime(at).date()).days if until else None)
