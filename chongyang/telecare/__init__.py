"""Devices, raw frames and the signals read from them.

It does not own the incidents that signals open.
"""
