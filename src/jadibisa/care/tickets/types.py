"""The words of help: tickets, their conversation, appeals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from jadibisa.kernel.ids import CROCKFORD, check_letter, read_crockford
from jadibisa.kernel.refusals import N_, Refusal


class Category(StrEnum):
    """What a ticket is about; it names who answers."""

    REGISTRATION = "registration"
    VERIFICATION = "verification"
    SELECTION = "selection"
    MONEY = "money"
    TRAINING = "training"
    CERTIFICATE = "certificate"
    WORK = "work"
    IDENTITY = "identity"
    MISUSE = "misuse"
    COMPANION = "companion"
    TIME = "time"
    REACH = "reach"
    OTHER = "other"


CATEGORY_WORDS: Mapping[str, str] = {
    Category.REGISTRATION: N_("Pendaftaran"),
    Category.VERIFICATION: N_("Pemeriksaan data"),
    Category.SELECTION: N_("Undian"),
    Category.MONEY: N_("Saldo, insentif, atau rekening"),
    Category.TRAINING: N_("Kursus"),
    Category.CERTIFICATE: N_("Sertifikat"),
    Category.WORK: N_("Lowongan atau lamaran"),
    Category.IDENTITY: N_("Orang lain memakai data saya"),
    Category.MISUSE: N_("Penipuan atau permintaan uang"),
    Category.COMPANION: N_("Pendamping"),
    Category.TIME: N_("Saya butuh waktu tambahan"),
    Category.REACH: N_("Pesan tidak sampai"),
    Category.OTHER: N_("Hal lain"),
}


class TicketState(StrEnum):
    """Who holds the ball."""

    OPEN = "open"
    ASKED = "asked"
    ANSWERED = "answered"
    CLOSED = "closed"


TICKET_WORDS: Mapping[str, str] = {
    TicketState.OPEN: N_("Giliran petugas"),
    TicketState.ASKED: N_("Giliran Anda"),
    TicketState.ANSWERED: N_("Sudah dijawab"),
    TicketState.CLOSED: N_("Selesai"),
}


class Author(StrEnum):
    """Who wrote a line of the conversation."""

    PERSON = "person"
    OFFICER = "officer"
    PROGRAMME = "programme"


class Channel(StrEnum):
    """How a message reached its ticket."""

    PAGE = "page"
    PHONE = "phone"
    VISIT = "visit"
    SMS = "sms"
    WHATSAPP = "whatsapp"
    EMAIL = "email"
    LETTER = "letter"


CHANNEL_WORDS: Mapping[str, str] = {
    Channel.PAGE: N_("lewat situs"),
    Channel.PHONE: N_("lewat telepon"),
    Channel.VISIT: N_("di pos bantuan"),
    Channel.SMS: N_("lewat SMS"),
    Channel.WHATSAPP: N_("lewat WhatsApp"),
    Channel.EMAIL: N_("lewat e-mail"),
    Channel.LETTER: N_("lewat surat"),
}
URGENT = frozenset({Category.IDENTITY, Category.MISUSE})  # nobody is sent to read first
LEVEL_WORDS: Mapping[int, str] = {  # who holds a late ticket; the programme's officers with the role named in docs
    0: N_("Petugas"),
    1: N_("Petugas lain"),
    2: N_("Penyetuju"),
    3: N_("Ombudsman"),
}


class AppealState(StrEnum):
    """Where an appeal stands."""

    OPEN = "open"
    PROPOSED = "proposed"
    WON = "won"
    REJECTED = "rejected"


APPEAL_WORDS: Mapping[str, str] = {
    AppealState.OPEN: N_("Diperiksa petugas"),
    AppealState.PROPOSED: N_("Menunggu orang kedua"),
    AppealState.WON: N_("Dikabulkan"),
    AppealState.REJECTED: N_("Ditolak"),
}


class AppealKind(StrEnum):
    """What was refused, where an appeal is the way."""

    VERIFICATION = "verification"
    REVOKED = "revoked"
    MISSED = "missed_first_purchase"


@dataclass(frozen=True, slots=True)
class Remedy:
    """What one can do against a refusal.

    Attributes:
        refusal: what was refused, in words.
        category: what the ticket is about that carries the conversation.
        appeal: the kind of appeal; None where a ticket is the way, because nothing was decided for good.
        won: what winning gives, or what the ticket leads to.
    """

    refusal: str
    category: str
    appeal: AppealKind | None
    won: str


# Two officers reject an appeal, and neither is who refused; while it is open, the person's days stand still.
REMEDIES: tuple[Remedy, ...] = (
    Remedy(
        N_("Data Anda ditolak"),
        Category.VERIFICATION,
        AppealKind.VERIFICATION,
        N_("Data Anda diperiksa lagi oleh petugas lain."),
    ),
    Remedy(
        N_("Kepesertaan Anda dicabut"),
        Category.SELECTION,
        AppealKind.REVOKED,
        N_("Kursi Anda di gelombang berikutnya menjadi pasti."),
    ),
    Remedy(
        N_("Kursus pertama tidak dibeli sampai batas waktu"),
        Category.TRAINING,
        AppealKind.MISSED,
        N_("Kursi Anda di gelombang berikutnya menjadi pasti."),
    ),
    Remedy(
        N_("Pendaftaran atau pembelian tidak diterima"),
        Category.REGISTRATION,
        None,
        N_("Petugas melihat sebabnya. Anda boleh mencoba lagi."),
    ),
    Remedy(
        N_("Pembayaran gagal"),
        Category.MONEY,
        None,
        N_("Petugas mencari sebabnya. Uang dikirim lagi, juga ke rekening lain milik Anda."),
    ),
)
REVOKED_WORDS: Mapping[str, str] = {
    AppealKind.MISSED: N_("Kursus pertama tidak dibeli sampai batas waktu."),
}
OPEN_APPEALS = (AppealState.OPEN, AppealState.PROPOSED)
RANDOM_LETTERS = 7
LONGEST_TEXT = 2000
REOPEN_DAYS = 14  # a closed ticket may be taken up again for so long


@dataclass(frozen=True, slots=True)
class TicketNumber:
    """The number of a ticket, `T-7K2M-9QXC`: seven random letters and a check letter."""

    text: str

    @classmethod
    def of(cls, letters: str) -> "TicketNumber":
        """The number that seven random Crockford letters make."""
        return cls._written(letters + check_letter(letters))

    @classmethod
    def parse(cls, typed: str) -> "TicketNumber":
        """A number as a person typed it.

        Raises:
            Refusal: `ticket_number` when it cannot be one.
        """
        whole = read_crockford(typed)
        if len(whole) == RANDOM_LETTERS + 2:
            whole = whole.removeprefix("T")
        known = len(whole) == RANDOM_LETTERS + 1 and set(whole) <= set(CROCKFORD)
        if not known or check_letter(whole[:-1]) != whole[-1]:
            raise Refusal(
                "ticket_number",
                N_("Nomor tiket itu tidak ada. Lihat lagi SMS dari kami, misalnya T-7K2M-9QXC."),
                field="number",
            )
        return cls._written(whole)

    @classmethod
    def _written(cls, whole: str) -> "TicketNumber":
        return cls(f"T-{whole[:4]}-{whole[4:]}")


@dataclass(frozen=True, slots=True)
class NewTicket:
    """A question or complaint.

    Attributes:
        phone: `+628…`, where the answer is announced; "" when the person is known by application.
        application_id: the participant's application, None for other people.
        once: token of the form; the same token again gives the same ticket.
    """

    category: str
    text: str
    once: str
    phone: str = ""
    application_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a conversation."""

    number: int
    author: str
    officer: str
    text: str
    at: datetime
    channel: str = Channel.PAGE

    @property
    def channel_words(self) -> str:
        """How it came in words, untranslated; "" when it was written on the page."""
        return "" if self.channel == Channel.PAGE else CHANNEL_WORDS[self.channel]


