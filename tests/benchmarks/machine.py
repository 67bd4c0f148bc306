"""The machine under the benchmarks: what it is, its cores, and what its processes use."""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path

MIB = 1 << 20


def describe() -> str:
    """Say in one line what the figures were measured on."""
    cpu = re.search(r"model name\s*: (.*)", _read("/proc/cpuinfo"))
    memory = re.search(r"MemTotal:\s*(\d+) kB", _read("/proc/meminfo"))
    parts = [
        f"{cpu[1] if cpu else platform.processor() or platform.machine()}, {os.cpu_count()} cores",
        f"{int(memory[1]) >> 20} GiB" if memory else "",
        f"{platform.system()} {platform.release()}",
        f"{platform.python_implementation()} {platform.python_version()}",
        f"load {os.getloadavg()[0]:.1f} at the start",
    ]
    return ", ".join(part for part in parts if part)


def cores() -> tuple[int | None, int | None]:
    """Give the core for the server and the one for everything else; None where processes cannot be bound."""
    if not hasattr(os, "sched_getaffinity"):
        return None, None
    allowed = sorted(os.sched_getaffinity(0))
    return (allowed[0], allowed[1]) if len(allowed) > 1 else (None, None)


def pin(core: int | None, process: int = 0) -> None:
    """Bind a process to a core, this one by default; None binds nothing."""
    if core is not None:
        os.sched_setaffinity(process, {core})


def processor_time(process: int) -> float:
    """Give the seconds that a process has computed; 0 where the system does not say."""
    after_name = _read(f"/proc/{process}/stat").rpartition(")")[2].split()
    return sum(map(int, after_name[11:13])) / os.sysconf("SC_CLK_TCK") if after_name else 0.0


def peak_memory(process: int) -> int:
    """Give the most memory a process has had resident, in bytes; 0 where the system does not say."""
    found = re.search(r"VmHWM:\s*(\d+) kB", _read(f"/proc/{process}/status"))
    return int(found[1]) << 10 if found else 0


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError:
        return ""
