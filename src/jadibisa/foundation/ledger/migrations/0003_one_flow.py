"""A batch of one flow is booked by one statement: the function that single transfers and whole allotments go through."""

from django.db import migrations

# Look-ups by construction, as in the trigger. It has no rights of its own: the trigger and the tables decide, and what they
# refuse is undone and answered with false. Rows go in by id, so that two batches that share ids cannot wait for each other.
ONE_FLOW = """
CREATE FUNCTION ledger_post_one_flow(flow smallint, form smallint, who text, types smallint[], owners uuid[], subs smallint[],
  ids uuid[], debits int[], credits int[], amounts bigint[], groups uuid[], ends timestamptz[]) RETURNS boolean
LANGUAGE plpgsql
SET search_path = public, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE accounts bigint[];
BEGIN
  SELECT array_agg((SELECT a.id FROM ledger_account a
                    WHERE a.ledger = 1 AND a.code = k.code AND a.owner_id = k.owner_id AND a.sub = k.sub) ORDER BY k.place)
  INTO accounts FROM unnest(types, owners, subs) WITH ORDINALITY AS k (code, owner_id, sub, place);
  IF array_position(accounts, NULL) IS NOT NULL THEN
    RETURN false;
  END IF;
  INSERT INTO ledger_transfer
    (id, kind, ledger, code, dr_account, dr_code, cr_account, cr_code, amount, expires_at, group_id, actor)
  SELECT n.id, form, 1, flow, accounts[n.debit], types[n.debit], accounts[n.credit], types[n.credit], n.amount, n.expires_at,
         n.group_id, who
  FROM unnest(ids, debits, credits, amounts, groups, ends) AS n (id, debit, credit, amount, group_id, expires_at)
  ORDER BY n.id;
  RETURN true;
EXCEPTION WHEN unique_violation OR check_violation OR numeric_value_out_of_range THEN
  RETURN false;
END $$;
COMMENT ON FUNCTION ledger_post_one_flow IS
  'Books a batch of one flow whole (true) or not at all (false): then each transfer has to be decided by itself.';
"""
DROP = "DROP FUNCTION ledger_post_one_flow;"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_transfer_transaction")]

    operations = [migrations.RunSQL(ONE_FLOW, DROP)]
