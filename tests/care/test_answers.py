"""The help centre: articles that are whole, numbers that come from the rules, a search that finds and admits."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from jadibisa.care.answers import queries, services
from jadibisa.care.answers.rules import fill, find, places
from jadibisa.care.answers.rules.search import stems
from jadibisa.care.answers.types import LANGUAGES, LONGEST, SHORTEST, TOPICS, Article
from jadibisa.foundation.plumbing import clock
from jadibisa.kernel.policy import CHOICES, FLAG, KINDS, TEXT, load
from tests.care.stage import NOW, POLICY, open_batch, refused

ARTICLES = list(queries.articles().values())
RULES = POLICY.parent
LONGEST_SENTENCE = 15


def faults(article: Article) -> list[str]:
    """What is wrong with an article as it stands in its file."""
    wrong = []
    for language in LANGUAGES:
        whole = f"{article.title[language]} {article.text[language]}"
        count = len(whole.split())
        if not SHORTEST <= count <= LONGEST:
            wrong.append(f"{language}: {count} words")
        if re.search(r"\d", whole):
            wrong.append(f"{language}: a number by hand")
        wrong += [f"{language}: {key}" for key in places(whole) if key not in {*KINDS, *queries.CONSTANTS}]
        if "{" in fill(whole, lambda _key: "x"):
            wrong.append(f"{language}: a broken place")
    if set(places(article.text["id"])) != set(places(article.text["en"])):
        wrong.append("the languages wait for different values")
    sentences = re.split(r"(?<=[.!?:;,])\s+", article.text["id"])
    wrong += [f"too long: {s}" for s in sentences if len(s.split()) > LONGEST_SENTENCE]
    if article.link:
        resolve(article.link.split("?")[0])
    return wrong


def test_there_are_forty_articles_and_each_is_whole() -> None:
    assert len(ARTICLES) >= 40
    assert {article.topic for article in ARTICLES} == set(TOPICS)
    assert {article.slug: faults(article) for article in ARTICLES if faults(article)} == {}


def test_a_number_by_hand_and_an_unknown_place_are_noticed() -> None:
    text = dict.fromkeys(LANGUAGES, "Anda punya 14 hari dan {deadlines.nothing} jam. " * 10)
    found = faults(Article("ikut", "x", dict.fromkeys(LANGUAGES, "Apa?"), text, "", ""))
    assert "id: a number by hand" in found
    assert "en: deadlines.nothing" in found


@pytest.mark.parametrize("file", sorted(path.name for path in RULES.glob("*.toml")))
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_place_has_words_in_each_scheme(file: str, language: str) -> None:
    policy = load((RULES / file).read_text(encoding="utf-8"), file)
    keys = {key for article in ARTICLES for key in places(article.text["id"])} - set(queries.CONSTANTS)
    assert len(keys) > 25
    with override(language):
        for key in keys:
            for parameter in policy.parameters[key]:
                assert queries.written(key, parameter.value)
            if KINDS[key] in {TEXT, FLAG}:
                assert set(queries.SENTENCES[key]) == (set(CHOICES[key]) if KINDS[key] == TEXT else {True, False})


@pytest.mark.parametrize(
    ("language", "asked", "slug"),
    [
        ("id", "duit insentif belum cair", "insentif"),
        ("id", "saya di-PHK gak punya surat", "terkena-phk"),
        ("id", "nama saya cuma satu kata", "nama-satu-kata"),
        ("id", "otp tidak masuk", "kode-tidak-datang"),
        ("id", "pembayarn gagal", "pembayaran-gagal"),
        ("id", "lupa nomor pendaftaran", "lupa-nomor-pendaftaran"),
        ("id", "masih kuliah boleh ikut?", "sedang-sekolah"),
        ("id", "kena banjir minta waktu tambahan", "waktu-tambahan"),
        ("id", "tunanetra pakai pembaca layar", "penyandang-disabilitas"),
        ("en", "I did not get the SMS code", "kode-tidak-datang"),
        ("en", "how do I cancel my course", "membatalkan-kursus"),
        ("en", "my payment failed", "pembayaran-gagal"),
        ("en", "somebody uses my identity", "data-dipakai-orang-lain"),
    ],
)
def test_what_people_write_finds_the_article(language: str, asked: str, slug: str) -> None:
    found = find(asked, queries._index(language), most=3)
    assert slug in found, found


@pytest.mark.parametrize("asked", ["", "???", "resep rendang padang", "yang dan di ke", "x" * 5000])
def test_nothing_is_found_where_nothing_fits(asked: str) -> None:
    assert find(asked, queries._index("id"), most=3) == []


@given(st.text(max_size=300), st.sampled_from(LANGUAGES))
def test_any_words_are_answered_in_order_and_the_same_each_time(asked: str, language: str) -> None:
    index = queries._index(language)
    found = find(asked, index, most=3)
    assert len(found) <= 3
    assert found == find(asked, index, most=3)
    assert found == find(asked, index, most=10)[:3]
    assert all(stem for stem in stems(asked, language))


def test_each_title_finds_its_own_article() -> None:
    for language in LANGUAGES:
        index = queries._index(language)
        missed = [a.slug for a in ARTICLES if a.slug not in find(a.title[language], index, most=3)]
        assert missed == []


@pytest.mark.django_db
def test_an_article_tells_the_numbers_of_the_newest_batch(django_assert_max_num_queries: Any) -> None:
    assert "–" in Client().get("/bantuan/uang/saldo-pelatihan/").content.decode()
    clock.stand_at(NOW)
    open_batch()
    with django_assert_max_num_queries(4):
        page = Client().get("/bantuan/uang/saldo-pelatihan/").content.decode()
    policy = load(POLICY.read_text(encoding="utf-8"), POLICY.name)
    days = policy.integer("deadlines.first_purchase_days", on=date(2026, 11, 1))
    assert "Rp3.500.000" in page
    assert f"dalam {days} hari" in page
    reader = Client()
    reader.cookies["bahasa"] = "en"
    english = reader.get("/bantuan/uang/saldo-pelatihan/").content.decode()
    assert f"within {days} days" in english
    for article in ARTICLES:
        assert Client().get(article.address).status_code == 200
    assert Client().get("/bantuan/uang/tidak-ada/").status_code == 404
    assert Client().get("/bantuan/kerja/saldo-pelatihan/").status_code == 404
    assert Client().get("/bantuan/tidak-ada/").status_code == 404
    assert Client().get("/bantuan/uang/").status_code == 200


@pytest.mark.django_db
def test_the_search_page_finds_and_admits(django_assert_max_num_queries: Any) -> None:
    clock.stand_at(NOW)
    open_batch()
    with django_assert_max_num_queries(4):
        found = Client().get("/bantuan/", {"q": "insentif belum cair"}).content.decode()
    assert "/bantuan/uang/insentif/" in found
    nothing = Client().get("/bantuan/", {"q": "<b>rendang"}).content.decode()
    assert "Belum ada jawaban untuk" in nothing
    assert "/bantuan/tiket/" in nothing
    assert "<b>rendang" not in nothing


@pytest.mark.django_db
def test_a_reader_judges_once() -> None:
    clock.stand_at(NOW)
    client = Client()
    for act in ("ya", "tidak", "ya"):
        assert client.post("/bantuan/uang/insentif/", {"act": act}).status_code == 303
    assert Client().post("/bantuan/uang/insentif/", {"act": "aneh"}).status_code == 303
    assert Client().post("/bantuan/uang/insentif/", {"act": "tidak"}).status_code == 303
    (row,) = queries.judged()
    assert (row.slug, row.helped, row.not_helped) == ("insentif", 1, 1)
    with refused("article_unknown"):
        services.judge("tidak-ada", helped=True, at=NOW)
