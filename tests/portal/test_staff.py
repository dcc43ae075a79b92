"""Staff and partners: password and second factor, always both; the demonstration's own door only on this machine."""

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache, caches
from django.core.cache.backends.db import DatabaseCache
from django.test import Client, override_settings

from jadibisa.foundation.people.services import cast, create_account, create_organisation
from jadibisa.journey.registration.types import Receipt
from jadibisa.kernel.actors import SYSTEM, Role
from tests.portal.conftest import NOW

EMAIL, PASSWORD = "eko@jadibisa.example", "melati putih di kebun 7"  # of tests only


def totp(secret: str) -> str:
    """The code that the app on the phone shows now."""
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


@pytest.fixture
def officer(stage: None) -> Client:  # noqa: ARG001 - time must stand
    """Eko has an account with a password and no second factor yet."""
    create_account(EMAIL, Role.VERIFIER, "Eko", password=PASSWORD, by=SYSTEM, at=NOW)
    return Client()


def sign_in(client: Client) -> str:
    """E-mail and password; where it leads."""
    return str(client.post("/akun/login/", {"login": EMAIL, "password": PASSWORD})["Location"])


def test_a_password_alone_opens_no_desk(officer: Client) -> None:
    """Until there is a second factor, only the way to it is shown."""
    assert sign_in(officer) == "/meja/"
    page = officer.get("/meja/")
    assert "Satu langkah lagi sebelum meja kerja" in page.text
    assert officer.get("/petugas/verifikasi/").status_code == 302
    asked = officer.get("/akun/totp/activate/", follow=True)
    assert "Pastikan ini Anda" in asked.text


def test_wrong_passwords_are_limited_over_all_processes(officer: Client) -> None:
    """The limit stands in the database, so that it does not grow with the number of processes; then even the right one waits."""
    for _try in range(5):
        officer.post("/akun/login/", {"login": EMAIL, "password": "salah sekali lagi"})
    assert isinstance(caches["default"], DatabaseCache)
    refused = Client().post("/akun/login/", {"login": EMAIL, "password": PASSWORD})
    assert refused.status_code != 302


def test_both_factors_open_the_desk(officer: Client) -> None:
    """Set up the app, sign out, sign in with both."""
    sign_in(officer)
    page = officer.post("/akun/reauthenticate/?next=/akun/totp/activate/", {"password": PASSWORD}, follow=True)
    assert 'src="data:image/svg' in page.text
    secret = page.text.split("Rahasia: <code>")[1].split("<")[0]
    assert officer.post("/akun/totp/activate/", {"code": totp(secret)}).status_code == 302
    assert "Keluar, lalu masuk lagi" in officer.get("/meja/").text
    officer.post("/akun/logout/")
    assert sign_in(officer) == "/akun/authenticate/"
    wrong = officer.post("/akun/authenticate/", {"code": "000000"})
    assert "Kesalahan:" in wrong.text
    assert officer.get("/petugas/verifikasi/").status_code == 302
    cache.clear()  # a code is good once: the next half minute has come
    assert officer.post("/akun/authenticate/", {"code": totp(secret)})["Location"] == "/meja/"
    assert "Selamat bekerja, Eko" in officer.get("/meja/").text
    assert officer.get("/petugas/verifikasi/").status_code == 200
    assert "Lepas kode kedua" in officer.get("/akun/").text
    again = "/akun/reauthenticate/?next=/akun/totp/deactivate/"
    assert "Lepas bila Anda ganti HP" in officer.post(again, {"password": PASSWORD}, follow=True).text
    assert "yang lama tidak berlaku lagi" in officer.get("/akun/recovery-codes/generate/").text


def test_the_page_of_signing_in_stands_in_our_frame(officer: Client) -> None:
    """Ours around everything."""
    page = officer.get("/akun/login/")
    assert page.status_code == 200
    assert "Langsung ke isi" in page.text


@pytest.mark.parametrize(
    "address",
    ["signup/", "inactive/", "email/", "confirm-email/", "password/set/", "password/reset/", "password/reset/done/"],
)
def test_no_page_of_accounts_beyond_ours(officer: Client, address: str) -> None:
    """Nobody signs up alone, no mail changes a password; signed in or not."""
    assert officer.get(f"/akun/{address}").status_code == 404
    sign_in(officer)
    assert officer.get(f"/akun/{address}").status_code == 404
    assert officer.post(f"/akun/{address}", {"email": EMAIL}).status_code == 404


def test_an_officer_changes_the_password(officer: Client) -> None:
    """In our words, signed in."""
    assert officer.get("/akun/password/change/").status_code == 302
    sign_in(officer)
    assert "Tulis kata sandi lama" in officer.get("/akun/password/change/").text


def test_look_around_as_somebody(receipt: Receipt) -> None:
    """Ayu's home and an officer's desk open without password, only in a demonstration and only on this machine."""
    account = create_account(EMAIL, Role.VERIFIER, "Eko", password="", by=SYSTEM, at=NOW)
    cast("ayu", "Ayu, peserta", Role.CITIZEN, place=1, application_id=receipt.application_id)
    cast("verifier", "Eko, petugas", Role.VERIFIER, place=2, account_id=account)
    client = Client()
    assert client.post("/demo/", {"slug": "ayu"})["Location"] == "/saya/"
    assert "Halo, Ayu" in client.get("/saya/").text
    assert client.post("/demo/", {"slug": "verifier"})["Location"] == "/meja/"
    assert "Selamat bekerja, Eko" in client.get("/meja/").text
    assert client.get("/saya/").status_code == 404
    assert client.post("/demo/", {"slug": "siapa"}).status_code == 404
    far = Client(REMOTE_ADDR="203.0.113.9")
    assert far.get("/demo/").status_code == far.get("/demo/kotak/").status_code == 404
    with override_settings(DEMONSTRATION=False):
        assert client.get("/demo/").status_code == 404
        assert client.post("/demo/", {"slug": "ayu"}).status_code == 404
        assert "Mode demonstrasi" not in client.get("/bantuan/").text


def test_the_cast_speaks_the_readers_language(receipt: Receipt) -> None:
    """The words beside a name are translated and do not pretend to be of today."""
    cast(
        "ditolak",
        "Ayu: ditolak, masih bisa mengajukan keberatan",
        Role.CITIZEN,
        place=1,
        application_id=receipt.application_id,
    )
    karya = create_organisation("Karya", "provider", by=SYSTEM, at=NOW)
    account = create_account(
        "citra@mitra.example", Role.PROVIDER, "Citra", password="", organisation_id=karya, by=SYSTEM, at=NOW
    )
    cast("provider", "Citra, lembaga pelatihan Karya", Role.PROVIDER, place=2, account_id=account)
    page = Client().get("/demo/").text
    assert "Ayu: ditolak, bisa mengajukan keberatan" in page
    assert "Citra: lembaga pelatihan Karya" in page
    assert "berlaku pada awal demonstrasi" in page
    english = Client()
    english.get("/bahasa/en/?ke=/demo/")
    assert "Ayu: refused, may appeal" in english.get("/demo/").text
