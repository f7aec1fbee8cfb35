"""The three ways of an order to voucher accounts that its doers do not reach: look and lock, look again, write.

With their owner's rights, for an actor who is known. They answer with numbers of accounts alone. Each locks the
accounts in the order of their keys and reads entries after that, so what it reads is what stands.
"""

from django.db import migrations

STANDING = """
CREATE FUNCTION chongyang_voucher_standing(asked uuid, day date, for_order uuid)
RETURNS TABLE (account uuid, rule text, valid_to date, unused bigint, last_round int,
               units bigint, amount_fen bigint, parts jsonb, item text, area bigint, held_on date)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$
#variable_conflict use_column
BEGIN
    IF coalesce(current_setting('chongyang.actor', true), '') = '' THEN
        RAISE EXCEPTION 'a voucher asked for without an actor' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM 1 FROM purchase_voucheraccount a
    WHERE a.person = asked AND a.period_from <= day AND a.valid_to > day AND a.lapsed_at IS NULL
    ORDER BY a.id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT a.id, a.rule::text, a.valid_to, a.granted - a.held - a.spent, coalesce(r.last, 0)::int,
        e.units, e.amount_fen, e.parts, e.item::text, e.area, e."on"
    FROM purchase_voucheraccount a
    CROSS JOIN (SELECT max(o.round) AS last FROM purchase_voucherentry o WHERE o."order" = for_order) r
    LEFT JOIN purchase_voucherentry e ON e.account_id = a.id AND e."order" = for_order
        AND e.round = r.last AND e.kind = 'held' AND NOT EXISTS (
            SELECT FROM purchase_voucherentry d WHERE d."order" = for_order AND d.account_id = a.id
                AND d.round = r.last AND d.kind IN ('released', 'spent'))
    WHERE a.person = asked AND a.period_from <= day AND a.valid_to > day AND a.lapsed_at IS NULL
    ORDER BY a.valid_to, a.id;
END $$;
REVOKE ALL ON FUNCTION chongyang_voucher_standing FROM PUBLIC;
GRANT EXECUTE ON FUNCTION chongyang_voucher_standing TO chongyang_run;
"""

OPEN = """
CREATE FUNCTION chongyang_voucher_open(for_order uuid)
RETURNS TABLE (account uuid, rule text, person uuid, area bigint, item text, held_on date, round int,
               units bigint, amount_fen bigint, parts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$
#variable_conflict use_column
BEGIN
    IF coalesce(current_setting('chongyang.actor', true), '') = '' THEN
        RAISE EXCEPTION 'a voucher asked for without an actor' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM 1 FROM purchase_voucheraccount a
    WHERE a.id IN (SELECT o.account_id FROM purchase_voucherentry o WHERE o."order" = for_order)
    ORDER BY a.id FOR UPDATE;
    RETURN QUERY
    SELECT e.account_id, e.rule::text, e.person, e.area, e.item::text, e."on", e.round::int,
        e.units, e.amount_fen, e.parts
    FROM purchase_voucherentry e
    WHERE e."order" = for_order AND e.kind = 'held' AND NOT EXISTS (
        SELECT FROM purchase_voucherentry d WHERE d."order" = for_order AND d.account_id = e.account_id
            AND d.round = e.round AND d.kind IN ('released', 'spent'))
    ORDER BY e.account_id;
END $$;
REVOKE ALL ON FUNCTION chongyang_voucher_open FROM PUBLIC;
GRANT EXECUTE ON FUNCTION chongyang_voucher_open TO chongyang_run;
"""

WRITE = """
CREATE FUNCTION chongyang_voucher_write(told jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$
BEGIN
    IF coalesce(current_setting('chongyang.actor', true), '') = '' THEN
        RAISE EXCEPTION 'a voucher written without an actor' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE purchase_voucheraccount a SET held = a.held + n.held, spent = a.spent + n.spent
    FROM (
        SELECT r.account, sum(CASE r.kind WHEN 'held' THEN r.units ELSE -r.units END) AS held,
            sum(CASE r.kind WHEN 'spent' THEN r.units ELSE 0 END) AS spent
        FROM jsonb_to_recordset(told) AS r(account uuid, kind text, units bigint)
        WHERE r.kind IN ('held', 'released', 'spent') GROUP BY r.account
    ) n WHERE a.id = n.account;
    INSERT INTO purchase_voucherentry (id, account_id, person, area, rule, kind, "order", round, item, units,
                                       amount_fen, parts, "on", at, by)
    SELECT r.id, r.account, r.person, r.area, r.rule, r.kind, r."order", r.round, r.item, r.units,
        r.amount_fen, r.parts, r."on", r.at, r.by
    FROM jsonb_to_recordset(told) AS r(id uuid, account uuid, person uuid, area bigint, rule text, kind text,
        "order" uuid, round smallint, item text, units bigint, amount_fen bigint, parts jsonb, "on" date,
        at timestamptz, by uuid)
    WHERE r.kind IN ('held', 'released', 'spent');
END $$;
REVOKE ALL ON FUNCTION chongyang_voucher_write FROM PUBLIC;
GRANT EXECUTE ON FUNCTION chongyang_voucher_write TO chongyang_run;
"""
DROP = "DROP FUNCTION IF EXISTS {}"


class Migration(migrations.Migration):
    dependencies = [("purchase", "0001_accounts_decisions_and_purchases"), ("core", "0002_ground")]

    operations = [
        migrations.RunSQL(STANDING, DROP.format("chongyang_voucher_standing")),
        migrations.RunSQL(OPEN, DROP.format("chongyang_voucher_open")),
        migrations.RunSQL(WRITE, DROP.format("chongyang_voucher_write")),
    ]
