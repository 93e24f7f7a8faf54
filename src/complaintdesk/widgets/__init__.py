"""Parts of screens: they know views, not the desk."""
