"""The desk of remote monitoring (远程监护): open alerts, one elder in charts, her limits."""
