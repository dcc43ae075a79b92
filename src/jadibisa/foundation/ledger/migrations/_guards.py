"""The guards of the ledger as SQL text of their own, kept with the migration that installs them."""

LOCK = """
CREATE FUNCTION ledger_lock(ids bigint[]) RETURNS SETOF ledger_account
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT * FROM ledger_account WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE
$$;
COMMENT ON FUNCTION ledger_lock(bigint[]) IS
  'Locks accounts in the one global order; the application may not UPDATE them, so it locks through this.';
"""

CLOSE = """
CREATE FUNCTION ledger_close(ids bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE ledger_account SET closed = true WHERE id = ANY (ids) AND NOT closed
$$;
COMMENT ON FUNCTION ledger_close(bigint[]) IS 'Closes accounts; there is no way to open one again.';
"""

# Look-ups by construction: a transition table has no statistics, so the planner could scan the history instead.
APPLY = """
CREATE FUNCTION ledger_apply() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  touched bigint[];
  sides int;
  changed int;
  wrong uuid;
  hold ledger_transfer;
  new_row record;
  present timestamptz := programme_now();
BEGIN
  FOR new_row IN SELECT * FROM new_rows WHERE pending_id IS NOT NULL LOOP
    SELECT * INTO hold FROM ledger_transfer WHERE id = new_row.pending_id;
    IF hold.kind IS DISTINCT FROM 2 OR hold.ledger <> new_row.ledger OR hold.code <> new_row.code
       OR hold.dr_account <> new_row.dr_account OR hold.cr_account <> new_row.cr_account
       OR (new_row.kind = 3 AND new_row.amount > hold.amount)
       OR (new_row.kind = 4 AND new_row.amount <> hold.amount)
       OR (new_row.kind = 3 AND hold.expires_at <= present)
    THEN
      RAISE EXCEPTION 'transfer % does not fit its hold or is too late', new_row.id
        USING ERRCODE = '23514', CONSTRAINT = 'ledger_resolution';
    END IF;
  END LOOP;

  SELECT array_agg(DISTINCT side.account), count(*) INTO touched, sides FROM (
    SELECT dr_account AS account, ledger, dr_code FROM new_rows
    UNION SELECT cr_account, ledger, cr_code FROM new_rows) AS side;
  IF touched IS NULL THEN
    RETURN NULL;
  END IF;

  SELECT n.id INTO wrong FROM new_rows n WHERE NOT EXISTS (
    SELECT 1 FROM ledger_flowrule f WHERE f.code = n.code AND f.dr_code = n.dr_code AND f.cr_code = n.cr_code
      AND f.two_phase = (n.kind <> 1)) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'transfer % is not an allowed flow', wrong USING ERRCODE = '23503', CONSTRAINT = 'ledger_flow';
  END IF;

  -- Two statements: the update must see what the lock waited for.
  PERFORM 1 FROM ledger_account WHERE id = ANY (touched) ORDER BY id FOR NO KEY UPDATE;
  WITH leg AS MATERIALIZED (
    SELECT ledger, dr_account, dr_code, cr_account, cr_code,
           CASE kind WHEN 2 THEN amount WHEN 1 THEN 0
             ELSE - (SELECT h.amount FROM ledger_transfer h WHERE h.id = n.pending_id) END AS held,
           CASE WHEN kind IN (1, 3) THEN amount ELSE 0 END AS posted
    FROM new_rows n),
  change AS MATERIALIZED (
    SELECT account, ledger, code, sum(dp)::bigint AS dp, sum(dq)::bigint AS dq, sum(cp)::bigint AS cp, sum(cq)::bigint AS cq,
           count(*) AS times
    FROM (SELECT dr_account AS account, ledger, dr_code AS code, held AS dp, posted AS dq, 0 AS cp, 0 AS cq FROM leg
          UNION ALL SELECT cr_account, ledger, cr_code, 0, 0, held, posted FROM leg) AS both_sides
    GROUP BY account, ledger, code)
  UPDATE ledger_account a
  SET dr_pending = dr_pending + dp, dr_posted = dr_posted + dq, cr_pending = cr_pending + cp, cr_posted = cr_posted + cq,
      version = version + times
  FROM change c
  WHERE a.id = c.account AND a.ledger + 0 = c.ledger AND a.code + 0 = c.code  -- "+ 0": no index but that of the id may serve
    AND (NOT a.closed OR (dq = 0 AND cq = 0 AND dp <= 0 AND cp <= 0));
  GET DIAGNOSTICS changed = ROW_COUNT;
  IF changed <> sides THEN
    RAISE EXCEPTION 'an account is missing, closed, or of another type or ledger' USING ERRCODE = '23514', CONSTRAINT = 'ledger_open';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_apply AFTER INSERT ON ledger_transfer REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_apply();
ALTER TABLE ledger_transfer ENABLE ALWAYS TRIGGER ledger_apply;
"""

