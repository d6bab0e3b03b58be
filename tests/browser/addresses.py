"""Every address that a person can open: who opens it, and a real example of it in the demonstration county.

`tests/browser/test_pictures.py` opens each one in both languages and both widths; an address of the product that stands
neither here nor, with its reason, in `NOT_PAGES` fails the build.
"""

OFFICE = "assessment_office"
CADRES = "organisation_department"
#: An account with a second factor, and the same account between its password and its code.
AUDITOR = "auditor"
BEFORE_THE_CODE = "auditor, before the code"

#: route (as Django resolves it) -> (office that opens it, or "" for nobody signed in; example)
PAGES: dict[str, tuple[str, str]] = {
    "": (OFFICE, "/"),
    "account/": (OFFICE, "/account/"),
    "catalogue/": (OFFICE, "/catalogue/"),
    "catalogue/errors/<int:status>/": (OFFICE, "/catalogue/errors/404/"),
    "help/": (OFFICE, "/help/"),
    "help/<slug:slug>/": (OFFICE, "/help/reading/"),
    "units/": (OFFICE, "/units/"),
    "units/<slug:code>/": (OFFICE, "/units/T01/"),
    "assessment/": (OFFICE, "/assessment/"),
    "assessment/<int:year>/": (OFFICE, "/assessment/2007/"),
    "assessment/<int:year>/units/": (OFFICE, "/assessment/2007/units/"),
    "assessment/<int:year>/units/<slug:code>/": (OFFICE, "/assessment/2007/units/T01/"),
    "assessment/<int:year>/ranking/": (OFFICE, "/assessment/2007/ranking/"),
    "assessment/<int:year>/certainty/": (OFFICE, "/assessment/2007/certainty/"),
    "assessment/<int:year>/vetoes/": (OFFICE, "/assessment/2007/vetoes/"),
    "assessment/<int:year>/imports/": (OFFICE, "/assessment/2007/imports/"),
    "assessment/<int:year>/imports/<int:number>/": (OFFICE, "/assessment/2007/imports/1/"),
    "assessment/<int:year>/bulletin/": (OFFICE, "/assessment/2025/bulletin/"),
    "record/": ("auditor", "/record/"),
    "accounts/login/": ("", "/accounts/login/"),
    "accounts/logout/": (OFFICE, "/accounts/logout/"),
    "accounts/inactive/": ("", "/accounts/inactive/"),
    "accounts/password/change/": (OFFICE, "/accounts/password/change/"),
    "accounts/reauthenticate/": (OFFICE, "/accounts/reauthenticate/"),
    "accounts/2fa/": (OFFICE, "/accounts/2fa/"),
    "accounts/2fa/authenticate/": (BEFORE_THE_CODE, "/accounts/2fa/authenticate/"),
    "accounts/2fa/reauthenticate/": (AUDITOR, "/accounts/2fa/reauthenticate/"),
    "accounts/2fa/totp/activate/": (OFFICE, "/accounts/2fa/totp/activate/"),
    "accounts/2fa/totp/deactivate/": (AUDITOR, "/accounts/2fa/totp/deactivate/"),
    "accounts/2fa/recovery-codes/": (AUDITOR, "/accounts/2fa/recovery-codes/"),
    "accounts/2fa/recovery-codes/generate/": (AUDITOR, "/accounts/2fa/recovery-codes/generate/"),
    "policy/": (CADRES, "/policy/"),
    "policy/rules/": (CADRES, "/policy/rules/"),
    "policy/rules/<slug:id_>/": (CADRES, "/policy/rules/sanction_period/"),
    "policy/values/": (CADRES, "/policy/values/"),
    "policy/values/<slug:kind>/<slug:key>/": (CADRES, "/policy/values/p/excellent_share/"),
    "policy/meetings/": (CADRES, "/policy/meetings/"),
    "policy/sources/": (CADRES, "/policy/sources/"),
    "policy/sources/<slug:id_>/": (CADRES, "/policy/sources/selection_2019/"),
    "policy/terms/": (CADRES, "/policy/terms/"),
    "policy/fields/": (CADRES, "/policy/fields/"),
    "policy/check/": (CADRES, "/policy/check/"),
    "policy/try/": (CADRES, "/policy/try/?gate=nomination"),
}

#: route or beginning of a route -> why there is no picture of it
NOT_PAGES: dict[str, str] = {
    "healthz": "JSON for machines",
    "readyz": "JSON for machines",
    "metrics": "text for machines",
    "api/": "JSON for machines",
    "language/": "takes a choice and sends back where one came from",
    "assessment/<int:year>/change-coverage/": "an act, by POST",
    "assessment/<int:year>/score/": "an act, by POST",
    "assessment/<int:year>/adopt-run/": "an act, by POST",
    "assessment/<int:year>/withdraw-run/": "an act, by POST",
    "assessment/<int:year>/issue-bulletin/": "an act, by POST",
    "assessment/<int:year>/imports/<int:number>/original": "a file",
    "assessment/<int:year>/imports/<int:number>/import-inputs/": "an act, by POST",
    "assessment/<int:year>/imports/<int:number>/discard-upload/": "an act, by POST",
    "assessment/<int:year>/ranking/export.xlsx": "a file",
    "assessment/<int:year>/compute-certainty/": "an act, by POST",
    "assessment/<int:year>/certainty/export.xlsx": "a file",
    "assessment/<int:year>/units/<slug:code>.pdf": "a file",
    "assessment/<int:year>/bulletin.pdf": "a file; its pages are looked at in tests/foundation/papers",
    "accounts/2fa/recovery-codes/download/": "a file",
}
