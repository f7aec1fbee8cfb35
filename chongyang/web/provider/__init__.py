"""The provider's desk: entry, offers, carers and their certificates, orders, meals, courses, goods."""
