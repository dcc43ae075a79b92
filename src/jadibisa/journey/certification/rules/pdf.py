"""A certificate on paper: PDF made by typst from a template, with the QR code of the public check; nothing is fetched."""

import io
import json
from collections.abc import Mapping
from importlib.resources import files

import segno
import typst


def qr_svg(address: str) -> str:
    """An address as a QR code; one fixed mask is several times faster than trying all eight."""
    out = io.BytesIO()
    segno.make(address, error="m", mask=2).save(out, kind="svg", border=2, xmldecl=False)
    return out.getvalue().decode()


def pdf(words: Mapping[str, str | list[str]], address: str, credential: str) -> bytes:
    """The certificate as PDF with the signed credential attached.

    Args:
        words: what the template prints: title, holder, and so on; already in the reader's language.
        address: where everybody can check it.
        credential: the signed credential.
    """
    template = (
        files("jadibisa.journey.certification").joinpath("templates", "certification", "certificate.typ").read_bytes()
    )
    told = json.dumps(
        {**words, "address": address, "qr": qr_svg(address), "credential": credential}, ensure_ascii=False
    )
    # PDF/A-3 to keep it, PDF/UA-1 so that a screen reader reads it
    return typst.compile(template, sys_inputs={"told": told}, pdf_standards=["a-3a", "ua-1"])
