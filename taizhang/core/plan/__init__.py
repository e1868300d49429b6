"""The plan language: a plan (实施方案) as YAML data, what is wrong with it, what it leaves open."""

from .books import Book, BookStep
from .courses import Course
from .decisions import Decision
from .errors import PlanError, PlanErrors
from .figures import Figure
from .filters import matches
from .focus import key_areas_of, key_times_at
from .licences import LicenceKind
from .loading import PLAN_FILE, load_plan, parse_plan, plan_from, plan_text
from .model import Plan
from .questions import Question, open_questions, startable
from .rules import Bearer, ChainStep, DutyRule, ReportRule, Verb
from .schema import plan_schema
from .scope import Category, Goal, Phase, SubjectField, SubjectKind, Unit
from .shifting import shift

__all__ = [
    "PLAN_FILE",
    "Bearer",
    "Book",
    "BookStep",
    "Category",
    "ChainStep",
    "Course",
    "Decision",
    "DutyRule",
    "Figure",
    "Goal",
    "LicenceKind",
    "Phase",
    "Plan",
    "PlanError",
    "PlanErrors",
    "Question",
    "ReportRule",
    "SubjectField",
    "SubjectKind",
    "Unit",
    "Verb",
    "key_areas_of",
    "key_times_at",
    "load_plan",
    "matches",
    "open_questions",
    "parse_plan",
    "plan_from",
    "plan_schema",
    "plan_text",
    "shift",
    "startable",
]
