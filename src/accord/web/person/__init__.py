"""People: find them, read their time line, explain their scores at any instant, merge and unmerge."""
