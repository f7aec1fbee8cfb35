"""Life cycles as tables, without Django: what follows what, by whom, on which facts, within what time."""
