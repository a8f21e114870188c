"""What all pages share: view, templates, forms, flash messages, error pages, live updates."""
