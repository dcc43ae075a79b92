"""`jadibisa account` as an operator types it."""

import pytest

from jadibisa.cli import account
from jadibisa.foundation.people import queries, services
from jadibisa.foundation.people.models import Account
from jadibisa.foundation.plumbing import clock
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.refusals import Refusal

pytestmark = pytest.mark.django_db


def test_an_account_is_made_listed_and_closed(capsys: pytest.CaptureFixture[str]) -> None:
    """The first password is printed once and works; closing takes the rights away; each act leaves a fact."""
    assert account.main(["add", "eko@example.org", "verifier", "Eko"]) == 0
    password = capsys.readouterr().out.split("first password: ")[1].split()[0]
    made = Account.objects.get(email="eko@example.org")
    assert made.check_password(password)
    assert account.main(["list"]) == 0
    assert "Eko" in capsys.readouterr().out
    assert account.main(["close", str(made.id), "left"]) == 0
    assert not Account.objects.get(id=made.id).is_active
    assert queries.rows_without_fact() == 0
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "account_exists"):
        account.main(["add", "eko@example.org", "auditor", "Eko"])


def test_partners_and_unknown_accounts_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """A provider's account needs an organisation and is not made here."""
    with pytest.raises(SystemExit):
        account.main(["add", "x@example.org", "provider", "X"])
    assert account.main(["close", "01890000-0000-7000-8000-000000000000", "why"]) == 1
    assert "account list" in capsys.readouterr().out


def test_a_cut_is_lifted(capsys: pytest.CaptureFixture[str]) -> None:
    """By any writing of the number."""
    services.cut_number("+6281234560147", by=SYSTEM, at=clock.now())
    assert account.main(["lift", "0812 3456 0147", "called back"]) == 0
    assert account.main(["lift", "0812 3456 0147", "called back"]) == 0
    assert capsys.readouterr().out.split("\n")[:2] == ["lifted", "this number was not cut"]
