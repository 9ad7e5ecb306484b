"""Runs a command on a pseudo-terminal. Passes its input, output and exit code through."""

import fcntl
import os
import pty
import select
import struct
import sys
import termios

ROWS, COLUMNS = 40, 150


def main(command):
    child, terminal = pty.fork()
    if child == 0:
        os.execvp(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    sources = [terminal, sys.stdin.fileno()]
    while terminal in sources:
        for source in select.select(sources, [], [])[0]:
            try:
                data = os.read(source, 65536)
            except OSError:  # Linux raises this when no process has the terminal open any more.
                data = b""
            if not data:
                sources.remove(source)
            elif source == terminal:
                os.write(sys.stdout.fileno(), data)
            else:
                os.write(terminal, data)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


sys.exit(main(sys.argv[1:]))
