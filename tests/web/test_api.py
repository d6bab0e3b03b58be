"""The interface is closed until opened and speaks in problems."""

import pytest

from qingheng.foundation.record.rights import may, table

pytestmark = pytest.mark.django_db


def test_the_description_is_there_and_every_operation_asks_for_sign_in(client):
    description = client.get("/api/v1/openapi.json").json()
    assert description["info"]["version"] == "1"
    operations = [operation for path in description["paths"].values() for operation in path.values()]
    assert operations
    assert all(operation.get("security") for operation in operations)


def test_a_stranger_gets_a_problem_in_both_languages(client):
    answer = client.get("/api/v1/account")
    assert answer.status_code == 401
    (problem,) = answer.json()["problems"]
    assert problem["code"] == "sign_in"
    assert "请先登录" in answer.content.decode()


def test_the_account_that_asks_is_named(client, assessor):
    client.force_login(assessor)
    assert client.get("/api/v1/account").json()["office_title"] == {"zh": "考核办", "en": "assessment office"}


def test_the_rights_are_those_of_the_table(client, auditor):
    client.force_login(auditor)
    answers = {right["name"]: right["allowed"] for right in client.get("/api/v1/rights").json()}
    assert answers == {right.name: bool(may(auditor, right.name)) for right in table()}
    assert answers["record.see"] is True


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/api/v1/nothing", 404),
        ("get", "/api/v1/assessment/abc/ranking", 404),
        ("delete", "/api/v1/account", 405),
    ],
)
def test_what_the_interface_does_not_have_is_a_problem_in_both_languages(client, assessor, method, path, status):
    client.force_login(assessor)
    answer = getattr(client, method)(path)
    assert answer.status_code == status
    (problem,) = answer.json()["problems"]
    assert problem["code"] == f"http_{status}"
    assert problem["zh"]
    assert problem["en"]


def test_a_failure_inside_the_interface_is_a_problem_with_a_number(client, assessor, monkeypatch):
    def broken(*arguments: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("qingheng.web.api.table", broken)
    client.force_login(assessor)
    client.raise_request_exception = False
    answer = client.get("/api/v1/rights")
    assert answer.status_code == 500
    (problem,) = answer.json()["problems"]
    assert len(problem["where"]["path"]) == 8


def test_an_act_asked_for_by_its_address_is_told_in_words(client, assessor):
    client.force_login(assessor)
    answer = client.get("/assessment/2007/score/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "请求无法识别" in answer.content.decode()
