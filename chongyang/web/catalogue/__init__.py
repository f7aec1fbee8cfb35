"""What everybody may look up: services with standard and price, providers, meals, courses, travel, goods."""
