"""The administration desk 管理台: accounts, dead letters, the audit trail, reference data, settings."""
