"""The languages of devices over TCP, one plugin each: bytes in, readings and answers out, no database."""
