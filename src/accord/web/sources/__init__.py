"""Where touches come from: keys, snippets for the SDKs, and what was odd."""
