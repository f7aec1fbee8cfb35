"""Vendors that move people's own money: a port with plugins, and the door for their notices."""
