"""`jadibisa keys rotate`: a new master key; every person's key is wrapped again. Broken off, it goes on where it was."""

import os
from collections.abc import Sequence
from pathlib import Path

from jadibisa.cli import parser
from jadibisa.config import master_key
from jadibisa.foundation.people.services import rewrap_keys
from jadibisa.foundation.plumbing import crypto


def main(arguments: Sequence[str]) -> int:
    """Rotate the master key, or finish a rotation that was broken off."""
    own = parser("keys", __doc__)
    own.add_argument("verb", choices=("rotate",))
    own.parse_args(arguments)
    finished = _rewrap()
    if finished:
        print(f"A rotation that was broken off is finished: {finished} keys wrapped again.")
        return 0
    path = Path(os.environ["JADIBISA_MASTER_KEY_FILE"])
    master_key.add(path)
    crypto.forget_keys()
    print(
        f"{path} has a new key; {_rewrap()} keys wrapped again. Restart web and worker; keep the old lines of the file."
    )
    return 0


def _rewrap() -> int:
    total = 0
    while count := rewrap_keys():
        total += count
    return total
