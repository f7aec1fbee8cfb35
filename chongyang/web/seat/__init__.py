"""The seat desk 坐席台: the live board, the card of one incident, the calls on 12349."""
