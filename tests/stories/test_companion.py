"""Ayu holds a certificate and becomes a companion; she registers Eko, who has no signal at home, with his consent."""

from datetime import timedelta

from playwright.sync_api import expect

from jadibisa.foundation.people.queries import accounts, find_by_phone
from jadibisa.foundation.plumbing import clock
from jadibisa.journey.registration.queries import applications_of_person
from jadibisa.kernel.actors import Role
from tests.stories.acts import answer, press, sign_in
from tests.stories.conftest import Opener
from tests.stories.world import World, cast, code_of, drawn, graduate, later, open_next_batch, person, register, rest

EKO_PHONE = "+6281299990042"


def test_a_certificate_holder_registers_somebody_with_consent(open_page: Opener, world: World) -> None:
    """Applied, approved by two, consent by the person's own code, receipt; the person signs in alone."""
    helper = person(3, "Ayu Lestari")
    receipts = register([helper, person(4), person(5)])
    rest()
    drawn(world)
    graduate(world, receipts[0].application_id)
    open_next_batch(world)

    ayu = open_page()
    sign_in(ayu, receipts[0].reference, ("14", "8", "1998"), helper.phone)
    ayu.goto("/saya/pendamping/")
    answer(ayu, regencies="32.04", motive="Tetangga saya tidak punya sinyal.")
    for slug in ("help", "help-2"):
        officer = open_page(slug)
        officer.goto("/petugas/pendamping/")
        officer.locator('main a[href*="/petugas/pendamping/"]').first.click()
        officer.locator('main [name="verdict"]').first.check()
        if officer.locator('main [name="why"]').count():
            officer.locator('main [name="why"]').first.fill("Dikenal baik di desanya.")
        press(officer)
    rest()
    ayu.goto("/saya/pendamping/")
    answer(ayu, email="ayu@pendamping.example", password="melati putih di kebun 7")
    account = next(found for found in accounts(Role.COMPANION))
    cast("companion", Role.COMPANION, "Ayu", account.id)

    companion = open_page("companion")
    companion.goto("/pendamping/mulai/")
    answer(companion, first_name="Eko", phone="0812 9999 0042", regency="32.04", consent="code")
    answer(companion, code=code_of(EKO_PHONE))
    answer(
        companion, nik="3204551408980000", kk="3204555555550000", name="Eko", birth_date_day="14", birth_date_month="8",
        birth_date_year="1998", gender="M", address="Kampung Atas", regency="32.04", schooling="SMP", in_education="tidak",
        job_status="seeking", occupation="none", motive="kerja", interests="perkantoran", agree="on",
    )  # fmt: skip
    expect(companion.locator("main")).to_contain_text("JB-73-")
    (eko,) = find_by_phone(EKO_PHONE)
    (application,) = applications_of_person(eko)
    assert application.companion_account_id == account.id

    later(clock.now() + timedelta(minutes=2))
    alone = open_page()
    sign_in(alone, application.reference, ("14", "8", "1998"), EKO_PHONE)
    expect(alone.get_by_role("heading", name="Halo, Eko")).to_be_visible()
    companion.goto("/saya/")
    expect(companion.get_by_role("heading", name="Halaman ini tidak ada")).to_be_visible()
