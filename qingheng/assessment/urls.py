"""考核网址."""

from django.urls import path

from qingheng.assessment.views import bulletin, certainty, imports, ranking, years

app_name = "assessment"

urlpatterns = [
    path("", years.years, name="years"),
    path("<int:year>/", years.year, name="year"),
    path("<int:year>/score/", years.score, name="score"),
    path("<int:year>/adopt-run/", years.adopt_run, name="adopt_run"),
    path("<int:year>/withdraw-run/", years.withdraw_run, name="withdraw_run"),
    path("<int:year>/issue-bulletin/", years.issue_bulletin, name="issue_bulletin"),
    path("<int:year>/change-coverage/", years.change_coverage, name="change_coverage"),
    path("<int:year>/units/", years.units, name="units"),
    path("<int:year>/units/<slug:code>/", ranking.unit, name="unit"),
    path("<int:year>/units/<slug:code>.pdf", bulletin.unit_paper, name="unit_pdf"),
    path("<int:year>/ranking/", ranking.ranking, name="ranking"),
    path("<int:year>/ranking/export.xlsx", ranking.export, name="ranking_export"),
    path("<int:year>/certainty/", certainty.certainty, name="certainty"),
    path("<int:year>/certainty/export.xlsx", certainty.export, name="certainty_export"),
    path("<int:year>/compute-certainty/", certainty.compute_certainty, name="compute_certainty"),
    path("<int:year>/vetoes/", ranking.vetoes, name="vetoes"),
    path("<int:year>/imports/", imports.imports, name="imports"),
    path("<int:year>/imports/<int:number>/", imports.batch, name="batch"),
    path("<int:year>/imports/<int:number>/original", imports.original, name="original"),
    path("<int:year>/imports/<int:number>/import-inputs/", imports.import_inputs, name="import_inputs"),
    path("<int:year>/imports/<int:number>/discard-upload/", imports.discard_upload, name="discard_upload"),
    path("<int:year>/bulletin/", bulletin.bulletin, name="bulletin"),
    path("<int:year>/bulletin.pdf", bulletin.bulletin_paper, name="bulletin_pdf"),
]
