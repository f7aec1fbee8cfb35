"""What desks share: the page frame, components, middleware, live boards."""
