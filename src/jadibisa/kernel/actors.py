"""Who acts: a person, a member of staff or of a partner, or the programme itself."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What an actor may be; a route names the roles that may enter."""

    PUBLIC = "public"
    CITIZEN = "citizen"
    COMPANION = "companion"
    PROVIDER = "provider"
    EMPLOYER = "employer"
    LOCAL_GOVERNMENT = "local_government"
    VERIFIER = "verifier"
    SELECTION_OFFICER = "selection_officer"
    FINANCE_OFFICER = "finance_officer"
    HELP_OFFICER = "help_officer"
    APPROVER = "approver"
    AUDITOR = "auditor"
    SYSTEM = "system"


STAFF = frozenset(
    {Role.VERIFIER, Role.SELECTION_OFFICER, Role.FINANCE_OFFICER, Role.HELP_OFFICER, Role.APPROVER, Role.AUDITOR}
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does an act.

    Attributes:
        role: what the actor acts as.
        id: account id of staff, partners and companions; person id of a citizen; None for the public and the system.
        name: shown on pages; never a citizen's name in a fact.
        organisation_id: the organisation for which the actor acts, if any.
        application_id: the application that a citizen opened, if any.
    """

    role: Role
    id: UUID | None = None
    name: str = ""
    organisation_id: UUID | None = None
    application_id: UUID | None = None

    @property
    def label(self) -> str:
        """What a fact says of the actor: the role and the id, no name."""
        return f"{self.role}:{self.id}" if self.id else str(self.role)


PUBLIC = Actor(Role.PUBLIC)
SYSTEM = Actor(Role.SYSTEM)
