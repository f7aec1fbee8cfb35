"""Rules of funding: flows as tables, forms, findings, objects. Pure Python."""
