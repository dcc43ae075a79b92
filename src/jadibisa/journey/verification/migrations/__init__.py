"""Migrations of verification."""
