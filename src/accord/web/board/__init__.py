"""The alignment board: both sides' promises side by side, on the screen and on paper, with the leads behind."""
