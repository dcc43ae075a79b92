"""A bank with accounts, transfers and faults on demand, without any network: what a real bank does wrong, it does too."""

import random  # noqa: TID251 - repeatable faults, no secret
import threading
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone

from stand_ins.bank.papers import Move, Paper

WIB = timezone(timedelta(hours=7))
DONE, PENDING, FAILED = "done", "pending", "failed"
OK, IN_PROGRESS, DUPLICATE, INCONSISTENT, ABSENT = "200{}00", "202{}00", "409{}01", "404{}18", "404{}01"
MISSING, DORMANT, CLOSED, LIMIT, NO_FUNDS = "404{}11", "403{}09", "403{}18", "403{}02", "403{}14"


class LostError(Exception):
    """No answer reaches the caller: the connection ends."""


@dataclass
class Account:
    """An account of a person at this bank or at another that it reaches."""

    number: str
    name: str
    nik: str = ""
    institution: str = ""
    state: str = "active"
    upgraded: bool = True
    limit: int | None = None
    balance: int = 0


@dataclass
class Transfer:
    """One order; `reference` is the partner's and unique for ever."""

    reference: str
    number: str
    amount: int
    state: str
    code: str
    asked_at: str
    hidden_inquiries: int = 0


@dataclass
class Bill:
    """A virtual account that takes one amount once; a QRIS of the same bill pays it too."""

    number: str
    trx_id: str
    amount: int
    expires_at: datetime
    reference: str = ""
    channel: str = "va"


@dataclass
class Faults:
    """How often things go wrong, each from 0 to 1.

    Attributes:
        lost: the order never arrives, the caller gets no answer.
        silent: the order is carried out, the caller gets no answer.
        late: the caller hears "in progress"; the order is carried out at the next inquiry but one.
        hidden: an order that is on its way is "not found" in the next two inquiries.
        refuse: the account turns out to be closed when money is sent.
        down: the bank answers 503.
        deaf: an inquiry gets no answer.
    """

    lost: float = 0.0
    silent: float = 0.0
    late: float = 0.0
    hidden: float = 0.0
    refuse: float = 0.0
    down: float = 0.0
    deaf: float = 0.0


@dataclass
class Reply:
    """A response code of SNAP and what goes with it."""

    code: str
    body: dict[str, object] = field(default_factory=dict)


