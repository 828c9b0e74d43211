"""What the lints share."""
