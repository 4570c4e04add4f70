"""The LED strips over the counters: what they say, the boards they run on, and a strip to test with."""
