"""Whose desk it is."""

from datetime import datetime

from sqlmodel import Field

from complaintdesk.models.record import Moment, Record


class Profile(Record, table=True):
    """The handler, the organisation and the defaults of this store; one row."""

    store_uuid: str = Field(max_length=36)
    handler: str
    role: str = "complaint_handler"
    organisation: str = ""
    region: str = Field(default="ENG", max_length=12)
    procedure: str = Field(default="uk-general", max_length=60)
    currency: str = Field(default="GBP", min_length=3, max_length=3)
    update_working_days: int = Field(default=10, ge=1, le=60)
    """Working days after which a customer who has heard nothing should hear something."""

    fixed_today: str = Field(default="", max_length=10)
    """The day on which this store's clock stands; only a demonstration store has one."""

    holidays_added: str = ""
    """Days the organisation does not work besides bank holidays: ISO dates, one a line, with a name."""

    holidays_worked: str = ""
    """Bank holidays that are worked here: ISO dates, one a line."""

    weekdays: str = Field(default="12345", max_length=7)
    """The weekdays worked: 1 is Monday, 7 is Sunday."""

    cutoff: str = Field(default="", max_length=5)
    """The hour, as `17:00`, after which what is received counts as the next working day's; empty for none."""

    balance_weights: str = ""
    """JSON object: criterion of the balance -> its weight; empty for the weights that come with the program."""

    triage_weights: str = ""
    """JSON object: fact of the triage score -> its weight; empty for those that come with the program."""

    criteria_set: str = Field(default="unit-45", max_length=60)
    """The criteria that the portfolio is held against."""

    expectations: str = ""
    """JSON object: what the portfolio's gauge expects -> how much; empty for what comes with the program."""

    created_at: datetime = Field(sa_type=Moment)
