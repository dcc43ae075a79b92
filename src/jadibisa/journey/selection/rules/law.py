"""From the dated policy to the law of one draw."""

from datetime import date

from jadibisa.journey.selection.types import Law
from jadibisa.kernel.policy import Policy


def law_of(policy: Policy, day: date) -> Law:
    """What the policy says of draws on a day."""
    floors = policy.floors(on=day)
    return Law(
        method=policy.text("selection.method", on=day),
        weights=policy.text("selection.weights", on=day),
        province_floor=policy.integer("selection.province_floor", on=day),
        traits=tuple(floor.trait for floor in floors),
        percents=tuple(floor.percent for floor in floors),
        counting=policy.text("selection.counting", on=day),
        tiers=policy.texts("selection.tiers", on=day),
        open_types=policy.text("selection.types_published", on=day) == "open",
        day=day.isoformat(),
        regencies=policy.texts("selection.regencies", on=day),
        regency_floor=policy.integer("selection.regency_floor", on=day),
    )
