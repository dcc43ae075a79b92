"""Forms that only give input its shape: the server checks, the browser does not interfere, what was typed stays."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jadibisa.kernel.refusals import Refusal

SENTENCES = {  # what Django's validators would say in their own words
    "max_length": _("Terlalu panjang: paling banyak %(limit_value)d huruf."),
    "min_length": _("Terlalu pendek: paling sedikit %(limit_value)d huruf."),
    "max_value": _("Angka paling besar %(limit_value)d."),
    "min_value": _("Angka paling kecil %(limit_value)d."),
    "null_characters_not_allowed": _("Ada tanda yang tidak bisa kami simpan. Tulis lagi tanpa tanda itu."),
}
WHOLE = forms.IntegerField.default_error_messages["invalid"]


class PlainForm(forms.Form):
    """A form without browser validation, with our sentences."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        """Take validation attributes off and put our sentences in."""
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            for attribute in ("maxlength", "minlength", "min", "max", "step"):
                field.widget.attrs.pop(attribute, None)
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = _("Isi bagian ini dulu.")
            for code, words in SENTENCES.items():
                field.error_messages.setdefault(code, words)
            if isinstance(field, forms.IntegerField) and field.error_messages["invalid"] == WHOLE:
                field.error_messages["invalid"] = _("Tulis angka bulat.")
            if isinstance(field, forms.MultipleChoiceField):
                if field.error_messages["required"] == _("Isi bagian ini dulu."):
                    field.error_messages["required"] = _("Pilih paling sedikit satu.")
                field.error_messages["invalid_choice"] = _("Pilih dari daftar.")
            elif isinstance(field, forms.ChoiceField):
                field.error_messages["required"] = _("Pilih salah satu.")
                field.error_messages["invalid_choice"] = _("Pilih salah satu dari daftar.")


class ParsedField(forms.CharField):
    """A text that a pure parser of the kernel reads; its Refusal becomes the field's error."""

    def __init__(self, parse: Callable[[str], Any], **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        """Keep the parser."""
        super().__init__(**kwargs)
        self._parse = parse

    def clean(self, value: Any) -> Any:  # noqa: ANN401 - Django's own signature
        """Parse what was typed."""
        text = super().clean(value)
        if text in self.empty_values:
            return None
        try:
            return self._parse(text)
        except Refusal as refusal:
            raise ValidationError(_(refusal.sentence), code=refusal.code, params=dict(refusal.values) or None) from None


class DateWidget(forms.MultiWidget):
    """Three text fields: day, month, year."""

    template_name = "components/date.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """Three fields with a numeric keyboard."""
        super().__init__({name: forms.TextInput({"inputmode": "numeric"}) for name in ("day", "month", "year")}, attrs)

    def decompress(self, value: date | None) -> list[Any]:
        """A date as its parts."""
        return [value.day, value.month, value.year] if value else [None, None, None]


class DateField(forms.MultiValueField):
    """A date typed as day, month and year."""

    widget = DateWidget

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        """Three plain texts; the sentences are ours."""
        kwargs.setdefault("require_all_fields", False)
        super().__init__(fields=[forms.CharField(required=False) for _part in range(3)], **kwargs)

    def clean(self, value: Any) -> date | None:  # noqa: ANN401 - Django's own signature
        """Read the three parts.

        Raises:
            ValidationError: with what is wrong and an example.
        """
        parts = [str(part or "").strip() for part in (value or ["", "", ""])]
        if not any(parts):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        if not all(part.isascii() and part.isdigit() for part in parts):
            raise ValidationError(_("Tulis hari, bulan, dan tahun dengan angka, misalnya 27 3 1998"), code="not_digits")
        day, month, year = (int(part[:6]) for part in parts)
        if len(parts[2]) != 4:  # noqa: PLR2004 - a year has four digits
            raise ValidationError(_("Tahun lahir harus 4 angka, misalnya 1998"), code="year")
        try:
            return date(year, month, day)
        except ValueError:
            raise ValidationError(
                _("Tanggal itu tidak ada di kalender. Periksa hari dan bulan."), code="no_such_day"
            ) from None
