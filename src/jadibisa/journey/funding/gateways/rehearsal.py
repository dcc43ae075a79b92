"""A bank inside the process for the demonstration and the tests: it remembers nothing, the number decides.

Numbers that end with one of `REHEARSED` misbehave in a known way, all others are good accounts of whoever names them.
"""

import hashlib
from collections.abc import Mapping

from jadibisa.journey.funding.rules import qris
from jadibisa.journey.funding.types import (
    AccountAnswer,
    AccountQuestion,
    Answer,
    AnswerKind,
    BillAnswer,
    BillView,
    Cause,
    Order,
    Payment,
)

REHEARSED_ACCOUNT = "8808000001"
REHEARSED: Mapping[str, str] = {
    "9990": "closed when money is sent",
    "9991": "dormant",
    "9992": "closed",
    "9993": "wallet not upgraded",
    "9994": "another name",
    "9995": "another NIK",
    "9996": "no such number",
    "9997": "full on some days",
    "9998": "answers late",
    "9999": "over its monthly limit on some days",
}
AT_LINKING: Mapping[str, AccountAnswer] = {
    "9991": AccountAnswer(Cause.ACCOUNT_DORMANT),
    "9992": AccountAnswer(Cause.ACCOUNT_CLOSED),
    "9996": AccountAnswer(Cause.ACCOUNT_MISSING),
}
WHEN_SENT: Mapping[str, tuple[str, Cause]] = {
    "9990": ("4031818", Cause.ACCOUNT_CLOSED),
    "9997": ("4031802", Cause.BALANCE_LIMIT),
    "9999": ("4031803", Cause.MONTHLY_LIMIT),
}


class RehearsalBank:
    """Answers by the last four digits of the number."""

    def inquire(self, question: AccountQuestion) -> AccountAnswer:
        """A good account in the asked name, unless the number is one of the rehearsed."""
        ending = question.number[-4:]
        return AT_LINKING.get(
            ending,
            AccountAnswer(
                name="ORANG LAIN" if ending == "9994" else question.name.upper(),
                nik_matches=ending != "9995",
                upgraded=ending != "9993",
            ),
        )

    def send(self, order: Order) -> Answer:
        """The final answer, or "in progress" from a bank that answers late."""
        if order.number.endswith("9998"):
            return Answer(AnswerKind.UNKNOWN, "2021800", digest=_digest(order, "202"))
        return self.status(order)

    def status(self, order: Order) -> Answer:
        """What the number and the reference decide; a new reference may meet a better day."""
        refusal = WHEN_SENT.get(order.number[-4:])
        if refusal is not None and (refusal[1] is Cause.ACCOUNT_CLOSED or _digest(order, "day")[0] % 2):
            return Answer(AnswerKind.FAILED, refusal[0], refusal[1], _digest(order, refusal[0]))
        return Answer(AnswerKind.PAID, "2001800", digest=_digest(order, "200"))

    def bill(self, bill: BillView) -> BillAnswer:
        """A number and a code that follow from the bill."""
        digits = f"{bill.id.int % 10**12:012d}"
        code = qris.payload(
            merchant="ID1026000000001",
            name="JADIBISA DEMONSTRASI",
            city="JAKARTA",
            amount=bill.amount,
            reference=digits,
        )
        return BillAnswer(f"8808{digits}", code)

    def payment_of(self, bill: BillView) -> Payment | None:  # noqa: ARG002 - the shape of a collector
        """Nobody pays by himself here: the button of the demonstration does."""
        return None


def _digest(order: Order, word: str) -> bytes:
    return hashlib.sha256(f"{order.reference}|{word}".encode()).digest()
