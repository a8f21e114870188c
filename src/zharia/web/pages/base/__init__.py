"""The frame of every page: signed-in user, forms, redirects, error pages, sign-in."""
