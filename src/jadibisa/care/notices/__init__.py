"""Notices to people and reminders before every deadline."""
