"""Ctrl-C while numba is loaded or compiles, and while other processes start."""

from __future__ import annotations

import _thread
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_AGAIN = 0.05
"""Seconds after which an interruption that came at a bad moment is tried again."""


def _swallowed_here(frame: FrameType | None) -> bool:
    """Whether an exception raised in this frame would be lost: LLVM has called back into Python."""
    while frame is not None:
        if frame.f_code.co_name in ("_raw_object_cache_notify", "_raw_object_cache_getbuffer", "__del__"):
            return True
        frame = frame.f_back
    return False


@contextmanager
def interruptible() -> Iterator[None]:
    """Let Ctrl-C end what runs within, also while LLVM calls back into Python.

    An exception raised in such a callback is printed and forgotten, the interruption with it; so it waits until the
    callback is over. Elsewhere than in the main thread, and under a handler of the user's own, nothing is changed.
    """
    usual = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or usual is not signal.default_int_handler:
        yield
        return
    timers: list[threading.Timer] = []

    def interrupt(number: int, frame: FrameType | None) -> None:
        if _swallowed_here(frame):
            timers.append(threading.Timer(_AGAIN, _thread.interrupt_main))
            timers[-1].start()
        else:
            signal.default_int_handler(number, frame)

    signal.signal(signal.SIGINT, interrupt)
    try:
        yield
        for timer in timers:
            timer.join()
    finally:
        signal.signal(signal.SIGINT, usual)


@contextmanager
def interrupts_later() -> Iterator[None]:
    """Have Ctrl-C wait a moment, and leave it blocked in every process and thread started meanwhile.

    Ctrl-C goes to every process of a terminal, and it is this one that ends the others; without it they would each print
    where they were interrupted, even before they could ask for anything else.
    """
    if not hasattr(signal, "pthread_sigmask") or threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[tuple[int, FrameType | None]] = []
    # Threads started before take the signal where this one blocks it, and Python hands it to this one.
    handler = signal.signal(signal.SIGINT, lambda number, frame: came.append((number, frame)))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, signal.SIG_DFL if handler is None else handler)
        if came and callable(handler):
            handler(*came[0])
