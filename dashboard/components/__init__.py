"""Interface pieces that pages share."""
