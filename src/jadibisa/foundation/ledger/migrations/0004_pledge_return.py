"""Money of a pledge that a purchase gave back returns to the pledge, not to the bank: one more allowed flow."""

from django.db import migrations

ALLOW = """
INSERT INTO ledger_flowrule (code, name, dr_code, cr_code, two_phase) VALUES (173, 'pledge_return', 4, 10, false);
"""
# Going back is only for a book that never used the flow; the guard stands aside for this one statement of the owner.
FORGET = """
ALTER TABLE ledger_flowrule DISABLE TRIGGER ledger_flowrule_immutable;
DELETE FROM ledger_flowrule WHERE code = 173 AND NOT EXISTS (SELECT 1 FROM ledger_transfer WHERE code = 173);
ALTER TABLE ledger_flowrule ENABLE ALWAYS TRIGGER ledger_flowrule_immutable;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_one_flow")]

    operations = [migrations.RunSQL(ALLOW, FORGET)]
