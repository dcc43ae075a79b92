"""The numbers of the law that bind one recipient, read from the policy of the batch."""

from dataclasses import dataclass
from datetime import date

from jadibisa.kernel.policy import Policy


@dataclass(frozen=True, slots=True)
class Terms:
    """Days, percentages and amounts (sen) of one policy on one day."""

    first_purchase_days: int
    next_purchase_days: int
    redeem_days: int
    webinar_finish_days: int
    self_paced_finish_days: int
    cancel_after: int
    cancel_before: int
    minimum_hours: int
    presence_percent: int
    pass_score: int
    ceiling: int
    certificate_days: int
    pay_hours: int
    shares: bool


def terms_of(policy: Policy, on: date) -> Terms:
    """The terms that hold for who received a balance on a day.

    Raises:
        Refusal: `policy_silent` when the policy says nothing for that day.

    """
    return Terms(
        first_purchase_days=policy.integer("deadlines.first_purchase_days", on=on),
        next_purchase_days=policy.integer("deadlines.next_purchase_days", on=on),
        redeem_days=policy.integer("deadlines.redeem_days", on=on),
        webinar_finish_days=policy.integer("deadlines.webinar_finish_days", on=on),
        self_paced_finish_days=policy.integer("deadlines.self_paced_finish_days", on=on),
        cancel_after=policy.integer("deadlines.cancel_days_after_purchase", on=on),
        cancel_before=policy.integer("deadlines.cancel_days_before_start", on=on),
        minimum_hours=policy.integer("training.minimum_hours", on=on),
        presence_percent=policy.integer("training.presence_percent", on=on),
        pass_score=policy.integer("training.pass_score", on=on),
        ceiling=max(policy.money("funding.balance", on=on), policy.money("sharing.price_ceiling", on=on)),
        certificate_days=policy.integer("deadlines.certificate_days", on=on),
        pay_hours=policy.integer("sharing.pay_hours", on=on),
        shares=policy.money("sharing.price_ceiling", on=on) > 0,
    )
