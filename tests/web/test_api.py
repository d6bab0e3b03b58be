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


def test_what_does_not_exist_is_told_as_a_page_to_people(client):
    assert client.get("/api/v1/nothing").status_code == 404
