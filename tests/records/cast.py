"""Who appears in the tests of people and devices: a password, quickly hashed, and spans of time."""

from argon2 import PasswordHasher

from queueing.records.passwords import Passwords

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
GOOD = "three blind mice"
