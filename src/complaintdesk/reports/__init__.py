"""Values turned into Markdown, CSV, JSON and calendar text."""
