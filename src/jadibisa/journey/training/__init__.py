"""Providers, courses, sessions, purchase, redemption, presence, completion."""
