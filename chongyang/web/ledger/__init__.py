"""The ledger of the response chain: figures, the register of incidents, corrections, exports, reports."""
