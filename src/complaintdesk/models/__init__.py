"""The tables: one noun of the trade a file, facts only.

Importing this room registers every table. No table has a query or a rule, and
none has a `Relationship()`: rows are joined in `store`, where it shows.
"""

from complaintdesk.models.action import Action, Escalation, Letter, SatisfactionCheck
from complaintdesk.models.claim import Claim, Pseudonym, PseudonymChoice, Statement
from complaintdesk.models.complaint import Complaint, ComplaintLink, Extension, Milestone, Override, Pause
from complaintdesk.models.contact import Contact, Promise
from complaintdesk.models.customer import Customer
from complaintdesk.models.desk_keeping import Draft, Erasure, ImportBatch, ImportMapping, SavedView
from complaintdesk.models.head import Head
from complaintdesk.models.implication import Implication
from complaintdesk.models.journal import JournalEntry, JournalStep
from complaintdesk.models.library import AuthorityLimit, LibraryEntry, RemedyBand
from complaintdesk.models.message import Message
from complaintdesk.models.option import Agreement, Approval, Offer, Option, OptionAim, OptionRemedy
from complaintdesk.models.party import Party
from complaintdesk.models.profile import Profile
from complaintdesk.models.record import ComplaintRecord, Moment, Record
from complaintdesk.models.review import (
    ChangeOption,
    ChartBase,
    EffectCheck,
    Exposure,
    Pattern,
    PatternComplaint,
    Recommendation,
    RecommendationComplaint,
    Review,
)
from complaintdesk.models.source import Attachment, Source, SourceHead

__all__ = [
    "Action",
    "Agreement",
    "Approval",
    "Attachment",
    "AuthorityLimit",
    "ChangeOption",
    "ChartBase",
    "Claim",
    "Complaint",
    "ComplaintLink",
    "ComplaintRecord",
    "Contact",
    "Customer",
    "Draft",
    "EffectCheck",
    "Erasure",
    "Escalation",
    "Exposure",
    "Extension",
    "Head",
    "Implication",
    "ImportBatch",
    "ImportMapping",
    "JournalEntry",
    "JournalStep",
    "Letter",
    "LibraryEntry",
    "Message",
    "Milestone",
    "Moment",
    "Offer",
    "Option",
    "OptionAim",
    "OptionRemedy",
    "Override",
    "Party",
    "Pattern",
    "PatternComplaint",
    "Pause",
    "Profile",
    "Promise",
    "Pseudonym",
    "PseudonymChoice",
    "Recommendation",
    "RecommendationComplaint",
    "Record",
    "RemedyBand",
    "Review",
    "SatisfactionCheck",
    "SavedView",
    "Source",
    "SourceHead",
    "Statement",
]
