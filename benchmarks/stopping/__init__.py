"""Commands stopped at random moments, and what they left."""
