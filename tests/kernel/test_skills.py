"""The vocabulary of skills."""

import re

from jadibisa.kernel.skills import SKILLS, skills_of_field


def test_every_slug_is_plain_and_unique() -> None:
    """A slug stands in URLs and tables."""
    assert len(SKILLS) == 172
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) and skill.slug == slug for slug, skill in SKILLS.items())


def test_names_are_distinct_in_both_languages() -> None:
    """Nobody can tell two skills apart that are called the same."""
    assert len({skill.indonesian for skill in SKILLS.values()}) == len(SKILLS)
    assert len({skill.english for skill in SKILLS.values()}) == len(SKILLS)


def test_a_skill_speaks_both_languages() -> None:
    """Indonesian first."""
    skill = SKILLS["rawat-lansia"]
    assert (str(skill), skill.named("id"), skill.named("en-gb")) == (
        "Perawatan lansia",
        "Perawatan lansia",
        "Care of the elderly",
    )


def test_a_field_lists_its_own_skills_in_order() -> None:
    """And nothing for a field that does not exist."""
    assert [skill.slug for skill in skills_of_field("kecerdasan-buatan")][:2] == ["ai-dasar", "ai-perkantoran"]
    assert skills_of_field("terbang") == ()
