"""The family of expected "no"."""

from jadibisa.kernel.refusals import N_, Phrase, Refusal


def test_a_refusal_says_its_sentence() -> None:
    """With its values, and with phrases inside."""
    refusal = Refusal(
        "why",
        N_("Baris %(line)d: %(reason)s."),
        field="x",
        status=409,
        line=3,
        reason=Phrase(N_("kurang %(n)d"), {"n": 2}),
    )
    assert str(refusal) == "Baris 3: kurang 2."
    assert (refusal.code, refusal.field, refusal.status) == ("why", "x", 409)
    assert str(Refusal("plain", N_("Begitu saja, 100%."))) == "Begitu saja, 100%."
    assert str(Phrase(N_("begitu"))) == "begitu"
