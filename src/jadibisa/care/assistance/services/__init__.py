"""The commands of assisted access: companions under four eyes, sittings with consent, places of help."""

from jadibisa.care.assistance.services.companions import (
    apply,
    approve_companion,
    open_account,
    propose_companion,
    stop_companion,
)
from jadibisa.care.assistance.services.places import close_point, name_office, open_points
from jadibisa.care.assistance.services.sittings import (
    assisted,
    consent,
    register,
    revoke_sitting,
    start_sitting,
)

__all__ = [
    "apply",
    "approve_companion",
    "assisted",
    "close_point",
    "consent",
    "name_office",
    "open_account",
    "open_points",
    "propose_companion",
    "register",
    "revoke_sitting",
    "start_sitting",
    "stop_companion",
]
