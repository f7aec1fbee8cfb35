"""The desk of devices: where each is, what its silence means, lists, import, pay by used device."""
