"""What the process that reads scans may take of the computer: so much memory, no files, so much time."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_EXTENDED_LIMITS: Final = 9  # JobObjectExtendedLimitInformation
_MEMORY_OF_A_PROCESS: Final = 0x100  # JOB_OBJECT_LIMIT_PROCESS_MEMORY
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

    def _join_a_job(memory: int) -> None:
        from ctypes import wintypes

        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = wintypes.HANDLE
        kernel.CreateJobObjectW.argtypes = (ctypes.c_void_p, wintypes.LPCWSTR)
        kernel.SetInformationJobObject.restype = wintypes.BOOL
        kernel.SetInformationJobObject.argtypes = (
            wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD
        )  # fmt: skip
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.AssignProcessToJobObject.restype = wintypes.BOOL
        kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        job = kernel.CreateJobObjectW(None, None)  # lives as long as this process: its handle is never closed
        limits = ExtendedLimits()
        limits.basic.flags = _MEMORY_OF_A_PROCESS | _END_WITHOUT_A_BOX
        limits.process_memory = memory
        if not (
            job
            and kernel.SetInformationJobObject(
                job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)
            )
            and kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())
        ):
            raise ctypes.WinError(ctypes.get_last_error())

else:

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
