"""complaintdesk: the desk of the person to whom difficult customer complaints are referred."""

__version__ = "0.1.0"
