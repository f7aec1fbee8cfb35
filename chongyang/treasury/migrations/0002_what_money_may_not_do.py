"""Entries sum to nothing, parts sum to their order, a batch that left its desk keeps its lines.

The sums are deferred to the commit, where the rows of another payer may be out of the actor's sight: these two
functions run with the rights of their owner and read nothing but the sums of one entry or one order. What the
retention rule empties of a line (name and account, nothing else) may go at any time.
"""

from django.db import migrations

SUMS = """
CREATE FUNCTION treasury_entry_balances() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS
$$
DECLARE total numeric;
BEGIN
    SELECT coalesce(sum(amount_fen), 0) INTO total FROM treasury_posting WHERE entry_id = NEW.entry_id;
    IF total <> 0 THEN
        RAISE EXCEPTION 'entry % does not balance', NEW.entry_id USING ERRCODE = 'check_violation',
            CONSTRAINT = 'entry_balances';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER entry_balances AFTER INSERT ON treasury_posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION treasury_entry_balances();

CREATE FUNCTION treasury_parts_sum() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS
$$
DECLARE wanted uuid; rest numeric;
BEGIN
    wanted := (CASE TG_OP WHEN 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END
        ->> CASE TG_TABLE_NAME WHEN 'treasury_orderpart' THEN 'order_id' ELSE 'id' END)::uuid;
    SELECT o.amount_fen - coalesce(sum(p.amount_fen), 0) INTO rest FROM treasury_paymentorder o
    LEFT JOIN treasury_orderpart p ON p.order_id = o.id WHERE o.id = wanted GROUP BY o.amount_fen;
    IF rest <> 0 THEN
        RAISE EXCEPTION 'the parts of order % do not sum to it', wanted USING ERRCODE = 'check_violation',
            CONSTRAINT = 'order_parts_sum';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER parts_sum AFTER INSERT ON treasury_paymentorder
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION treasury_parts_sum();
CREATE CONSTRAINT TRIGGER parts_sum_changed AFTER UPDATE OF amount_fen ON treasury_paymentorder
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION treasury_parts_sum();
CREATE CONSTRAINT TRIGGER parts_sum AFTER DELETE OR UPDATE OF amount_fen ON treasury_orderpart
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION treasury_parts_sum();
"""

LINES = """
CREATE FUNCTION treasury_lines_stay() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    IF EXISTS (SELECT FROM (SELECT DISTINCT batch_id FROM moved) AS m WHERE NOT EXISTS (
            SELECT FROM treasury_batch b WHERE b.id = m.batch_id AND b.state = 'draft')) THEN
        RAISE EXCEPTION 'the lines of a batch change in a draft alone' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER lines_come AFTER INSERT ON treasury_batchline REFERENCING NEW TABLE AS moved
    FOR EACH STATEMENT EXECUTE FUNCTION treasury_lines_stay();
CREATE TRIGGER lines_go AFTER DELETE ON treasury_batchline REFERENCING OLD TABLE AS moved
    FOR EACH STATEMENT EXECUTE FUNCTION treasury_lines_stay();

CREATE FUNCTION treasury_lines_change() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    IF EXISTS (SELECT FROM was o LEFT JOIN moved n ON n.id = o.id
            LEFT JOIN treasury_batch f ON f.id = o.batch_id AND f.state = 'draft'
            LEFT JOIN treasury_batch t ON t.id = n.batch_id AND t.state = 'draft'
            WHERE (f.id IS NULL OR t.id IS NULL) AND NOT (n.id IS NOT NULL AND n.name IS NULL AND n.number IS NULL
                AND to_jsonb(n) - 'name' - 'number' = to_jsonb(o) - 'name' - 'number')) THEN
        RAISE EXCEPTION 'the lines of a batch change in a draft alone' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER lines_change AFTER UPDATE ON treasury_batchline REFERENCING OLD TABLE AS was NEW TABLE AS moved
    FOR EACH STATEMENT EXECUTE FUNCTION treasury_lines_change();

CREATE FUNCTION treasury_batch_stays() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state IN ('released', 'settled') THEN
            RAISE EXCEPTION 'a batch that was released stays' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.state IN ('released', 'settled') AND (
            (NEW.area, NEW.year, NEW.number, NEW.count, NEW.total_fen, NEW.digest, NEW.made_by, NEW.released_at)
            IS DISTINCT FROM
            (OLD.area, OLD.year, OLD.number, OLD.count, OLD.total_fen, OLD.digest, OLD.made_by, OLD.released_at)
            OR NEW.state NOT IN ('released', 'settled') OR (OLD.state = 'settled' AND NEW.state <> 'settled')) THEN
        RAISE EXCEPTION 'a batch that was released stays as it was released' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER batch_stays BEFORE UPDATE OR DELETE ON treasury_batch
    FOR EACH ROW EXECUTE FUNCTION treasury_batch_stays();

CREATE FUNCTION treasury_confirmed_stays() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    IF OLD.confirmed_by IS NOT NULL THEN
        RAISE EXCEPTION 'a confirmed line of a budget stays' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER line_stays BEFORE UPDATE OR DELETE ON treasury_budgetline
    FOR EACH ROW EXECUTE FUNCTION treasury_confirmed_stays();
"""

DROP = """
DROP TRIGGER line_stays ON treasury_budgetline;
DROP TRIGGER batch_stays ON treasury_batch;
DROP TRIGGER lines_come ON treasury_batchline;
DROP TRIGGER lines_go ON treasury_batchline;
DROP TRIGGER lines_change ON treasury_batchline;
DROP TRIGGER parts_sum ON treasury_orderpart;
DROP TRIGGER parts_sum ON treasury_paymentorder;
DROP TRIGGER parts_sum_changed ON treasury_paymentorder;
DROP TRIGGER entry_balances ON treasury_posting;
DROP FUNCTION treasury_confirmed_stays, treasury_batch_stays, treasury_lines_stay, treasury_lines_change,
    treasury_parts_sum, treasury_entry_balances;
"""


class Migration(migrations.Migration):
    dependencies = [("treasury", "0001_budgets_orders_batches_and_the_ledger")]

    operations = [migrations.RunSQL(SUMS + LINES, DROP)]
