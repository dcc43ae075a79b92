"""The world of the oversight tests is that of the portal's tests."""

from tests.portal.conftest import receipt, stage

__all__ = ["receipt", "stage"]
