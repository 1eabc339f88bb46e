"""Who gets the leads: what waits for nobody and why, and how fair the turns were."""
