"""The guards of the funding step as SQL text: no row is deleted, the identity of an attempt never changes."""

INSTALL = """
CREATE FUNCTION funding_forbid() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  RAISE EXCEPTION '% on % is forbidden', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501';
END $$;
CREATE FUNCTION funding_guard_attempt() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF (NEW.payout_id, NEW.no, NEW.reference, NEW.requested_at)
     IS DISTINCT FROM (OLD.payout_id, OLD.no, OLD.reference, OLD.requested_at)
     OR (OLD.outcome = 'paid' AND NEW.outcome <> 'paid') THEN
    RAISE EXCEPTION 'what was asked of the bank never changes' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER funding_guard_attempt BEFORE UPDATE ON funding_payoutattempt FOR EACH ROW EXECUTE FUNCTION funding_guard_attempt();
ALTER TABLE funding_payoutattempt ENABLE ALWAYS TRIGGER funding_guard_attempt;
CREATE FUNCTION funding_guard_payout() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF (NEW.incentive_id, NEW.account_id, NEW.hold_id, NEW.amount)
     IS DISTINCT FROM (OLD.incentive_id, OLD.account_id, OLD.hold_id, OLD.amount)
     OR NEW.lease_no < OLD.lease_no OR (OLD.state IN ('paid', 'failed', 'cancelled') AND NEW.state <> OLD.state) THEN
    RAISE EXCEPTION 'a payout that ended stays so, and its money and account never change' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER funding_guard_payout BEFORE UPDATE ON funding_payout FOR EACH ROW EXECUTE FUNCTION funding_guard_payout();
ALTER TABLE funding_payout ENABLE ALWAYS TRIGGER funding_guard_payout;
DO $$ DECLARE part text; other text; BEGIN
  FOREACH part IN ARRAY ARRAY['budget', 'allotment', 'purchasehold', 'incentive', 'payoutaccount', 'payoutrun', 'payout',
    'payoutattempt', 'disbursement', 'bankline'] LOOP
    EXECUTE format('CREATE TRIGGER funding_kept BEFORE DELETE OR TRUNCATE ON funding_%s
                    FOR EACH STATEMENT EXECUTE FUNCTION funding_forbid()', part);
    EXECUTE format('ALTER TABLE funding_%s ENABLE ALWAYS TRIGGER funding_kept', part);
    FOR other IN SELECT DISTINCT grantee FROM information_schema.role_table_grants
                 WHERE table_name = 'funding_' || part AND grantee <> current_user LOOP
      EXECUTE format('REVOKE DELETE, TRUNCATE ON funding_%s FROM %I', part, other);
    END LOOP;
  END LOOP;
END $$;
"""
REMOVE = """
DROP FUNCTION funding_forbid() CASCADE;
DROP FUNCTION funding_guard_attempt() CASCADE;
DROP FUNCTION funding_guard_payout() CASCADE;
"""
