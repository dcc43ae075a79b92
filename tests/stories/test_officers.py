"""Two officers: who proposes never decides; the auditor checks the draw with the downloaded files alone."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

from playwright.sync_api import expect

from tests.stories.acts import answer, press
from tests.stories.conftest import Opener
from tests.stories.world import BATCH, CLOSES, DAY, DRAW, World, drawn, later, lists, person, register, rest


def test_an_officer_cannot_approve_an_own_act(open_page: Opener, world: World) -> None:
    """The proposer sees no buttons, a second tab neither, and the second person rejects with a reason."""
    register([person(number) for number in range(1, 4)])
    rest()
    later(CLOSES + DAY)
    lists(world)
    later(DRAW - DAY)
    officer = open_page("selection")
    officer.goto(f"/petugas/seleksi/{BATCH}/")
    answer(officer)
    expect(officer.get_by_text("Ini usulan Anda")).to_be_visible()
    assert officer.get_by_role("button", name="Simpan keputusan").count() == 0

    second = open_page("approver")
    second.goto(f"/petugas/seleksi/{BATCH}/")
    choice = second.locator('main form[action*="/putusan/"] input[type="radio"]')
    choice.last.check()
    why = second.locator('main form[action*="/putusan/"] [name="why"]')
    if why.count():
        why.fill("Daftar pengecualian belum lengkap.")
    press(second, "Simpan keputusan")
    officer.goto(f"/petugas/seleksi/{BATCH}/")
    expect(officer.get_by_role("button", name="Usulkan")).to_be_visible()


def test_an_auditor_checks_the_draw_with_the_files_alone(open_page: Opener, world: World, tmp_path: Path) -> None:
    """The archive holds a checker that needs nothing but Python; the trail names every act; nothing can be pressed."""
    register([person(number) for number in range(1, 8)])
    rest()
    drawn(world)
    auditor = open_page("auditor")
    archive = auditor.request.get(f"/undian/{BATCH}/berkas.zip")
    assert archive.ok
    with zipfile.ZipFile(io.BytesIO(archive.body())) as files:
        files.extractall(tmp_path)
    checker = next(tmp_path.rglob("verify_draw.py"))
    done = subprocess.run(
        [sys.executable, "-I", checker, checker.parent], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 0, done.stdout + done.stderr

    auditor.goto("/auditor/jejak/?perbuatan=selection.")
    expect(auditor.locator("tbody")).to_contain_text("selection.published")
    auditor.goto(f"/petugas/seleksi/{BATCH}/")
    assert auditor.locator("main form button").count() == 0
    auditor.goto("/petugas/dana/")
    assert auditor.locator('main form[method="post"] button').count() == 0
