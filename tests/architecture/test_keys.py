"""Foreign keys point down the house, and nobody below can look up through them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings

ORDER = [f"jadibisa.{storey}.{app}" for storey, names in settings.STOREYS.items() for app in names]


@dataclass(frozen=True)
class Key:
    """A relation between tables of two of our apps: who holds it, where it leads, whether the other side sees it."""

    name: str
    owner: str
    target: str
    hidden: bool


def keys() -> Iterator[Key]:
    """All of them."""
    for model in apps.get_models(include_auto_created=True):
        owner = model._meta.app_config.name
        for field in model._meta.get_fields():
            if field.is_relation and field.concrete and field.related_model and owner in ORDER:
                target = field.related_model._meta.app_config.name
                if target in ORDER and target != owner:
                    yield Key(
                        f"{model._meta.label}.{field.name}",
                        owner,
                        target,
                        bool(field.remote_field and field.remote_field.hidden),
                    )


def faults(found: Iterator[Key] | list[Key]) -> list[str]:
    """What is wrong with them."""
    wrong = []
    for key in found:
        if ORDER.index(key.target) > ORDER.index(key.owner):
            wrong.append(f"{key.name} points up")
        if not key.hidden:
            wrong.append(f"{key.name} lacks related_name='+'")
    return wrong


def test_keys_point_down() -> None:
    found = list(keys())
    assert found, "there are keys between apps"
    assert faults(found) == []


def test_a_wrong_key_is_noticed() -> None:
    up = Key("registration.Batch.draw", "jadibisa.journey.registration", "jadibisa.journey.selection", hidden=True)
    seen = Key("selection.Draw.batch", "jadibisa.journey.selection", "jadibisa.journey.registration", hidden=False)
    assert faults([up, seen]) == ["registration.Batch.draw points up", "selection.Draw.batch lacks related_name='+'"]