@dataclass(frozen=True, slots=True)
class TicketView:
    """A ticket with its state and clock."""

    id: UUID
    number: str
    category: str
    state: str
    application_id: UUID | None
    opened_at: datetime
    due_at: datetime
    asked_at: datetime | None
    first_answer_at: datetime | None
    closed_at: datetime | None
    owner_id: UUID | None
    owner: str
    level: int
    is_appeal: bool

    @property
    def words(self) -> str:
        """Its state in words, untranslated."""
        return TICKET_WORDS[self.state]

    @property
    def category_words(self) -> str:
        """What it is about in words, untranslated."""
        return CATEGORY_WORDS[self.category]

    @property
    def level_words(self) -> str:
        """Who holds it now in words, untranslated."""
        return LEVEL_WORDS[self.level]


@dataclass(frozen=True, slots=True)
class AppealView:
    """An appeal with its reason and its clock."""

    id: UUID
    kind: str
    application_id: UUID
    ticket: str
    ticket_id: UUID
    state: str
    reasons: tuple[str, ...]
    opened_at: datetime
    decided_at: datetime | None
    answer: str
    proposal_id: UUID | None

    @property
    def words(self) -> str:
        """Its state in words, untranslated."""
        return APPEAL_WORDS[self.state]


@dataclass(frozen=True, slots=True)
class AppealRight:
    """What a refused person may appeal against, and until when.

    Attributes:
        kind: what was refused.
        codes: the reasons' codes.
        reasons: their sentences, already in the reader's language.
        until: the first instant after the last day.
        open: whether it is still possible.
        extra_seat: whether winning after the freeze gives a seat of this batch, or a certain one in the next.
        frozen: whether the roll of the batch is frozen, so that the draw cannot wait any more.
    """

    kind: AppealKind
    codes: tuple[str, ...]
    reasons: tuple[str, ...]
    refused_at: datetime
    until: datetime
    open: bool
    extra_seat: bool
    frozen: bool


@dataclass(frozen=True, slots=True)
class AnswerTimes:
    """How fast a category is answered; hours from opening to the first answer, without the time a person was asked."""

    category: str
    opened: int
    answered: int
    in_time: int
    median_hours: float | None
    slow_hours: float | None
    waiting: int
    overdue: int
    hidden: bool = False

    @property
    def in_time_percent(self) -> float | None:
        """In time of all that were answered or should have been by now, in percent."""
        due = self.answered + self.overdue
        return 100 * self.in_time / due if due else None

    @property
    def category_words(self) -> str:
        """What it is about in words, untranslated."""
        return CATEGORY_WORDS.get(self.category, self.category)


@dataclass(frozen=True, slots=True)
class MonthTimes:
    """The answer times of tickets that were opened in one month: all of them first, then by category."""

    month: date
    rows: tuple[AnswerTimes, ...]
