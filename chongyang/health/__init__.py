"""Assessments, exams, follow-ups and care contracts. Nothing stands here yet."""
