"""Rules of visits: what an entry is, how evidence is scored, when a visit is overdue. Without Django."""
