"""Provinces, regencies, labour force, help posts' places."""
