"""The visible table of what follows from an entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from taizhang.journal.reactions import Reaction

from .books_file_cases import file_cases_of_lines
from .books_meet_duties import meet_duties_by_line, owe_again_when_withdrawn
from .cases_settle import settle_ladders
from .decisions_are_owed import order_duties, order_what_is_urged
from .draws_are_visited import meet_duty_to_spot_check, note_visits
from .duties_arise import (
    excuse_when_campaign_closes,
    excuse_when_subject_goes,
    make_next_stretch,
    owe_again_when_subject_is_back,
    pass_on_what_was_done,
    settle_campaigns,
    settle_duties_by_risk,
    settle_duties_of_orgs,
    settle_duties_of_subjects,
)
from .flags_propose import propose_by_flags, take_back_proposals
from .inspections_count import correct_register, file_cases_of_failures, meet_duties_by_inspection
from .ladders_propose import raise_proposals
from .licences_run_out import change_what_follows, file_lapsed, meet_renewals, order_renewals
from .reports_meet_duties import (
    make_reports_of_campaign,
    make_reports_of_orgs,
    meet_duty_to_report,
    owe_returned_report_again,
)
from .suppliers_come_to_light import file_unlicensed_suppliers
from .transfers_run_out import change_who_cultivates

REACTIONS: Mapping[str, Sequence[Reaction]] = {
    "campaign.started": (settle_campaigns, make_reports_of_campaign),
    "campaign.amended": (settle_campaigns, make_reports_of_campaign),
    "campaign.prolonged": (make_next_stretch, make_reports_of_campaign),
    "campaign.closed": (settle_campaigns, make_reports_of_campaign, excuse_when_campaign_closes),
    "org.set": (settle_duties_of_orgs, make_reports_of_orgs),
    "org.closed": (settle_duties_of_orgs, make_reports_of_orgs),
    "subject.added": (settle_duties_of_subjects,),
    "subject.corrected": (settle_duties_of_subjects,),
    "subject.moved": (settle_duties_of_subjects,),
    "subject.closed": (settle_duties_of_subjects, excuse_when_subject_goes),
    "subject.merged": (settle_duties_of_subjects, excuse_when_subject_goes, pass_on_what_was_done),
    "subject.reopened": (settle_duties_of_subjects, owe_again_when_subject_is_back),
    "risk.assessed": (settle_duties_by_risk,),
    "risk.ended": (settle_duties_by_risk,),
    "inspection.recorded": (correct_register, file_cases_of_failures, meet_duties_by_inspection, note_visits),
    "book.written": (file_cases_of_lines, meet_duties_by_line),
    "book.step_taken": (meet_duties_by_line,),
    "book.withdrawn": (owe_again_when_withdrawn, meet_duties_by_line),
    "dispatch.decided": (order_duties,),
    "duty.rung": (raise_proposals,),
    "case.rung": (raise_proposals,),
    "duty.met": (file_cases_of_failures, order_what_is_urged),
    "draw.visited": (meet_duty_to_spot_check,),
    "transfer.signed": (change_who_cultivates,),
    "transfer.expired": (change_who_cultivates,),
    "transfer.ended": (change_who_cultivates,),
    "transfer.voided": (change_who_cultivates,),
    "case.struck": (settle_ladders,),
    "case.banned": (settle_ladders,),
    "case.referred": (settle_ladders,),
    "ranking.frozen": (propose_by_flags,),
    "ranking.decided": (propose_by_flags, take_back_proposals),
    "supply.declared": (file_unlicensed_suppliers,),
    "licence.set": (change_what_follows, meet_renewals),
    "licence.reminded": (order_renewals,),
    "licence.lapsed": (change_what_follows, file_lapsed),
    "licence.ended": (change_what_follows,),
    "report.confirmed": (meet_duty_to_report,),
    "report.returned": (owe_returned_report_again,),
}
