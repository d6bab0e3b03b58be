"""What every test shares: the choice of database tests, and the number of examples that property tests draw."""

import os

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

pytest_plugins = ["tests.cast", "tests.trial_year"]

FUZZ = int(os.environ.get("QINGHENG_FUZZ", "1"))

settings.register_profile(
    "house",
    max_examples=40 * FUZZ,
    deadline=None,
    derandomize=FUZZ == 1,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--only-database", action="store_true", help="only the tests that touch the database")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Every property test is one for `make fuzz`; `--only-database`: what is pure need not run on the second database."""
    for item in items:
        if is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker("fuzz")
    if not config.getoption("--only-database"):
        return
    touching, pure = [], []
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        uses = item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db", "live_server"}
        (touching if uses else pure).append(item)
    config.hook.pytest_deselected(items=pure)
    items[:] = touching
