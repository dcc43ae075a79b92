"""Migrations of registration."""
