"""The desk of the register (入网登记): applications, changes, hand-overs, lists, files, cards, progress."""
