"""The tests of complaintdesk; they mirror the house."""
