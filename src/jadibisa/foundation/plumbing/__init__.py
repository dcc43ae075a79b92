"""Django helpers without domain: pages, problems, locks, crypto, the clock."""
