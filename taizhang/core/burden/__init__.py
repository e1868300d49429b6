"""The burden meter: what a plan asks of each place in minutes, fields, photos, reports and meetings.

It counts what is asked, never who signed in or how often: officials are not ranked by it.
"""

from .asking import UNSAID, Ask, asked_by
from .meter import Meter, RuleBurden, VillageBurden, carriers, week_of, week_title

__all__ = ["UNSAID", "Ask", "Meter", "RuleBurden", "VillageBurden", "asked_by", "carriers", "week_of", "week_title"]
