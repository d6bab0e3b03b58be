"""政策包的网址."""

from django.urls import path

from qingheng.web.policy import trial, views

app_name = "policy"

urlpatterns = [
    path("", views.index, name="index"),
    path("rules/", views.rules, name="rules"),
    path("rules/<slug:id_>/", views.rule, name="rule"),
    path("values/", views.values, name="values"),
    path("values/<slug:kind>/<slug:key>/", views.value, name="value"),
    path("meetings/", views.meetings, name="meetings"),
    path("sources/", views.sources, name="sources"),
    path("sources/<slug:id_>/", views.source, name="source"),
    path("terms/", views.terms, name="terms"),
    path("fields/", views.fields, name="fields"),
    path("check/", views.problems, name="check"),
    path("try/", trial.trial, name="try"),
]
