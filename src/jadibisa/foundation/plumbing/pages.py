"""Pages: one way to render, one way to go on after a POST, one way to say no."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, override

from jadibisa.kernel.refusals import Phrase, Refusal


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render a template."""
    return render(request, template, dict(context or {}), status=status)


def see_other(name: str, *args: object, fragment: str = "") -> HttpResponseRedirect:
    """Answer a POST: go and GET that page (a reload or a step back never posts again)."""
    answer = HttpResponseRedirect(reverse(name, args=args) + (f"#{fragment}" if fragment else ""))
    answer.status_code = 303
    return answer


def notice(request: HttpRequest, text: str, *, kind: str = "ok") -> None:
    """Say on the next page what changed; kind is ok, warn or info."""
    messages.add_message(request, messages.INFO, text, extra_tags=kind)


def sentence(refusal: Refusal) -> str:
    """The refusal's sentence in the reader's language."""
    return _translated(refusal.sentence, refusal.values)


def sentence_in(refusal: Refusal, language: str) -> str:
    """The refusal's sentence in a named language."""
    with override(language):
        return sentence(refusal)


def _translated(words: str, values: Mapping[str, object]) -> str:
    filled = {
        name: _translated(value.sentence, value.values) if isinstance(value, Phrase) else value
        for name, value in values.items()
    }
    return gettext(words) % filled if filled else gettext(words)


def refused(form: BaseForm, refusal: Refusal) -> None:
    """Put a refusal beside the field it belongs to, or above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, sentence(refusal))
