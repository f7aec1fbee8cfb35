"""The payment desk: payments, batches with their four persons, the bank's answers, budgets with bars."""
