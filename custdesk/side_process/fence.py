"""What a process beside the desk may take of the computer: so much memory, no files, so much time; and not longer than it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

_EXTENDED_LIMITS: Final = 9  # JobObjectExtendedLimitInformation
_MEMORY_OF_A_PROCESS: Final = 0x100  # JOB_OBJECT_LIMIT_PROCESS_MEMORY
_END_WITH_THE_JOB: Final = 0x2000  # JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
_MAY_BE_ENDED: Final = 0x1 | 0x100  # PROCESS_TERMINATE, PROCESS_SET_QUOTA: what putting into a job asks for
_MAY_BE_ASKED: Final = 0x1000 | 0x10  # PROCESS_QUERY_LIMITED_INFORMATION, PROCESS_VM_READ
_END_WITHOUT_A_BOX: Final = 0x400  # JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION


class BasicLimits(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION."""

    _fields_ = (
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("least_working_set", ctypes.c_size_t),
        ("most_working_set", ctypes.c_size_t),
        ("processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    )


class ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("basic", BasicLimits),
        ("io_counters", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


class MemoryCounters(ctypes.Structure):
    """PROCESS_MEMORY_COUNTERS."""

    _fields_ = (
        ("size", ctypes.c_uint32),
        ("page_faults", ctypes.c_uint32),
        ("most_resident", ctypes.c_size_t),
        ("resident", ctypes.c_size_t),
        ("pools", ctypes.c_size_t * 4),
        ("taken", ctypes.c_size_t),  # PagefileUsage: what the system has promised it
        ("most_taken", ctypes.c_size_t),
    )


def fence_in(memory: int) -> None:
    """Take no more than so many bytes of memory from now on, and write no file: this very process, for good."""
    with contextlib.suppress(OSError, ValueError):  # an older system: the desk's own clock still holds
        if sys.platform == "win32":
            _join_a_job(memory)
        else:
            _lower_the_limits(memory)


@contextmanager
def watched(seconds: int) -> Iterator[None]:
    """End this process if what is done takes longer, even where nobody is left who would end it."""
    if sys.platform == "win32":
        watch = threading.Timer(seconds, os._exit, (1,))
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()
    else:
        signal.alarm(seconds)  # whatever it does then: the system ends it
        try:
            yield
        finally:
            signal.alarm(0)


if sys.platform == "win32":

    def _kernel() -> ctypes.WinDLL:
        from ctypes import wintypes

        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        for name, result, *given in (
            ("CreateJobObjectW", wintypes.HANDLE, ctypes.c_void_p, wintypes.LPCWSTR),
            (
                "SetInformationJobObject",
                wintypes.BOOL,
                wintypes.HANDLE,
                ctypes.c_int,
                ctypes.c_void_p,
                wintypes.DWORD,
            ),
            ("AssignProcessToJobObject", wintypes.BOOL, wintypes.HANDLE, wintypes.HANDLE),
            ("GetCurrentProcess", wintypes.HANDLE),
            ("OpenProcess", wintypes.HANDLE, wintypes.DWORD, wintypes.BOOL, wintypes.DWORD),
            ("K32GetProcessMemoryInfo", wintypes.BOOL, wintypes.HANDLE, ctypes.c_void_p, wintypes.DWORD),
            ("CloseHandle", wintypes.BOOL, wintypes.HANDLE),
        ):
            getattr(kernel, name).restype, getattr(kernel, name).argtypes = result, given
        return kernel

    def _put_in_a_job(process: int, flags: int, memory: int = 0) -> int:
        """Return the handle of a new job that holds the process of a handle. Raises OSError."""
        kernel, limits = _kernel(), ExtendedLimits()
        limits.basic.flags, limits.process_memory = flags, memory
        job = kernel.CreateJobObjectW(None, None)
        if not (
            job
            and kernel.SetInformationJobObject(
                job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)
            )
            and kernel.AssignProcessToJobObject(job, process)
        ):
            raise ctypes.WinError(ctypes.get_last_error())
        return int(job)

    def _join_a_job(memory: int) -> None:
        # It lives as long as this process: its handle is never closed.
        _put_in_a_job(_kernel().GetCurrentProcess(), _MEMORY_OF_A_PROCESS | _END_WITHOUT_A_BOX, memory)

    def tied(process: int) -> Callable[[], None]:
        """Have another process end together with this one, however that ends; what is returned lets go of it."""
        kernel = _kernel()
        handle, jobs = kernel.OpenProcess(_MAY_BE_ENDED, False, process), []
        with contextlib.suppress(OSError):
            jobs.append(_put_in_a_job(handle, _END_WITH_THE_JOB))
        kernel.CloseHandle(handle)
        return lambda: kernel.CloseHandle(jobs.pop()) if jobs else None

    def memory_of(process: int) -> int:
        """Return the bytes of memory that another process has taken; 0 where the system does not say."""
        kernel = _kernel()
        handle = kernel.OpenProcess(_MAY_BE_ASKED, False, process)
        if not handle:
            return 0
        try:
            counters = MemoryCounters(size=ctypes.sizeof(MemoryCounters))
            known = kernel.K32GetProcessMemoryInfo(handle, ctypes.byref(counters), counters.size)
            return int(counters.taken) if known else 0
        finally:
            kernel.CloseHandle(handle)

else:

    def tied(process: int) -> Callable[[], None]:  # noqa: ARG001
        """Do nothing: the pipes close with the desk, and the alarm ends what does not look at them."""
        return lambda: None

    def memory_of(process: int) -> int:  # noqa: ARG001
        """Return 0: what RLIMIT_AS allows is all there is."""
        return 0

    def _lower_the_limits(memory: int) -> None:
        import resource

        for what, most in (
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_AS, memory),
        ):
            hard = resource.getrlimit(what)[1]
            least = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(what, (least, least))
