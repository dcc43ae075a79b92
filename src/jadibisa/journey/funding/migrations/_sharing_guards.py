"""The guards of shared prices as SQL text: no row is deleted, what was promised or billed never changes, an end is an end."""

INSTALL = """
CREATE FUNCTION funding_guard_pledge() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF (NEW.id, NEW.organisation_id, NEW.kind, NEW.course_id, NEW.skill, NEW.province, NEW.per_person, NEW.total, NEW."limit",
      NEW.until, NEW.made_at)
     IS DISTINCT FROM (OLD.id, OLD.organisation_id, OLD.kind, OLD.course_id, OLD.skill, OLD.province, OLD.per_person, OLD.total,
      OLD."limit", OLD.until, OLD.made_at)
     OR (OLD.state IN ('ended', 'refused', 'lapsed') AND NEW.state <> OLD.state) THEN
    RAISE EXCEPTION 'what was pledged never changes, and a pledge that ended stays so' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER funding_guard_pledge BEFORE UPDATE ON funding_pledge FOR EACH ROW EXECUTE FUNCTION funding_guard_pledge();
ALTER TABLE funding_pledge ENABLE ALWAYS TRIGGER funding_guard_pledge;
CREATE FUNCTION funding_guard_share() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF (NEW.id, NEW.hold_id, NEW.position, NEW.pledge_id, NEW.amount) IS DISTINCT FROM (OLD.id, OLD.hold_id, OLD.position,
      OLD.pledge_id, OLD.amount)
     OR (OLD.state IN ('settled', 'returned') AND (NEW.state, NEW.settled_amount) IS DISTINCT FROM (OLD.state, OLD.settled_amount)) THEN
    RAISE EXCEPTION 'a part that ended stays so, and whose it is never changes' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER funding_guard_share BEFORE UPDATE ON funding_share FOR EACH ROW EXECUTE FUNCTION funding_guard_share();
ALTER TABLE funding_share ENABLE ALWAYS TRIGGER funding_guard_share;
CREATE FUNCTION funding_guard_bill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF (NEW.id, NEW.kind, NEW.subject_id, NEW.amount, NEW.expires_at) IS DISTINCT FROM (OLD.id, OLD.kind, OLD.subject_id, OLD.amount,
      OLD.expires_at)
     OR (OLD.number IS NOT NULL AND NEW.number IS DISTINCT FROM OLD.number)
     OR (OLD.state IN ('paid', 'closed') AND (NEW.state, NEW.reference) IS DISTINCT FROM (OLD.state, OLD.reference)) THEN
    RAISE EXCEPTION 'what was billed never changes, and a bill is paid or closed once' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER funding_guard_bill BEFORE UPDATE ON funding_bill FOR EACH ROW EXECUTE FUNCTION funding_guard_bill();
ALTER TABLE funding_bill ENABLE ALWAYS TRIGGER funding_guard_bill;
DO $$ DECLARE part text; other text; BEGIN
  FOREACH part IN ARRAY ARRAY['pledge', 'pledgeperson', 'share', 'bill'] LOOP
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
DROP FUNCTION funding_guard_pledge() CASCADE;
DROP FUNCTION funding_guard_share() CASCADE;
DROP FUNCTION funding_guard_bill() CASCADE;
"""