class Bank:
    """Accounts, transfers, faults; safe for threads."""

    def __init__(self, *, funds: int, seed: int = 1, generous: bool = False) -> None:
        """A bank whose programme account holds `funds` sen; a generous one knows every number as an active account."""
        self.funds = funds
        self.generous = generous
        self.accounts: dict[str, Account] = {}
        self.transfers: dict[str, Transfer] = {}
        self.bills: dict[str, Bill] = {}
        self.moves: list[Move] = []
        self.faults = Faults()
        self._chance = random.Random(seed)  # noqa: S311 - repeatable faults, no secret
        self._lock = threading.RLock()

    def open(self, account: Account) -> None:
        """Open an account, or change it."""
        with self._lock:
            self.accounts[account.number] = account

    def account(self, number: str) -> Account | None:
        """The account with a number."""
        with self._lock:
            if number not in self.accounts and self.generous:
                self.accounts[number] = Account(number, "")
            return self.accounts.get(number)

    def inquire(self, number: str, nik: str, service: str) -> Reply:
        """Services 15, 16 and 37: the name behind a number."""
        account = self.account(number)
        refusal = self._refusal(account, 0)
        if refusal or account is None:
            return Reply((refusal or MISSING).format(service))
        name = {"beneficiaryAccountName": account.name, "customerName": account.name}
        more = {"nikMatch": account.nik in {"", nik}, "upgraded": account.upgraded}
        return Reply(OK.format(service), {**name, "additionalInfo": more})

    def transfer(self, reference: str, number: str, amount: int, service: str) -> Reply:
        """Services 17, 18 and 38: carry out an order once, whatever is repeated.

        Raises:
            LostError: when a fault swallows the order or the answer.
        """
        with self._lock:
            if self._happens(self.faults.down):
                return Reply(f"503{service}00")
            if self._happens(self.faults.lost):
                raise LostError
            earlier = self.transfers.get(reference)
            if earlier is not None:
                same = (earlier.number, earlier.amount) == (number, amount)
                return Reply((DUPLICATE if same else INCONSISTENT).format(service))
            made = self._carry_out(reference, number, amount, service)
            if self._happens(self.faults.silent):
                raise LostError
            return Reply(IN_PROGRESS.format(service) if made.state == PENDING else made.code)

    def _carry_out(self, reference: str, number: str, amount: int, service: str) -> Transfer:
        account = self.account(number)
        code = self._refusal(account, amount)
        if code is None and self._happens(self.faults.refuse):
            code = CLOSED
        if code is None and self.funds < amount:
            return Transfer(reference, number, amount, FAILED, NO_FUNDS.format(service), "")
        state = FAILED if code else PENDING if self._happens(self.faults.late) else DONE
        hidden = 2 if self._happens(self.faults.hidden) else 0
        asked = datetime.now(tz=UTC).isoformat()
        made = Transfer(reference, number, amount, state, (code or OK).format(service), asked, hidden)
        self.transfers[reference] = made
        if state == DONE:
            self._move(made)
        return made

    def _move(self, made: Transfer) -> None:
        made.state = DONE
        self._book(-made.amount, made.reference)
        account = self.account(made.number)
        if account is not None:
            account.balance += made.amount

    def status(self, reference: str, service: str) -> Reply:
        """Services 36 and 39: what became of an order.

        Raises:
            LostError: when a fault swallows the answer.
        """
        with self._lock:
            if self._happens(self.faults.deaf):
                raise LostError
            made = self.transfers.get(reference)
            if made is None or made.hidden_inquiries > 0:
                if made is not None:
                    made.hidden_inquiries -= 1
                return Reply(OK.format(service), {"latestTransactionStatus": "07"})
            if made.state == PENDING:
                self._move(made)
                return Reply(OK.format(service), {"latestTransactionStatus": "03"})
            word = "00" if made.state == DONE else "06"
            return Reply(
                OK.format(service), {"latestTransactionStatus": word, "additionalInfo": {"failureCode": made.code}}
            )

    def open_bill(self, bill: Bill) -> Bill | None:
        """Service 27: the same bill again is the same account; None when the number belongs to another bill."""
        with self._lock:
            known = self.bills.setdefault(bill.number, bill)
            return known if (known.trx_id, known.amount) == (bill.trx_id, bill.amount) else None

    def pay_bill(self, number: str, channel: str, *, reference: str, now: datetime) -> Bill | None:
        """A customer pays the whole of a bill in time; the money moves now, whatever becomes of the message."""
        with self._lock:
            bill = self.bills.get(number)
            if bill is None or bill.reference or now >= bill.expires_at:
                return None
            bill.reference, bill.channel = reference, channel
            self._book(bill.amount, bill.number)
            return bill

    def _book(self, amount: int, reference: str) -> None:
        self.funds += amount
        today = datetime.now(tz=WIB).date()
        self.moves.append(Move(f"BK{len(self.moves) + 1:012d}", today, amount, reference))

    def paper(self, account: str, day: date | None = None) -> Paper:
        """The statement of the programme's account for a day of Jakarta, today without one."""
        with self._lock:
            asked = day or datetime.now(tz=WIB).date()
            later = sum(move.amount for move in self.moves if move.day >= asked)
            moves = [move for move in self.moves if move.day == asked]
            return Paper(f"BK{asked:%Y%m%d}", account, asked, self.funds - later, moves)

    def statement(self) -> list[dict[str, object]]:
        """Every order that moved money, as the day's statement has it."""
        with self._lock:
            return [asdict(made) for made in self.transfers.values() if made.state == DONE]

    def _refusal(self, account: Account | None, amount: int) -> str | None:
        if account is None:
            return MISSING
        if account.state in {"dormant", "closed"}:
            return DORMANT if account.state == "dormant" else CLOSED
        if account.limit is not None and account.balance + amount > account.limit:
            return LIMIT
        return None

    def _happens(self, rate: float) -> bool:
        return rate > 0 and self._chance.random() < rate
