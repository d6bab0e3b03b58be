"""The packs that come with the product, read once."""

from functools import lru_cache

import pytest

from qingheng.foundation.policy.chain import Chain
from qingheng.foundation.policy.loading import load_chain


@lru_cache(maxsize=4)
def chain_of(pack: str) -> Chain:
    """A chain; reading costs a tenth of a second, so it is kept."""
    return load_chain(pack)


@pytest.fixture
def national() -> Chain:
    return chain_of("national")


@pytest.fixture
def county() -> Chain:
    return chain_of("qingshui")
