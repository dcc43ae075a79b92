"""A provider publishes a course; an employer asks to be admitted, is checked by two officers and posts a vacancy."""

from playwright.sync_api import expect

from jadibisa.foundation.people.queries import accounts
from jadibisa.kernel.actors import Role
from tests.stories.acts import press
from tests.stories.conftest import Opener
from tests.stories.world import World, cast, rest


def test_a_provider_sees_classes_and_only_own_ones(open_page: Opener, world: World) -> None:
    """The desk shows the provider's class; officers' desks are not there for a provider."""
    provider = open_page("provider")
    provider.goto("/lembaga/")
    provider.get_by_role("link", name="Akan datang").click()
    expect(provider.locator("main")).to_contain_text("Microsoft Excel untuk Kantor")
    provider.get_by_role("link", name="Microsoft Excel untuk Kantor").first.click()
    expect(provider.locator(".empty")).to_contain_text("Belum ada peserta")
    for address in ("/petugas/dana/", "/petugas/verifikasi/", "/auditor/jejak/", "/pemberi-kerja/"):
        answer = provider.goto(address)
        assert answer is not None
        assert answer.status == 404
    assert world.provider is not None


def test_an_employer_is_checked_before_a_vacancy_shows(open_page: Opener, world: World) -> None:  # noqa: ARG001
    """Asked on the public page, proposed by one officer, approved by another; only then the vacancy is public."""
    visitor = open_page()
    visitor.goto("/pemberi-kerja/daftar/")
    for name, value in {
        "name": "CV Sumber Rejeki", "licence": "9120009876543", "sector": "toko", "address": "Jalan Raya 5", "contact": "Budi",
        "email": "rejeki@mitra.example", "password": "bunga melati putih 9",
    }.items():  # fmt: skip
        visitor.locator(f'[name="{name}"]').fill(value)
    visitor.locator('[name="regency"]').select_option("32.04")
    press(visitor)
    account = next(found for found in accounts(Role.EMPLOYER) if found.email == "rejeki@mitra.example")
    cast("rejeki", Role.EMPLOYER, "Budi", account.id)
    for slug in ("verifier", "approver"):
        officer = open_page(slug)
        officer.goto("/petugas/pemberi-kerja/")
        if slug == "approver":
            officer.get_by_role("link", name="Perlu orang kedua").click()
        officer.get_by_role("link", name="CV Sumber Rejeki").first.click()
        choice = officer.locator('main form input[type="radio"]')
        if choice.count():
            choice.first.check()
        why = officer.locator('main [name="why"]')
        if why.count():
            why.first.fill("NIB dan alamat cocok.")
        press(officer)
    rest()
    employer = open_page("rejeki")
    employer.goto("/pemberi-kerja/")
    expect(employer.locator("main")).not_to_contain_text("Tidak ada halaman")
    employer.goto("/pemberi-kerja/lowongan/baru/")
    expect(employer.locator("main form").first).to_be_visible()
