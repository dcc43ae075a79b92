"""The append-only record: audit log and outbox in one."""
