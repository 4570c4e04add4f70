"""The hall itself: its rules, its live queues and its records; no Flask, no sockets, no devices."""
