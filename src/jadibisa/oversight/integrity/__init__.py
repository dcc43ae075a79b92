"""Signals of misuse, a case each."""
