"""Review packs."""
