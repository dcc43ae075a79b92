"""The shape of a person's wish how to be told."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jadibisa.care.notices.types import CHANNELS, LANGUAGES
from jadibisa.foundation.plumbing.forms import PlainForm


class WishForm(PlainForm):
    """Channels and language."""

    channels = forms.MultipleChoiceField(
        label=_("Kabar lewat"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[(value, _(word)) for value, word in CHANNELS.items()],
    )
    language = forms.ChoiceField(
        label=_("Bahasa kabar"),
        widget=forms.RadioSelect,
        choices=[(value, _(word)) for value, word in LANGUAGES.items()],
    )
