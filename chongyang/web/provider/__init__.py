"""The provider's desk: entry, offers, carers and their certificates, orders offered, meals, courses, goods."""
