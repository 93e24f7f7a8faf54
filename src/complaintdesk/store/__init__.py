"""The SQLite file: opening, journal, records, lists, attachments, backups."""
