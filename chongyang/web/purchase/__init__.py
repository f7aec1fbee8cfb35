"""The county's purchase desk: rules, decisions about persons, vouchers, lots and contracts."""
