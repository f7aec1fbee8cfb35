"""The desk of assessment, reports and publication."""
