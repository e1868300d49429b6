"""Who has to hold a certificate sits the exam of its course: some fail at first, and sit it again another day."""

from __future__ import annotations

from datetime import datetime

from taizhang.core.ids import uuid7
from taizhang.core.roles import Role
from taizhang.courses.operations import sit
from taizhang.courses.queries import courses_of

from .course import Course
from .town import Resident

A_DAY = 0.3
"""How likely somebody who lacks a certificate sits the exam on a day at work."""

KNOWS = 0.9
"""How likely a question is answered rightly."""


def sit_exams(course: Course, who: Resident, at: datetime) -> None:
    """What is demanded of each post of the person and not passed yet."""
    if not course.plan.courses or who.role is Role.OWNER or course.campaign.closed_at:
        return
    for actor in who.actors:
        chance = course.chance("exam", actor.post, at.date())
        for owed in courses_of(actor, course.campaign):
            if owed.demanded and owed.certificate is None and chance.random() < A_DAY:
                answers = [
                    one.right if chance.random() < KNOWS else chance.choice(one.choices)
                    for one in owed.course.questions
                ]
                if course.spend(who, at, 30):
                    sit(
                        by=actor, at=at, campaign=course.campaign, course=owed.course, answers=answers, entry=uuid7()
                    )  # fmt: skip
