"""The shape of the answer that closes a case."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jadibisa.foundation.plumbing.forms import PlainForm


class CloseForm(PlainForm):
    """What was found and why."""

    outcome = forms.ChoiceField(
        label=_("Hasil"),
        choices=[("founded", _("Terbukti")), ("unfounded", _("Tidak terbukti"))],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(label=_("Apa yang Anda temukan"), widget=forms.Textarea({"rows": 3}))
