"""Photos as pages show them: previews, crops and uploads."""
