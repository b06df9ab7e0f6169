"""Rules: each reads a portfolio as of a date and yields conclusions. All pure; see `registry`."""
