"""What several measures share: shares of samples, lifts, tallies, ties, the field. Pure."""