FORBID = """
CREATE FUNCTION ledger_forbid() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  RAISE EXCEPTION '% on % is forbidden', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501';
END $$;
CREATE TRIGGER ledger_transfer_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transfer
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_forbid();
CREATE TRIGGER ledger_account_kept BEFORE DELETE OR TRUNCATE ON ledger_account
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_forbid();
CREATE TRIGGER ledger_flowrule_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_flowrule
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_forbid();
CREATE TRIGGER ledger_accounttype_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_accounttype
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_forbid();
ALTER TABLE ledger_transfer ENABLE ALWAYS TRIGGER ledger_transfer_immutable;
ALTER TABLE ledger_account ENABLE ALWAYS TRIGGER ledger_account_kept;
ALTER TABLE ledger_flowrule ENABLE ALWAYS TRIGGER ledger_flowrule_immutable;
ALTER TABLE ledger_accounttype ENABLE ALWAYS TRIGGER ledger_accounttype_immutable;
"""

ACCOUNTS = """
CREATE FUNCTION ledger_guard_account() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF (NEW.id, NEW.ledger, NEW.code, NEW.bound, NEW.owner_id, NEW.sub, NEW.book_id)
     IS DISTINCT FROM (OLD.id, OLD.ledger, OLD.code, OLD.bound, OLD.owner_id, OLD.sub, OLD.book_id)
     OR (OLD.closed AND NOT NEW.closed) THEN
    RAISE EXCEPTION 'the identity of an account never changes' USING ERRCODE = '42501';
  END IF;
  IF pg_trigger_depth() < 2 AND (NEW.dr_pending, NEW.dr_posted, NEW.cr_pending, NEW.cr_posted, NEW.version)
     IS DISTINCT FROM (OLD.dr_pending, OLD.dr_posted, OLD.cr_pending, OLD.cr_posted, OLD.version) THEN
    RAISE EXCEPTION 'balances change only through transfers' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER ledger_guard_account BEFORE UPDATE ON ledger_account FOR EACH ROW EXECUTE FUNCTION ledger_guard_account();
ALTER TABLE ledger_account ENABLE ALWAYS TRIGGER ledger_guard_account;

CREATE FUNCTION ledger_guard_new_account() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.dr_pending + NEW.dr_posted + NEW.cr_pending + NEW.cr_posted + NEW.version <> 0 OR NEW.closed THEN
    RAISE EXCEPTION 'accounts open empty' USING ERRCODE = '23514', CONSTRAINT = 'ledger_opens_empty';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER ledger_guard_new_account BEFORE INSERT ON ledger_account FOR EACH ROW EXECUTE FUNCTION ledger_guard_new_account();
ALTER TABLE ledger_account ENABLE ALWAYS TRIGGER ledger_guard_new_account;
ALTER TABLE ledger_account ADD CONSTRAINT ledger_account_type_bound
  FOREIGN KEY (code, bound) REFERENCES ledger_accounttype (code, bound);
ALTER TABLE ledger_account SET (fillfactor = 70);
ALTER TABLE ledger_transfer ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY;
ALTER TABLE ledger_transfer ALTER COLUMN effective_at SET DEFAULT programme_now();
"""

