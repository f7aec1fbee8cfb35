"""Meals, goods and aids: public pages, the provider's desk, the carrier's phone, ordering."""
