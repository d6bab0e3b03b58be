"""Every address that a person can open: who opens it, and a real example of it in the demonstration county.

`tests/browser/test_pictures.py` opens each one in both languages and both widths; an address of the product that stands
neither here nor, with its reason, in `NOT_PAGES` fails the build.
"""

#: route (as Django resolves it) -> (office that opens it, or "" for nobody signed in; example)
PAGES: dict[str, tuple[str, str]] = {
    "": ("assessment_office", "/"),
}

#: route or beginning of a route -> why there is no picture of it
NOT_PAGES: dict[str, str] = {
    "healthz": "JSON for machines",
    "readyz": "JSON for machines",
    "metrics": "text for machines",
    "api/": "JSON for machines",
    "static/": "files",
}
