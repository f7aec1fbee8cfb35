"""What government buys for those entitled: county rules, decisions about persons, voucher accounts, lots
and contracts.

It does not own what is done for the money (`orders`, `visits`) nor the payment (`settlement`).
"""
