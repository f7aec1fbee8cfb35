"""Rules of approvals: pure Python."""
