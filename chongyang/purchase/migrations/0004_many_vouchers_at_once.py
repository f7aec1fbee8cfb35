"""Orders that are placed together look at their accounts together: one lock, in one order, for all of them.

The function for one order goes: one order is a set of one.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("chongyang.purchase.migrations.0002_vouchers_beyond_reach")
STANDINGS = """
CREATE FUNCTION chongyang_voucher_standings(asked jsonb)
RETURNS TABLE (place int, account uuid, rule text, valid_to date, unused bigint, last_round int,
               units bigint, amount_fen bigint, parts jsonb, item text, area bigint, held_on date)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$
#variable_conflict use_column
BEGIN
    IF coalesce(current_setting('chongyang.actor', true), '') = '' THEN
        RAISE EXCEPTION 'a voucher asked for without an actor' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM 1 FROM purchase_voucheraccount a
    WHERE a.id IN (
        SELECT u.id FROM jsonb_to_recordset(asked) AS n(person uuid, day date)
        JOIN purchase_voucheraccount u ON u.person = n.person AND u.valid_to > n.day
            AND u.period_from <= n.day AND u.lapsed_at IS NULL)
    ORDER BY a.id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT n.place, a.id, a.rule::text, a.valid_to, a.granted - a.held - a.spent, coalesce(r.last, 0)::int,
        e.units, e.amount_fen, e.parts, e.item::text, e.area, e."on"
    FROM jsonb_to_recordset(asked) AS n(place int, person uuid, day date, for_order uuid)
    JOIN purchase_voucheraccount a ON a.person = n.person AND a.valid_to > n.day
        AND a.period_from <= n.day AND a.lapsed_at IS NULL
    CROSS JOIN LATERAL (
        SELECT max(o.round) AS last FROM purchase_voucherentry o WHERE o."order" = n.for_order) r
    LEFT JOIN purchase_voucherentry e ON e.account_id = a.id AND e."order" = n.for_order
        AND e.round = r.last AND e.kind = 'held' AND NOT EXISTS (
            SELECT FROM purchase_voucherentry d WHERE d."order" = n.for_order AND d.account_id = a.id
                AND d.round = r.last AND d.kind IN ('released', 'spent'))
    ORDER BY n.place, a.valid_to, a.id;
END $$;
REVOKE ALL ON FUNCTION chongyang_voucher_standings FROM PUBLIC;
GRANT EXECUTE ON FUNCTION chongyang_voucher_standings TO chongyang_run;
"""


class Migration(migrations.Migration):
    dependencies = [("purchase", "0003_why_a_contract_ended")]

    operations = [
        migrations.RunSQL(STANDINGS, BEFORE.DROP.format("chongyang_voucher_standings")),
        migrations.RunSQL(BEFORE.DROP.format("chongyang_voucher_standing"), BEFORE.STANDING),
    ]
