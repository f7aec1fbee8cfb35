"""The desk of the query door: agreements with departments, their quotas, questions and subscriptions."""
