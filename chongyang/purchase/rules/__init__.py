"""The rules of the room: pure."""
