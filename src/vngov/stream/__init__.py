"""Stream: a build of any size, record by record, in several processes, redoing only what changed."""
