"""Whether the other end of a connection that hung up had taken every byte it was sent."""

import fcntl
import select
import socket
import struct
import sys
import termios
import time

#: Seconds in which a reset follows a hang-up.
_RESET_WITHIN = 0.5
#: Bytes not yet acknowledged by the other end: macOS asks a socket by another name than Linux.
_UNACKNOWLEDGED = 0x40046677 if sys.platform == "darwin" else termios.TIOCOUTQ


def all_taken(device: socket.socket) -> bool:
    """Whether each byte was acknowledged, and no reset came for any of them.

    One that hangs up early resets the connection for what it didn't take, if a moment later.
    """
    watch = select.poll()
    watch.register(device, 0)
    watch.poll(_RESET_WITHIN * 1000)  # ends early with a reset, or when both sides have hung up
    until = time.monotonic() + _RESET_WITHIN
    while time.monotonic() < until:
        try:
            (open_bytes,) = struct.unpack("i", fcntl.ioctl(device, _UNACKNOWLEDGED, bytes(4)))
        except OSError:
            return False  # it can't be told
        if device.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            return False
        if not open_bytes:
            return True
        time.sleep(0.01)
    return False
