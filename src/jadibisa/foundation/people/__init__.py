"""Persons, organisations and their members, accounts, one-time codes, consent, keys per person."""
