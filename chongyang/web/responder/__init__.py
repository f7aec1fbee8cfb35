"""The responder's phone page: one big thing at a time. An offer is not personal; accepting opens the file."""
