"""The function for a batch of one flow: accounts in the order in which they came, their types once for all rows."""

from django.db import migrations

ONE_FLOW = """
CREATE OR REPLACE FUNCTION ledger_post_one_flow(flow smallint, form smallint, who text, types smallint[], owners uuid[],
  subs smallint[], ids uuid[], debits int[], credits int[], amounts bigint[], groups uuid[], ends timestamptz[]) RETURNS boolean
LANGUAGE plpgsql
SET search_path = public, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  accounts bigint[] := ARRAY(SELECT (SELECT a.id FROM ledger_account a
    WHERE a.ledger = 1 AND a.code = k.code AND a.owner_id = k.owner_id AND a.sub = k.sub)
    FROM unnest(types, owners, subs) AS k (code, owner_id, sub));
  dr smallint := types[debits[1]];
  cr smallint := types[credits[1]];
BEGIN
  IF array_position(accounts, NULL) IS NOT NULL THEN
    RETURN false;
  END IF;
  INSERT INTO ledger_transfer
    (id, kind, ledger, code, dr_account, dr_code, cr_account, cr_code, amount, expires_at, group_id, actor)
  SELECT n.id, form, 1, flow, accounts[n.debit], dr, accounts[n.credit], cr, n.amount, n.expires_at, n.group_id, who
  FROM unnest(ids, debits, credits, amounts, groups, ends) AS n (id, debit, credit, amount, group_id, expires_at)
  ORDER BY n.id;
  RETURN true;
EXCEPTION WHEN unique_violation OR check_violation OR numeric_value_out_of_range THEN
  RETURN false;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_pledge_return")]

    operations = [migrations.RunSQL(ONE_FLOW, migrations.RunSQL.noop)]
