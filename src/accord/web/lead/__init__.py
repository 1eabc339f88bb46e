"""One lead on a page of its own, and a rep's own lead, which begins with a look-up."""
