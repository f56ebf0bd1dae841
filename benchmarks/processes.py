"""CPU time and memory of processes, read from /proc."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


def stat(pid: int | str) -> list[str]:
    """Return the fields of /proc/PID/stat that follow the process's name."""
    return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of all threads of a process."""
    fields = stat(pid)
    return (int(fields[11]) + int(fields[12])) / TICKS


def cpu_seconds_of_family(pid: int) -> float:
    """Return the CPU time of a process and its children, ended ones included."""
    own = stat(pid)
    ended = (int(own[13]) + int(own[14])) / TICKS
    return cpu_seconds(pid) + ended + sum(map(cpu_or_nothing, children(pid)))


def cpu_or_nothing(pid: int) -> float:
    try:
        return cpu_seconds(pid)
    except (FileNotFoundError, ProcessLookupError):  # it has just ended
        return 0


def children(pid: int) -> list[int]:
    found = []
    for folder in PROC.iterdir():
        if folder.name.isdecimal():
            try:
                parent = int(stat(folder.name)[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
            if parent == pid:
                found.append(int(folder.name))
    return found


def memory(pid: int) -> float:
    """Return the resident memory of a process in MiB."""
    lines = (PROC / str(pid) / "status").read_text().splitlines()
    [kibibytes] = [line.split()[1] for line in lines if line.startswith("VmRSS:")]
    return int(kibibytes) / 1024


def use_processor(pid: int, processors: set[int]) -> None:
    """Let a process and its children run only on these processors."""
    for each in [pid, *children(pid)]:
        os.sched_setaffinity(each, processors)
