"""Release: the bundle that a portal takes, made in one piece, compared with the one before, and verified."""
