"""Runs and watches processes: time, CPU and memory, by Linux's own counters."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.browser.driver import ROOT, free_port, wait_until_ready

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """What one run took: `wall_s`, `cpu_s` of all its threads, `memory_mb` at its highest."""

    wall_s: float
    cpu_s: float
    memory_mb: float


def cost(command, **environment):
    """Run a command to its end and return its cost; its output is shown only if it fails."""
    started = time.monotonic()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            msg = f"{command}:\n{output.read().decode()}"
            raise RuntimeError(msg)
    return Cost(time.monotonic() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def cpu_s(pid):
    """Return the CPU seconds a running process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory_mb(pid):
    """Return the memory a running process holds now."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


@dataclass(frozen=True)
class Server:
    """A running server; `name` is `ours` or `stock`."""

    name: str
    url: str
    pid: int


@contextmanager
def server(name, store):
    """Serve a store's release as we do (`ours`) or as plain Streamlit does (`stock`), each in a process of its own."""
    port = free_port()
    module, ready = {"ours": ("dashboard.server", "/readyz"), "stock": ("benchmarks.stock", "/_stcore/health")}[name]
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "output.txt"
        environment = {**os.environ, "DI_STORE_DIR": str(store), "PYTHONPATH": str(ROOT)}
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", module, "--port", str(port)],
                cwd=folder,
                env=environment,
                stdout=output,
                stderr=output,
            )
        try:
            wait_until_ready(process, f"http://127.0.0.1:{port}", log, path=ready)
            yield Server(name, f"http://127.0.0.1:{port}", process.pid)
        finally:
            process.kill()
            process.wait()
