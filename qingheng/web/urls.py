"""网址总表: the only place that knows the URLs of all rooms."""

from allauth.account import views as account
from django.urls import include, path
from django.views.i18n import set_language

from qingheng.web import catalogue, errors, health, record_pages, unit_pages, views
from qingheng.web.api import api

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.page_not_found
handler500 = errors.server_error

urlpatterns = [
    path("", views.home, name="home"),
    path("language/", set_language, name="set_language"),
    path("account/", views.account, name="account"),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalogue/errors/<int:status>/", catalogue.error_page, name="error_page"),
    path("help/", views.help_index, name="help"),
    path("help/<slug:slug>/", views.help_page, name="help_page"),
    path("api/v1/", api.urls),
    path("units/", unit_pages.units, name="units"),
    path("units/<slug:code>/", unit_pages.unit, name="unit"),
    path("assessment/", include("qingheng.assessment.urls")),
    path("record/", include(([path("", record_pages.record, name="index")], "record"))),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path("accounts/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("accounts/password/change/", account.password_change, name="account_change_password"),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("policy/", include("qingheng.web.policy.urls")),
]
