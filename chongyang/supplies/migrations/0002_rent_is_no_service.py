"""Bills of rentals get their own word: until now a month of rent and a deposit stood as 服务费."""

from django.db import migrations

FORWARDS = """
UPDATE checkout_bill b SET kind = CASE c.kind WHEN 'deposit' THEN 'deposit' ELSE 'rent' END
  FROM supplies_charge c WHERE c.id = b.reference AND b.kind = 'service'
"""
BACKWARDS = """
UPDATE checkout_bill b SET kind = 'service' FROM supplies_charge c
 WHERE c.id = b.reference AND b.kind IN ('rent', 'deposit')
"""


class Migration(migrations.Migration):

    dependencies = [
        ("supplies", "0001_points_menus_rounds_and_goods"),
        ("checkout", "0003_rent_and_deposit"),
    ]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
