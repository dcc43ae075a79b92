"""Ayu goes the whole way: from the start page to a job. Two officers lead the draw, a provider teaches, an employer answers."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.stories.acts import answer, press, reference_on, sign_in
from tests.stories.conftest import Opener
from tests.stories.world import BATCH, CLOSES, DAY, DRAW, WITNESSES, World, later, lists, person, register, rest, secret

PHONE = "+6281234560147"
BORN = ("14", "8", "1998")
NIK = "3204545408980000"


def apply_from_the_start_page(page: Page) -> str:
    """Ayu registers on her phone; gives her reference."""
    page.goto("/")
    page.get_by_role("link", name="Daftar gelombang 72").click()
    press(page, "Mulai mendaftar")
    answer(page, name="Ayu Lestari")
    answer(page, nik="3204 5454 0898 0000")
    answer(page, kk="3204123456780000")
    answer(page, birth_date_day="14", birth_date_month="8", birth_date_year="98")
    expect(page).to_have_title(re.compile("^Kesalahan: "))
    expect(page.locator('[name="birth_date_year"]')).to_have_value("98")
    answer(page, birth_date_year="1998")
    answer(page, gender="F")
    answer(page, province="32")
    answer(page, regency="32.04")
    answer(page, address="Jalan Melati 8, RT 02 RW 05")
    answer(page, phone="0812-3456-0147")
    answer(page, email="")
    answer(page, job_status="seeking")
    answer(page, occupation="none")
    answer(page, in_education="tidak")
    answer(page, schooling="SMA")
    answer(page, interests="perkantoran")
    answer(page, motive="kerja")
    answer(page, disability="tidak")
    expect(page.get_by_role("heading", name="Periksa jawaban Anda")).to_be_visible()
    assert NIK not in page.content()
    press(page, "Setuju dan kirim")
    expect(page.get_by_role("heading", name="Pendaftaran terkirim")).to_be_visible()
    return reference_on(page)


def draw(officer: Page, second: Page) -> None:
    """Each stage is proposed by one and approved by another."""

    def stage(**fields: str) -> None:
        officer.goto(f"/petugas/seleksi/{BATCH}/")
        answer(officer, **fields)
        expect(officer.get_by_text("Ini usulan Anda")).to_be_visible()
        second.goto(f"/petugas/seleksi/{BATCH}/")
        second.locator('[name="approve"], [name="decision"], [name="keputusan"]').first.check()
        press(second, "Simpan keputusan")

    later(DRAW - DAY)
    stage()
    later(DRAW - timedelta(minutes=20))
    stage(dice="58203 91744 61059 23871")
    later(DRAW + timedelta(minutes=1))
    stage(secrets="\n".join(f"{name}: {secret(name)}" for name in WITNESSES))
    stage()
    later(DRAW + timedelta(minutes=30))
    stage()
    rest()


def learn(ayu: Page, provider: Page, world: World) -> None:
    """Ayu buys, starts and follows the course; the provider writes her scores."""
    ayu.goto(f"/kursus/{world.course}/")
    ayu.locator('[name="kelas"]').first.check()
    press(ayu, "Lanjut ke pembayaran")
    press(ayu, "Beli dengan saldo")
    expect(ayu.get_by_text("Mulai kursus dengan kode Anda")).to_be_visible()
    press(ayu, "Mulai kursus")
    for _module in (1, 2):
        ayu.locator('form[action*="/hadir/"] button').first.click()
    provider.goto("/lembaga/")
    provider.get_by_role("link", name="Microsoft Excel untuk Kantor").first.click()
    scores = provider.locator("main td input[aria-label]")
    for place in range(scores.count()):
        scores.nth(place).fill("85")
    press(provider, "Simpan hadir dan nilai")
    rest()
    ayu.goto("/saya/kursus/")
    ayu.get_by_role("link", name="Microsoft Excel untuk Kantor").first.click()
    answer(ayu, stars="5", text="Jelas, langsung bisa saya pakai.")
    rest()


def find_work(ayu: Page, employer: Page, world: World) -> None:
    """Ayu applies, the employer accepts."""
    ayu.goto(f"/lowongan/{world.vacancy}/")
    ayu.locator('a[href$="/lamar/"]').first.click()
    press(ayu, "Setuju dan kirim lamaran")
    rest()
    employer.goto("/pemberi-kerja/")
    employer.get_by_role("link", name="Staf Administrasi").first.click()
    employer.locator('a[href*="/pelamar/"]').first.click()
    answer(employer, state="accepted")
    rest()


def test_ayu_from_the_start_page_to_a_job(open_page: Opener, world: World) -> None:
    """Seven steps, each on its own pages."""
    register([person(number) for number in range(1, 6)])
    ayu = open_page()
    reference = apply_from_the_start_page(ayu)
    rest()
    sign_in(ayu, reference, BORN, PHONE)
    expect(ayu.get_by_role("heading", name="Halo, Ayu")).to_be_visible()
    expect(ayu.locator("ol.journey > li.done").first).to_contain_text("Pendaftaran")

    later(CLOSES + DAY)
    lists(world)
    draw(open_page("selection"), open_page("approver"))
    ayu.goto("/saya/")
    expect(ayu.locator("section.turn")).to_contain_text("Beli kursus pertama")
    expect(ayu.locator("main aside")).to_contain_text("Rp3.500.000")

    learn(ayu, open_page("provider"), world)
    ayu.goto("/saya/sertifikat/")
    expect(ayu.locator("main")).to_contain_text("Microsoft Excel untuk Kantor")

    find_work(ayu, open_page("employer"), world)
    ayu.goto("/saya/")
    expect(ayu.locator("ol.journey > li").last).to_contain_text("Selesai")
