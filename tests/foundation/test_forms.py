"""Forms speak in our words, also where Django has its own."""

from django import forms

from jadibisa.foundation.plumbing.forms import PlainForm


class _Form(PlainForm):
    name = forms.CharField(max_length=5)
    age = forms.IntegerField(max_value=9)
    likes = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")])


def _said(**told: object) -> dict[str, list[str]]:
    return {name: list(map(str, errors)) for name, errors in _Form(told).errors.items()}


def test_sentences_are_ours() -> None:
    assert _said(name="x" * 300, age="99", likes=["c"]) == {
        "name": ["Terlalu panjang: paling banyak 5 huruf."],
        "age": ["Angka paling besar 9."],
        "likes": ["Pilih dari daftar."],
    }
    assert _said(name="a\0b", age="x") == {
        "name": ["Ada tanda yang tidak bisa kami simpan. Tulis lagi tanpa tanda itu."],
        "age": ["Tulis angka bulat."],
        "likes": ["Pilih paling sedikit satu."],
    }
