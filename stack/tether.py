"""Starts a program that must not outlive us: `python tether.py PARENT SIGNAL USER PROGRAM [ARGUMENT ...]`.

On Linux the kernel sends SIGNAL to the program when PARENT dies, even by `kill -9`, so that no server is left behind
holding a port or a database. Elsewhere the program is only started: there a sudden death of the parent leaves orphans,
an ordinary stop does not.

PostgreSQL refuses to run as root. With USER other than `-`, a root process becomes that user first and keeps one
capability, to look into directories it does not own: a data directory below a private home or temporary directory then
needs no change of anyone's permissions.

Standard library only and no imports of ours: it runs as a plain file, without site-packages, in some 15 ms.
"""

import ctypes
import os
import signal
import struct
import sys

PR_SET_PDEATHSIG = 1
PR_SET_KEEPCAPS = 8
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAP_DAC_OVERRIDE = 1
CAP_DAC_READ_SEARCH = 2
CAPABILITY_VERSION_3 = 0x20080522


def become(user: str) -> None:
    """Give root up for `user`, keeping the permission to look into other users' directories where we have it."""
    import pwd  # noqa: PLC0415 - exists on Unix only, where this is called

    entry = pwd.getpwnam(user)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)
    os.environ["HOME"] = "/"
    for capability in (CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE):  # some containers have only the second
        header = struct.pack("=Ii", CAPABILITY_VERSION_3, 0)
        mask = 1 << capability
        sets = struct.pack("=6I", mask, mask, mask, 0, 0, 0)  # effective, permitted, inheritable; low and high words
        if libc.capset(header, sets) == 0:
            libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0)
            return


def main(arguments: list[str]) -> None:
    """Tie this process to its parent and turn it into the program."""
    parent, death_signal, user, *command = arguments
    if user != "-":
        become(user)
    if sys.platform == "linux":
        # After the change of user, which forgets it; kept by exec.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != int(parent):
            sys.exit("the parent died before the program started")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)
    os.execv(command[0], command)  # noqa: S606 - that is what this program is for


if __name__ == "__main__":
    main(sys.argv[1:])
