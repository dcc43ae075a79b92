"""`jadibisa account …`: accounts of the staff, which nobody can make alone, and numbers that somebody disowned."""

import argparse
from collections.abc import Sequence
from uuid import UUID

from jadibisa.cli import parser
from jadibisa.foundation.people import queries, services
from jadibisa.foundation.plumbing import chance, clock
from jadibisa.kernel.actors import STAFF, SYSTEM, Role
from jadibisa.kernel.ids import parse_phone


def main(arguments: Sequence[str]) -> int:
    """Add, close or list accounts; lift a cut."""
    own = parser("account", __doc__)
    acts = own.add_subparsers(dest="act", required=True, metavar="add | close | list | lift")
    add = acts.add_parser("add", help="a new member of the staff; prints a first password, once")
    add.add_argument("email")
    add.add_argument("role", choices=sorted(str(role) for role in STAFF))
    add.add_argument("name")
    close = acts.add_parser("close", help="take the rights of an account away")
    close.add_argument("id", type=UUID)
    close.add_argument("why")
    acts.add_parser("list", help="all accounts of the staff")
    lift = acts.add_parser("lift", help="after looking into it: codes may go to this number again")
    lift.add_argument("phone")
    lift.add_argument("why")
    given = own.parse_args(arguments)
    return {"add": _add, "close": _close, "list": _list, "lift": _lift}[given.act](given)


def _add(given: argparse.Namespace) -> int:
    password = chance.token()
    made = services.create_account(
        given.email, Role(given.role), given.name, password=password, by=SYSTEM, at=clock.now()
    )
    print(f"{made}  {given.email}  {given.role}")
    print(f"first password: {password}")
    print("No desk opens before the second factor is set up at /akun/2fa/.")
    return 0


def _close(given: argparse.Namespace) -> int:
    if queries.account(given.id) is None:
        print("There is no such account: `jadibisa account list` shows them.")
        return 1
    services.close_account(given.id, by=SYSTEM, at=clock.now(), why=given.why)
    print("closed")
    return 0


def _list(_given: argparse.Namespace) -> int:
    for account in queries.accounts():
        if account.role in STAFF:
            print(f"{account.id}  {'open  ' if account.active else 'closed'}  {account.role:<18} {account.name}")
    return 0


def _lift(given: argparse.Namespace) -> int:
    lifted = services.lift_number(parse_phone(given.phone), by=SYSTEM, at=clock.now(), why=given.why)
    print("lifted" if lifted else "this number was not cut")
    return 0
