"""What people pay themselves: the payment port with its vendors, refunds, receipts, reconciliation,
utilities on behalf.

It does not own what government pays (`treasury`).
"""
