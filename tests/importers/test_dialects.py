"""Exports of other systems, each in its own dialect; every person in them is invented."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from complaintdesk.importers import presets, reading
from complaintdesk.importers.drafts import ComplaintDraft
from complaintdesk.importers.presets import Preset
from complaintdesk.importers.table import Money
from tests.importers.conftest import AddFile


@dataclass(frozen=True, slots=True)
class Dialect:
    """A file as a system writes it, with what its first record becomes."""

    preset: str
    content: str | bytes
    first: dict[str, Any]
    extra: dict[str, str]
    rows: int = 2
    date_order: str | None = None
    told: str = ""
    """What one of the notes says."""


def lines(*rows: str, end: str = "\n") -> str:
    return end.join([*rows, ""])


ZENDESK_CSV = lines(
    '"Summation column","Id","Requester","Requester id","Requester email","Submitter","Assignee","Group","Subject",'
    '"Tags","Status","Priority","Via","Created at","Updated at","Solved at","Satisfaction Score",'
    '"First reply time (min)","Ticket Category [list]","JIRA URL [txt]"',
    '"1","4711","Ida Moor","98","ida@example.org","Ida Moor","Tom Lee","Care","Refund, refused","late vip","closed",'
    '"High","Mail","2024-03-26 09:15","2024-04-02 10:00","2024-04-01 16:20","Bad","35","Billing","-"',
    '"1","4712","Jon Fell","99","jon@example.org","Jon Fell","-","Care","No answer","","open","Low","Web form",'
    '"2024-03-27 08:00","2024-03-27 08:00","","Unoffered","","Service",""',
)  # fmt: skip

ZENDESK_JSON = lines(
    json.dumps(
        {
            "url": "https://example.org/4711", "id": 4711, "subject": "Refund refused", "status": "closed",
            "description": 'They said "no".\nTwice.', "priority": None, "type": "problem",
            "via": {"channel": "email", "source": {"from": {"address": "ida@example.org"}, "rel": None}},
            "requester_id": 98, "tags": ["late", "vip"], "created_at": "2024-03-26T09:15:00Z",
            "satisfaction_rating": {"score": "bad"}, "custom_fields": [{"id": 36, "value": "Billing"}],
            "metrics": {"reply_time_in_minutes": {"calendar": 35, "business": 5}},
        }
    ),
    json.dumps(
        {
            "id": 4712, "subject": "No answer", "status": "open", "description": "Nobody calls.",
            "requester_id": 99, "via": {"channel": "chat"}, "created_at": "2024-03-27T08:00:00Z",
        }
    ),
)  # fmt: skip

FRESHDESK = lines(
    "Ticket ID,Subject,Status,Priority,Source,Type,Agent,Group,Created Time,Due by Time,Resolved time,Closed time,"
    "Last updated time,First response time (in hrs),Resolution time (in hrs),Tags,Survey results,Product,Full name,"
    "Email,Ward,Ward_1",
    "71,Damp again,Closed,High,Portal,Complaint,Tom Lee,Care,2024-03-26 09:15:00,2024-03-28 09:15:00,,"
    "2024-04-02 12:00:00,2024-04-02 12:00:00,00:35:00,,damp,,Homes,Ida Moor,ida@example.org,North,N1",
    "72,Late,Open,Low,Walk-up,Complaint,,Care,2024-03-27 09:15:00,,,,2024-03-27 09:15:00,,,,,Homes,Jon Fell,,,",
)

FRESHDESK_JSON = json.dumps(
    [
        {
            "id": 71, "subject": "Damp again", "description_text": "Black spots.", "status": 5, "priority": 3,
            "source": 2, "requester_id": 98, "responder_id": 4, "created_at": "2024-03-26T09:15:00Z",
            "requester": {"name": "Ida Moor", "email": "ida@example.org"}, "custom_fields": {"cf_ward": "North"},
            "stats": {"closed_at": "2024-04-02T12:00:00Z"},
        },
        {
            "id": 72, "subject": "Late", "description_text": "", "status": 2, "priority": 1, "source": 9,
            "requester_id": 99, "responder_id": None, "created_at": "2024-03-27T09:15:00Z",
        },
    ]
)  # fmt: skip

ZAMMAD = lines(
    "#,Title,State,Priority,Group,Owner,Customer,Organization,Create Channel,Sender,Tags,Time Units Total,Site,"
    "Created At,Updated At,Closed At,Close In Min,First Response At,Article Count",
    "53001,Damp again,closed,2 normal,Care,Tom Lee,Ida Moor,,email,Customer,damp,12.5,Hall,"
    "2024-03-26 09:15:00 +0000,2024-04-02 12:00:00 +0000,2024-04-02 12:00:00 +0000,4000,,3",
    "53002,Late,open,2 normal,Care,-,Jon Fell,,web,Customer,,,Hall,2024-03-27 09:15:00 +0000,,,,,1",
)

ZAMMAD_JSON = json.dumps(
    [
        {
            "id": 9, "number": "53001", "title": "Damp again", "group": "Care", "state": "closed",
            "priority": "2 normal", "owner": "Tom Lee", "customer": "ida@example.org", "note": "Black spots.",
            "create_article_type": "email", "close_at": "2024-04-02T12:00:00.000Z",
            "created_at": "2024-03-26T09:15:00.000Z", "article_ids": [1, 2],
        },
        {
            "id": 10, "number": "53002", "title": "Late", "group": "Care", "state": "open", "customer": "jon",
            "create_article_type": "web", "close_at": None, "created_at": "2024-03-27T09:15:00.000Z",
        },
    ]
)  # fmt: skip

OSTICKET = (
    "\ufeff"
    + lines(
        '"Ticket Number";"Date Created";Subject;From;"From Email";Priority;Department;"Help Topic";Source;'
        '"Current Status";"Last Updated";"Closed Date";Overdue;"Agent Assigned";"Thread Count";Ward',
        '100234;"26/03/24 09:15";\'=broken;"Moor; Ida";ida@example.org;High;Care;"Repairs / Damp";Web;Closed;'
        '"02/04/24 12:00";"02/04/24 12:00";No;"Tom Lee";3;"\'-north"',
        '100235;"27/03/24 09:15";\'tis late;Jon Fell;jon@example.org;Low;Care;Service;Phone;Open;;;No;;1;',
        end="\r\n",
    )
).encode()

JIRA = lines(
    "Summary,Issue key,Issue id,Issue Type,Status,Project key,Project name,Priority,Resolution,Assignee,Reporter,"
    "Created,Updated,Resolved,Due Date,Description,Custom field (Request Type),Satisfaction rating,Labels,Labels,"
    "Comment,Comment,Status Category",
    "Damp again,CARE-7,10007,Service Request,Done,CARE,Care,High,Done,Tom Lee,Ida Moor,26/Mar/24 3:26 PM,"
    '02/Apr/24 9:00 AM,02/Apr/24 9:00 AM,,"Black spots.\nAgain.",Complaint,2,damp,vip,'
    "11/May/24 3:26 PM;5b10a;We came; nobody was in,12/May/24 9:00 AM;5b10b;Called,Done",
    "Late,CARE-8,10008,Service Request,Open,CARE,Care,Low,,,Jon Fell,27/Mar/24 9:00 AM,27/Mar/24 9:00 AM,,,"
    "Waited.,Complaint,,,,,,To Do",
)

JIRA_JSON = json.dumps(
    {
        "expand": "names",
        "startAt": 0,
        "total": 2,
        "issues": [
            {
                "id": "10007", "key": "CARE-7", "self": "https://example.org/10007",
                "fields": {
                    "summary": "Damp again", "description": "Black spots.", "created": "2024-03-26T15:26:00.000+0100",
                    "resolutiondate": "2024-04-02T09:00:00.000+0200", "status": {"name": "Done"},
                    "resolution": {"name": "Done"}, "labels": ["damp", "vip"],
                    "reporter": {"displayName": "Ida Moor", "emailAddress": "ida@example.org"},
                },
            },
            {
                "id": "10008", "key": "CARE-8",
                "fields": {"summary": "Late", "created": "2024-03-27T09:00:00.000+0100", "resolution": None},
            },
        ],
    }
)  # fmt: skip

CASE_API = lines(
    '"Id","CaseNumber","ContactId","SuppliedName","SuppliedEmail","SuppliedPhone","Type","Status","Reason","Origin",'
    '"Subject","Priority","Description","IsClosed","ClosedDate","CreatedDate","Total_Amount__c","Category__c",'
    '"Form_of_compensation__c"',
    '"500A1","00001026","003A1","Ida Moor","ida@example.org","01632 960001","Complaint","Closed","Delay","Phone",'
    '"Damp again","High","Black spots.","true","2024-04-02T12:00:00.000+0000","2024-03-26T09:15:00.000+0000",'
    '"1,250.50","Homes","Voucher"',
    '"500A2","00001027","","Jon Fell","","","Complaint","New","","Email","Late","Low","","false","",'
    '"2024-03-27T09:15:00.000+0000","","",""',
)

CASE_REPORT = (
    "\ufeffï»¿"
    + lines(
        '"Case Number","Case Owner","Subject","Date/Time Opened","Date/Time Closed","Age","Status","Priority",'
        '"Case Reason","Case Origin","Contact Name","Account Name"',
        '"00001026","Tom Lee","Damp again","26/03/2024, 09:15","02/04/2024, 12:00","7","Closed","High","Delay","Phone",'
        '"Ida Moor","Hall Homes"',
        '"00001027","Tom Lee","Late","05/04/2024, 09:15","","3","New","Low","","Web","Jon Fell",""',
        "",
        '""',
        '"Cases of this year"',
        '"Copyright (c) 2000-2024 somebody, inc. All rights reserved."',
        '"Confidential Information - Do Not Distribute"',
        '"Generated By:  Tom Lee  05/04/2024, 15:30"',
    )
).encode("utf-16")

COMPLAINT = lines(
    "Id\tName\tReceivedDate\tIncidentDate\tComplaintType\tComplaintSubType\tComplaintCauseType\t"
    "CompliantCauseSubtype\tComplaintStatus\tComplaintSourceType\tCompensationAmount\tResolutionSummary\t"
    "IsReporterConfidential\tDescription",
    "0AB1\tC-0001\t2024-03-26\t2024-03-01\tService\tDelay\tStaffing\tRota\tClosed\tIn Person\t50\tApology\tfalse\t"
    '"Black ""spots""."',
    "0AB2\tC-0002\t2024-03-27\t\tService\t\t\t\tNew\tEmail\t\t\tfalse\t",
)

OMBUDSMAN = (
    "\ufeff"
    + lines(
        "Record ID,Case ID,Landlord Name,Landlord Type,Decision Date,Category,Complaint Description,Finding Outcome,"
        "Source Decision ID",
        "1,202300001,Moor Homes,Housing Association,26 March 2024 (amended at review),Damp,"
        "The landlord’s answer to reports of damp,Severe Maladministration,1",
        "2,202300001,Moor Homes,Housing Association,October 2025,Complaint Handling,The handling of the complaint,"
        "Reasonable Redress,1",
    )
).encode()

DIALECTS = {
    "zendesk csv": Dialect(
        "zendesk", ZENDESK_CSV,
        {
            "key": "4711", "received_on": date(2024, 3, 26), "closed_on": date(2024, 4, 1), "customer": "Ida Moor",
            "email": "ida@example.org", "channel": "email", "about": "Refund, refused", "category": "Billing",
        },
        {"Status": "closed", "Tags": "late vip", "First reply time in minutes": "35", "Satisfaction Score": "Bad"},
    ),
    "zendesk json": Dialect(
        "zendesk", ZENDESK_JSON,
        {
            "key": "4711", "received_on": date(2024, 3, 26), "email": "ida@example.org", "channel": "email",
            "narrative": 'They said "no".\nTwice.', "about": "Refund refused",
        },
        {
            "Status": "closed", "Tags": "late, vip", "First reply time in minutes": "35", "Satisfaction Score": "bad",
            "custom_fields.36": "Billing", "Ticket type": "problem",
        },
    ),
    "freshdesk csv": Dialect(
        "freshdesk", FRESHDESK,
        {
            "key": "71", "received_on": date(2024, 3, 26), "closed_on": date(2024, 4, 2), "customer": "Ida Moor",
            "channel": "web_form", "product": "Homes", "about": "Damp again",
        },
        {"Status": "Closed", "Type": "Complaint", "Ward": "North", "Ward_1": "N1"},
    ),
    "freshdesk json": Dialect(
        "freshdesk", FRESHDESK_JSON,
        {
            "key": "71", "received_on": date(2024, 3, 26), "closed_on": date(2024, 4, 2), "customer": "Ida Moor",
            "channel": "web_form", "narrative": "Black spots.",
        },
        {"Status": "5", "custom_fields.cf_ward": "North"},
    ),
    "zammad csv": Dialect(
        "zammad", ZAMMAD,
        {
            "key": "53001", "received_on": date(2024, 3, 26), "closed_on": date(2024, 4, 2), "customer": "Ida Moor",
            "channel": "email", "about": "Damp again",
        },
        {"State": "closed", "Site": "Hall", "Time Units Total": "12.5"},
    ),
    "zammad json": Dialect(
        "zammad", ZAMMAD_JSON,
        {"key": "53001", "received_on": date(2024, 3, 26), "customer": "ida@example.org", "narrative": "Black spots."},
        {"State": "closed", "article_ids": "1, 2"},
    ),
    "osticket": Dialect(
        "osticket", OSTICKET,
        {
            "key": "100234", "received_on": date(2024, 3, 26), "closed_on": date(2024, 4, 2),
            "customer": "Moor; Ida", "channel": "web_form", "about": "=broken", "category": "Repairs / Damp",
        },
        {"Ward": "-north", "Current Status": "Closed"},
    ),
    "jira csv": Dialect(
        "jira", JIRA,
        {
            "key": "CARE-7", "received_on": date(2024, 3, 26), "closed_on": date(2024, 4, 2), "customer": "Ida Moor",
            "narrative": "Black spots.\nAgain.", "satisfaction": 2, "category": "Complaint", "outcome": "Done",
        },
        {
            "Labels": "damp", "Labels (2)": "vip", "Comment": "2024-05-11 3:26 PM, 5b10a: We came; nobody was in",
            "Comment (2)": "2024-05-12 9:00 AM, 5b10b: Called",
        },
    ),
    "jira json": Dialect(
        "jira", JIRA_JSON,
        {
            "key": "CARE-7", "received_on": date(2024, 3, 26), "closed_on": date(2024, 4, 2), "customer": "Ida Moor",
            "email": "ida@example.org", "narrative": "Black spots.", "outcome": "Done",
        },
        {"Status": "Done", "Labels": "damp, vip"},
    ),
    "salesforce case": Dialect(
        "salesforce_case", CASE_API,
        {
            "key": "00001026", "received_on": date(2024, 3, 26), "closed_on": date(2024, 4, 2),
            "customer": "Ida Moor", "phone": "01632 960001", "channel": "phone", "amount_minor": 125_050,
            "category": "Homes", "remedy": "Voucher",
        },
        {"Status": "Closed", "Reason": "Delay"},
    ),
    "salesforce report": Dialect(
        "salesforce_case", CASE_REPORT,
        {
            "key": "00001026", "received_on": date(2024, 3, 26), "closed_on": date(2024, 4, 2),
            "customer": "Ida Moor", "channel": "phone", "category": "Delay",
        },
        {"Account Name": "Hall Homes", "Case Owner": "Tom Lee"},
        told="Below the table and passed over: “Cases of this year / Copyright",
    ),
    "salesforce complaint": Dialect(
        "salesforce_complaint", COMPLAINT,
        {
            "key": "C-0001", "received_on": date(2024, 3, 26), "incident_on": date(2024, 3, 1),
            "category": "Service", "cause": "Staffing", "channel": "face_to_face", "amount_minor": 5_000,
            "narrative": 'Black "spots".', "remedy": "Apology",
        },
        {"CompliantCauseSubtype": "Rota", "Id": "0AB1"},
    ),
    "housing ombudsman": Dialect(
        "housing_ombudsman", OMBUDSMAN,
        {
            "received_on": date(2024, 3, 26), "category": "Damp", "outcome": "Severe Maladministration",
            "verdict": "upheld", "about": "The landlord’s answer to reports of damp", "source_id": "",
        },
        {"Case ID": "202300001", "Decision Date": "26 March 2024 (amended at review)"},
        told="The file has no day of receipt: the day of the Ombudsman's decision",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DIALECTS)
def test_each_system_is_known_by_its_header_and_read_in_its_dialect(
    name: str, add_file: AddFile, known: dict[str, Preset]
) -> None:
    dialect = DIALECTS[name]
    file = reading.read(add_file(dialect.content), known, money=Money("GBP"))
    drafts = list(file)
    first = drafts[0]

    assert [item for item in drafts if not isinstance(item, ComplaintDraft)] == []
    assert isinstance(first, ComplaintDraft)
    assert (file.preset.id, file.rows) == (dialect.preset, dialect.rows)
    assert {field: getattr(first, field) for field in dialect.first} == dialect.first
    assert {column: first.extra.get(column) for column in dialect.extra} == dialect.extra
    assert any(dialect.told in note for note in file.notes)


@pytest.mark.parametrize("name", DIALECTS)
def test_the_best_preset_is_told_apart_from_the_next(
    name: str, add_file: AddFile, known: dict[str, Preset]
) -> None:
    file = reading.read(add_file(DIALECTS[name].content), known)
    best, runner_up = file.detection.best, file.runner_up

    assert best is not None
    assert best.share >= 0.5
    assert runner_up is not None
    assert runner_up.preset is not best.preset
    assert runner_up.share < best.share


def test_a_ticket_is_the_same_one_in_both_exports_of_its_system(
    add_file: AddFile, known: dict[str, Preset]
) -> None:
    table = reading.read(add_file(ZENDESK_CSV), known)
    lines_of_json = reading.read(add_file(ZENDESK_JSON, "a.jsonl"), known)

    assert table.source == lines_of_json.source
    assert [item.key for item in table if isinstance(item, ComplaintDraft)] == [
        item.key for item in lines_of_json if isinstance(item, ComplaintDraft)
    ]


def test_every_shipped_preset_has_a_title_and_knows_its_own_prints(known: dict[str, Preset]) -> None:
    for preset in known.values():
        assert preset.title
        assert preset.fingerprints
        for prints in preset.fingerprints:
            best = presets.detect(prints, known).best
            assert best is not None
            assert best.preset is preset
