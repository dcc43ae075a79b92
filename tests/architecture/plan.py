"""Who may call whom: for each app the apps below that it uses (plumbing is free). A new arrow is written here first."""

from collections.abc import Mapping

PLAN: Mapping[str, set[str]] = {}
