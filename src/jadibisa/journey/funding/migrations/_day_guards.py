"""The guards of the daily match as SQL text: what the bank said never changes, a closed day takes no line and stays closed."""

INSTALL = """
CREATE FUNCTION funding_guard_day() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF (NEW.id, NEW.bank_account, NEW.day, NEW.identity, NEW.file_sha256, NEW.content_sha256, NEW.opening, NEW.closing, NEW.lines)
     IS DISTINCT FROM (OLD.id, OLD.bank_account, OLD.day, OLD.identity, OLD.file_sha256, OLD.content_sha256, OLD.opening, OLD.closing,
      OLD.lines)
     OR (OLD.state = 'closed' AND NEW.state <> 'closed') THEN
    RAISE EXCEPTION 'what the bank said never changes, and a closed day stays closed' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER funding_guard_day BEFORE UPDATE ON funding_bankday FOR EACH ROW EXECUTE FUNCTION funding_guard_day();
ALTER TABLE funding_bankday ENABLE ALWAYS TRIGGER funding_guard_day;
CREATE FUNCTION funding_guard_line() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT FROM fresh JOIN funding_bankday d ON d.bank_account = fresh.bank_account AND d.day = fresh.booked_on
             WHERE d.state = 'closed') THEN
    RAISE EXCEPTION 'a closed day takes no line' USING ERRCODE = '42501';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER funding_guard_line AFTER INSERT ON funding_bankline REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION funding_guard_line();
ALTER TABLE funding_bankline ENABLE ALWAYS TRIGGER funding_guard_line;
DO $$ DECLARE part text; other text; BEGIN
  FOREACH part IN ARRAY ARRAY['bankday', 'bankcase'] LOOP
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
DROP TRIGGER funding_kept ON funding_bankday;
DROP TRIGGER funding_kept ON funding_bankcase;
DROP FUNCTION funding_guard_day() CASCADE;
DROP FUNCTION funding_guard_line() CASCADE;
"""
