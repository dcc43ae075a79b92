"""The pure part of the help centre: reading articles, filling their places, finding them."""

from jadibisa.care.answers.rules.reading import fill, places, read
from jadibisa.care.answers.rules.search import Index, build, find

__all__ = ["Index", "build", "fill", "find", "places", "read"]
