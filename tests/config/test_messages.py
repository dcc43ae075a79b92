"""Translations: found in code and templates, complete, never guessed, compiled whole."""

import gettext
from pathlib import Path

import pytest

from jadibisa.config import messages

PYTHON = """
from django.utils.translation import gettext_lazy as _lazy, ngettext, pgettext
from jadibisa.kernel.refusals import N_
A = N_("Kursi habis. Pilih jadwal lain.")
B = ngettext("%(n)d orang", "%(n)d orang banyak", 2)
C = pgettext("bulan", "Mei")
"""
TEMPLATE = """{% load i18n %}{% translate "Daftar" %}
{% blocktranslate trimmed with name=x %}
    Halo, {{ name }}.
{% endblocktranslate %}
{% translate "Buka" context "toko" %}{# <script> it's a "trap" #}
"""


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A house with one app, `shop`."""
    home = tmp_path / "journey/shop"
    (home / "templates/shop").mkdir(parents=True)
    (home / "migrations").mkdir()
    (home / "apps.py").write_text("", encoding="utf-8")
    (home / "services.py").write_text(PYTHON, encoding="utf-8")
    (home / "migrations/0001_initial.py").write_text('_("not this")', encoding="utf-8")
    (home / "templates/shop/a.html").write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "portal").mkdir()
    monkeypatch.setattr(messages, "SOURCES", tmp_path)
    monkeypatch.setattr(messages, "ALSO", {})
    return home


def test_everything_is_found(app: Path) -> None:
    found = {(message.context, message.id) for message in messages.extract("shop") if message.id}
    assert found == {
        (None, "Kursi habis. Pilih jadwal lain."),
        (None, ("%(n)d orang", "%(n)d orang banyak")),
        ("bulan", "Mei"),
        (None, "Daftar"),
        (None, "Halo, %(name)s."),
        ("toko", "Buka"),
    }
    assert app.exists()


def test_update_keeps_what_is_translated_and_guesses_nothing(app: Path) -> None:
    assert messages.update("shop", "en")
    path = messages.path_of("shop", "en")
    text = path.read_text(encoding="utf-8")
    assert "not this" not in text
    assert "Date" not in text
    path.write_text(text.replace('msgid "Daftar"\nmsgstr ""', 'msgid "Daftar"\nmsgstr "Register"'), encoding="utf-8")
    services = app / "services.py"
    services.write_text(
        services.read_text(encoding="utf-8").replace("Kursi habis.", "Kursi sudah habis."), encoding="utf-8"
    )
    assert messages.update("shop", "en")
    assert not messages.update("shop", "en")
    again = path.read_text(encoding="utf-8")
    assert 'msgid "Daftar"\nmsgstr "Register"' in again
    assert "Kursi habis." not in again
    assert "fuzzy" not in again


def test_faults_are_told(app: Path) -> None:
    assert any("not in the file: 'Daftar'" in line for line in messages.faults("shop", "en"))
    messages.update("shop", "en")
    path = messages.path_of("shop", "en")
    filled = path.read_text(encoding="utf-8")
    for word, english in (
        ("Daftar", "Register"),
        ("Halo, %(name)s.", "Hello, %(nama)s."),
        ("Mei", "May"),
        ("Buka", "Open"),
    ):
        filled = filled.replace(f'msgid "{word}"\nmsgstr ""', f'msgid "{word}"\nmsgstr "{english}"')
    filled = filled.replace('msgid "Daftar"', '#, fuzzy\nmsgid "Daftar"') + '\nmsgid "Gone"\nmsgstr "Gone"\n'
    path.write_text(filled, encoding="utf-8")
    told = "\n".join(messages.faults("shop", "en"))
    assert "fuzzy: 'Daftar'" in told
    assert "not translated: 'Kursi habis. Pilih jadwal lain.'" in told
    assert "no longer said: 'Gone'" in told
    assert "'Halo, %(name)s.'" in told
    assert "'Mei'" not in told
    assert app.exists()


def test_compile_writes_what_gettext_reads(app: Path) -> None:
    messages.update("shop", "en")
    path = messages.path_of("shop", "en")
    path.write_text(
        path.read_text(encoding="utf-8").replace('"Daftar"\nmsgstr ""', '"Daftar"\nmsgstr "Register"'), encoding="utf-8"
    )
    assert messages.compile_all() == []
    with path.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Daftar") == "Register"
    assert [made.name for made in path.parent.iterdir() if made.suffix not in {".po", ".mo"}] == []
    path.write_text('msgid "open\n', encoding="utf-8")
    assert len(messages.compile_all()) == 1
    assert app.exists()


def test_the_command_tells(app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert messages.main(["check", "shop"]) == 1
    assert "not in the file" in capsys.readouterr().out
    assert messages.main(["update", "shop"]) == 0
    assert capsys.readouterr().out == "changed: shop\n"
    with pytest.raises(SystemExit):
        messages.main(["check", "nowhere"])
    assert app.exists()
