"""The room the tests of the live queue act in: a small hall on a real, emptied Redis."""

import pytest
import redis

from tests.live.room import Room


@pytest.fixture
def room(empty_redis: redis.Redis) -> Room:
    """The town hall at nine in the morning, nobody there yet."""
    return Room(empty_redis)
