# Copyright 2026 The svr_ros developers
#
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#     http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.

import threading

import pytest

from svr_ros.ros.node.worker import LatestFrameWorker, NextStage

PATIENCE = 180.0
"""Timeout of a test in seconds."""


class Gate:
    """Process each frame when the test opens the gate."""

    def __init__(self):
        self.seen = []
        self.entered = threading.Semaphore(0)
        self.open = threading.Semaphore(0)

    def __call__(self, frame):
        self.seen.append(frame)
        self.entered.release()
        assert self.open.acquire(timeout=PATIENCE)


def test_a_waiting_frame_is_overtaken_by_the_newest():
    gate = Gate()
    worker = LatestFrameWorker(gate, lambda error: None)
    worker.start()
    assert not worker.offer("first")
    assert gate.entered.acquire(timeout=PATIENCE)
    assert not worker.offer("second")
    assert worker.offer("third")
    assert worker.offer("fourth")
    gate.open.release(2)
    assert gate.entered.acquire(timeout=PATIENCE)
    assert worker.stop(PATIENCE)
    assert gate.seen == ["first", "fourth"]


def test_a_failure_is_reported_and_the_next_frame_is_processed():
    errors, done = [], threading.Event()

    def process(frame):
        if frame == "bad":
            raise ValueError("no good")
        done.set()

    failed = threading.Event()
    worker = LatestFrameWorker(process, lambda error: (errors.append(error), failed.set()))
    worker.start()
    worker.offer("bad")
    assert failed.wait(PATIENCE)
    worker.offer("good")
    assert done.wait(PATIENCE)
    assert worker.stop(PATIENCE)
    assert [str(error) for error in errors] == ["no good"]


def test_stop_drops_the_waiting_frame_and_joins():
    gate = Gate()
    worker = LatestFrameWorker(gate, lambda error: None)
    worker.start()
    worker.offer("running")
    assert gate.entered.acquire(timeout=PATIENCE)
    worker.offer("waiting")
    assert not worker.stop(timeout=0.01)
    assert worker.stopping
    gate.open.release()
    assert worker.stop(PATIENCE)
    assert gate.seen == ["running"]


def test_the_rate_limit_delays_the_next_frame_until_it_is_removed():
    gate = Gate()
    gate.open.release(2)
    worker = LatestFrameWorker(gate, lambda error: None, max_rate=1 / 3600)
    worker.start()
    worker.offer("first")
    assert gate.entered.acquire(timeout=PATIENCE)
    worker.offer("second")
    assert not gate.entered.acquire(timeout=0.2)
    worker.set_rate(0.0)
    assert gate.entered.acquire(timeout=PATIENCE)
    assert worker.stop(PATIENCE)
    assert gate.seen == ["first", "second"]


def test_one_frame_skips_the_rate_limit():
    gate = Gate()
    gate.open.release(3)
    worker = LatestFrameWorker(gate, lambda error: None, max_rate=1 / 3600)
    worker.start()
    worker.offer("first")
    assert gate.entered.acquire(timeout=PATIENCE)
    worker.offer("from before")
    assert worker.skip_rate_limit()
    worker.offer("second")
    assert gate.entered.acquire(timeout=PATIENCE)
    assert not worker.skip_rate_limit()
    worker.offer("third")
    assert gate.entered.acquire(timeout=PATIENCE)
    worker.offer("fourth")
    assert not gate.entered.acquire(timeout=0.2)
    assert worker.stop(PATIENCE)
    assert gate.seen == ["first", "second", "third"]


def test_a_worker_that_never_started_stops():
    assert LatestFrameWorker(print, print).stop(0.0)


def test_preparation_runs_in_the_thread_of_the_frames_and_start_waits_for_it():
    """PyTorch's caches for cuDNN are per thread: a warm-up in another thread is lost."""
    threads, done = [], threading.Event()

    def process(frame):
        threads.append(threading.get_ident())
        done.set()

    worker = LatestFrameWorker(process, lambda error: None)
    worker.offer("waiting")
    worker.start(lambda: threads.append(threading.get_ident()))
    assert threads and threads[0] != threading.get_ident()
    assert done.wait(PATIENCE)
    assert worker.stop(PATIENCE)
    assert len(threads) == 2 and len(set(threads)) == 1


def test_failed_preparation_is_raised_and_ends_the_thread():
    def prepare():
        raise ValueError("no memory")

    worker = LatestFrameWorker(print, print)
    with pytest.raises(ValueError, match="no memory"):
        worker.start(prepare)
    assert worker.stop(PATIENCE)


def test_the_next_stage_keeps_the_order_and_is_at_most_one_task_behind():
    gate = Gate()
    stage = NextStage("next", lambda error: None)
    stage.run(lambda: gate("first"))  # does not wait for its own task
    assert gate.entered.acquire(timeout=PATIENCE)
    given = threading.Event()
    thread = threading.Thread(target=lambda: (stage.run(lambda: gate("second")), given.set()))
    thread.start()
    assert not given.wait(0.05) and not stage.wait(0.01)
    gate.open.release()
    assert given.wait(PATIENCE)
    gate.open.release()
    assert stage.wait(PATIENCE) and gate.seen == ["first", "second"]
    stage.close()
    thread.join(PATIENCE)


def test_a_failure_of_the_next_stage_is_reported_and_the_next_task_runs():
    errors, done = [], threading.Event()
    stage = NextStage("next", errors.append)
    stage.run(lambda: 1 / 0)
    stage.run(done.set)
    assert done.wait(PATIENCE) and stage.wait(PATIENCE)
    assert [type(error) for error in errors] == [ZeroDivisionError]
    stage.close()