# Summed per account first, joined afterwards: one pass a side, whatever the length of the history.
BREAKS = """
CREATE VIEW ledger_break AS
WITH resolution AS (
  SELECT t.id, t.kind, t.amount, t.dr_account, t.cr_account, h.amount AS held
  FROM ledger_transfer t JOIN ledger_transfer h ON h.id = t.pending_id WHERE t.pending_id IS NOT NULL),
leg AS (
  SELECT dr_account AS account, sum(amount) FILTER (WHERE kind = 2) AS dp, sum(amount) FILTER (WHERE kind IN (1, 3)) AS dq,
         0::numeric AS cp, 0::numeric AS cq, count(*) AS times
  FROM ledger_transfer GROUP BY dr_account
  UNION ALL
  SELECT cr_account, 0, 0, sum(amount) FILTER (WHERE kind = 2), sum(amount) FILTER (WHERE kind IN (1, 3)), count(*)
  FROM ledger_transfer GROUP BY cr_account
  UNION ALL SELECT dr_account, -sum(held), 0, 0, 0, 0 FROM resolution GROUP BY dr_account
  UNION ALL SELECT cr_account, 0, 0, -sum(held), 0, 0 FROM resolution GROUP BY cr_account),
derived AS (
  SELECT account, coalesce(sum(dp), 0)::bigint AS dp, coalesce(sum(dq), 0)::bigint AS dq, coalesce(sum(cp), 0)::bigint AS cp,
         coalesce(sum(cq), 0)::bigint AS cq, sum(times)::bigint AS times
  FROM leg GROUP BY account)
SELECT 'I1 trial balance' AS invariant, ledger::text AS subject FROM ledger_account GROUP BY ledger
  HAVING sum(dr_posted) <> sum(cr_posted) OR sum(dr_pending) <> sum(cr_pending)
UNION ALL
SELECT 'I2 stored = derived', coalesce(a.id, d.account)::text FROM ledger_account a FULL JOIN derived d ON d.account = a.id
  WHERE (a.dr_pending, a.dr_posted, a.cr_pending, a.cr_posted, a.version) IS DISTINCT FROM
        (coalesce(d.dp, 0), coalesce(d.dq, 0), coalesce(d.cp, 0), coalesce(d.cq, 0), coalesce(d.times, 0))
UNION ALL
SELECT 'I3 bound', id::text FROM ledger_account
  WHERE (bound = 'C' AND dr_pending + dr_posted > cr_posted) OR (bound = 'D' AND cr_pending + cr_posted > dr_posted)
UNION ALL
SELECT 'I4 resolved once', pending_id::text FROM ledger_transfer WHERE pending_id IS NOT NULL GROUP BY pending_id HAVING count(*) > 1
UNION ALL
SELECT 'I5 post <= pending', id::text FROM resolution WHERE kind = 3 AND amount > held;
"""

TYPES = """
INSERT INTO ledger_accounttype (code, name, bound) VALUES
  (1, 'bank_cash', 'D'), (2, 'appropriation', 'C'), (3, 'training_balance', 'C'), (4, 'copay_escrow', 'C'),
  (5, 'partner_payable', 'C'), (6, 'incentive_payable', 'C'), (7, 'treasury_return', 'C'), (8, 'clawback_receivable', 'D'),
  (9, 'clawback_due', 'C'), (10, 'pledge_fund', 'C'), (11, 'tax_payable', 'C'), (12, 'commission_payable', 'C');
INSERT INTO ledger_flowrule (code, name, dr_code, cr_code, two_phase) VALUES
  (100, 'fund', 1, 2, false), (110, 'allocate', 2, 3, false), (120, 'purchase', 3, 5, true), (121, 'copay_in', 1, 4, false),
  (122, 'copay', 4, 5, true), (123, 'copay_refund', 4, 1, true), (130, 'incentive', 2, 6, false), (140, 'pay_partner', 5, 1, true),
  (141, 'pay_incentive', 6, 1, true), (142, 'tax', 5, 11, false), (143, 'commission', 5, 12, false), (144, 'remit_tax', 11, 1, true),
  (145, 'pay_commission', 12, 1, true), (150, 'revoke_return', 3, 7, false), (151, 'close_return', 2, 7, false),
  (152, 'remit_treasury', 7, 1, true), (160, 'clawback', 8, 9, false), (161, 'recover', 1, 8, false), (162, 'offset', 5, 8, false),
  (163, 'release', 9, 7, false), (170, 'pledge_in', 1, 10, false), (171, 'pledge_assign', 10, 4, false), (172, 'pledge_back', 10, 1, true);
"""

# Whoever got rights by default (the application's role, whatever it is called) keeps only those named here.
RIGHTS = """
DO $$ DECLARE other text; BEGIN
  FOR other IN SELECT DISTINCT grantee FROM information_schema.role_table_grants
               WHERE table_name = 'ledger_transfer' AND grantee <> current_user LOOP
    EXECUTE format('REVOKE ALL ON ledger_transfer, ledger_account, ledger_flowrule, ledger_accounttype, ledger_break FROM %I', other);
    EXECUTE format('GRANT SELECT, INSERT ON ledger_transfer, ledger_account TO %I', other);
    EXECUTE format('GRANT SELECT ON ledger_flowrule, ledger_accounttype, ledger_break TO %I', other);
  END LOOP;
END $$;
"""

INSTALL = LOCK + CLOSE + APPLY + FORBID + ACCOUNTS + BREAKS + TYPES + RIGHTS
REMOVE = """
DROP VIEW ledger_break;
DROP TABLE ledger_transfer, ledger_account, ledger_flowrule, ledger_accounttype CASCADE;
DROP FUNCTION ledger_lock(bigint[]), ledger_close(bigint[]), ledger_apply(), ledger_forbid(), ledger_guard_account(),
  ledger_guard_new_account();
"""
