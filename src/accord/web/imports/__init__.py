"""Import: upload, mapping, preview and dry run, progress, result, undo."""
