"""Tables of approvals."""

from chongyang.approvals.models.applications import Application, UseFiling
from chongyang.approvals.models.joint import JointReview, Opinion
from chongyang.approvals.models.stages import Item, Notice, Paper, StageRun

__all__ = ["Application", "Item", "JointReview", "Notice", "Opinion", "Paper", "StageRun", "UseFiling"]
