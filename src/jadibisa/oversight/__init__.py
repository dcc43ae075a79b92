"""The public and the auditors watch: inclusion, integrity, the audit trail."""
