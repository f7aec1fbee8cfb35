"""One yuan explained: from the account back to the words of the clause, each stage a station on a line."""
