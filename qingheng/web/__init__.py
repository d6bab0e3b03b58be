"""The web shell: settings, root urls, base templates, sign-in. The only place that knows all rooms."""
