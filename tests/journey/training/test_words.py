"""The words of a search: what is dropped, corrected and asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jadibisa.journey.training.rules import words

KNOWN = {
    "pembukuan": 12,
    "excel": 300,
    "administrasi": 40,
    "pengelasan": 9,
    "perhotelan": 20,
    "usaha": 80,
    "bahasa": 70,
}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("pembukuhan", "pembukuan"),
        ("exel", "excel"),
        ("exsel", "excel"),
        ("adminstrasi", "administrasi"),
        ("pengelsan", "pengelasan"),
        ("perhotlan", "perhotelan"),
        ("usha", "usaha"),
        ("zzzzzzz", "zzzzzzz"),
        ("ai", "ai"),
    ],
)
def test_typing_errors_are_corrected_and_strangers_are_left_alone(typed: str, meant: str) -> None:
    assert words.correct(typed, KNOWN) == meant


def test_words_of_a_search_lose_what_says_nothing() -> None:
    assert words.tokens("Saya ingin belajar Excel untuk kerja") == ["excel", "kerja"]
    assert words.tokens("untuk") == ["untuk"]
    assert words.tokens("") == []
    assert len(words.tokens(" ".join(f"kata{n}" for n in range(50)))) == words.MOST_WORDS


def test_synonyms_stand_beside_their_word() -> None:
    assert words.tsquery(["supir", "truk"]) == "(supir | pengemudi | mengemudi | sopir) & (truk:*)"


@given(st.text(max_size=300))
def test_whatever_is_typed_makes_a_harmless_query(text: str) -> None:
    query = words.tsquery(words.tokens(text))
    assert set(query) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ()|&:*")


@given(st.text("abcdefgh", min_size=1, max_size=12), st.text("abcdefgh", min_size=1, max_size=12))
def test_similarity_is_symmetric_and_one_only_for_the_same_trigrams(one: str, other: str) -> None:
    assert 0 <= words.similarity(one, other) <= 1
    assert words.similarity(one, other) == words.similarity(other, one)
    assert (words.similarity(one, other) == 1) == (words.trigrams(one) == words.trigrams(other))


@given(st.sampled_from(sorted(KNOWN)))
def test_a_known_word_is_its_own_correction(word: str) -> None:
    assert words.correct(word, KNOWN) == word or len(word) < words.SHORTEST_CORRECTED
