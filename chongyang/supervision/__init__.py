"""What is made of all rooms below: assessment, reports, publication, remarks of the public.

It counts nothing itself (ADR 0051).
"""
