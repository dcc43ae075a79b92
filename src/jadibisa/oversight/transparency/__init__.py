"""The audit trail, the daily root, open data."""
