"""A pool of real child processes: what kills one costs one file, and nothing is left behind."""

import multiprocessing
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from worker_tasks import Misdeed, wait_for_file

from soundbrowser.domain.errors import Cancelled, ProcessesFailed
from soundbrowser.workers.messages import Failed, FailureKind, Probed, ProbeTask, TuneAdvanced
from soundbrowser.workers.pool import Pool

NOWHERE = Path("no model is needed here")


@pytest.fixture
def pool() -> Iterator[Pool]:
    with_two = Pool(NOWHERE, processes=2, device="cpu", time_limit_s=10, memory_limit_mb=700)
    yield with_two
    with_two.close()
    assert not multiprocessing.active_children()


def failures(pool: Pool, *deeds: str) -> dict[int, Failed]:
    """Runs the deeds among harmless tasks; all harmless ones must come back."""
    tasks = [Misdeed(key, deed) for key, deed in enumerate(deeds)]
    harmless = [Misdeed(100 + key, "") for key in range(10)]
    outcomes = {outcome.key: outcome for outcome in pool.run([*harmless[:5], *tasks, *harmless[5:]])}
    assert len(outcomes) == len(tasks) + len(harmless)
    assert all(isinstance(outcomes[task.key], Probed) for task in harmless)
    return {key: found for key in range(len(deeds)) if isinstance(found := outcomes[key], Failed)}


def test_nothing_is_started_before_there_is_something_to_do() -> None:
    pool = Pool(NOWHERE)
    assert not multiprocessing.active_children()
    assert list(pool.run([])) == []
    assert not multiprocessing.active_children()
    pool.close()


def test_a_crash_costs_one_task(pool: Pool) -> None:
    failed = failures(pool, "crash", "exit")
    assert [failed[key].kind for key in (0, 1)] == [FailureKind.CRASHED] * 2
    assert failed[0].reason == "The decoder crashed on it (signal SIGABRT)."
    assert failed[1].reason == "The decoder crashed on it (exit code 3)."


def test_an_error_nobody_foresaw_costs_one_task(pool: Pool) -> None:
    failed = failures(pool, "fail")
    assert failed[0].kind is FailureKind.CRASHED
    assert "by a broken header" in failed[0].reason


def test_a_hang_ends_at_its_time_limit() -> None:
    pool = Pool(NOWHERE, processes=2, device="cpu", time_limit_s=1)
    failed = failures(pool, "hang")
    assert (failed[0].kind, failed[0].reason) == (
        FailureKind.TIMED_OUT,
        "The decoder got stuck on it and was stopped.",
    )
    pool.close()


def test_a_swelling_child_is_stopped(pool: Pool) -> None:
    failed = failures(pool, "swell")
    assert failed[0].kind is FailureKind.TOO_BIG


def test_many_small_tasks_all_come_back(pool: Pool, tmp_path: Path) -> None:
    tasks = [ProbeTask(key, str(tmp_path / f"{key}.wav")) for key in range(300)]
    outcomes = list(pool.run(iter(tasks)))
    assert sorted(outcome.key for outcome in outcomes) == list(range(300))
    assert all(isinstance(outcome, Failed) and outcome.reason == "The file is not there." for outcome in outcomes)


def test_children_stay_warm(pool: Pool) -> None:
    first, second = pool.ask(Misdeed(1, "")), pool.ask(Misdeed(2, ""))  # type: ignore[arg-type]
    assert isinstance(first, Probed)
    assert isinstance(second, Probed)
    assert first.fingerprint == second.fingerprint != str(os.getpid())


def test_a_child_that_died_idle_costs_nothing(pool: Pool) -> None:
    first = pool.ask(Misdeed(1, ""))  # type: ignore[arg-type]
    assert isinstance(first, Probed)
    (child,) = multiprocessing.active_children()
    assert child.pid == int(first.fingerprint)
    child.kill()
    child.join(20)
    assert isinstance(pool.ask(Misdeed(2, "")), Probed)  # type: ignore[arg-type]


def test_where_no_child_can_start_no_file_is_blamed() -> None:
    pool = Pool(NOWHERE, processes=1, device="cpu", memory_limit_mb=1)
    with pytest.raises(ProcessesFailed, match="do not start here: exit code"):
        pool.ask(Misdeed(1, ""))  # type: ignore[arg-type]
    pool.close()


def test_long_paths_fill_no_pipe(pool: Pool) -> None:
    tasks = [ProbeTask(key, f"/{'x' * 200}" * 19 + f"/{key}.wav") for key in range(200)]
    assert len(list(pool.run(tasks))) == 200


def test_steps_come_before_the_end(pool: Pool) -> None:
    outcomes = list(pool.run([Misdeed(7, "steps")]))  # type: ignore[list-item]
    assert [type(outcome) for outcome in outcomes] == [TuneAdvanced] * 3 + [Probed]
    assert isinstance(pool.ask(Misdeed(8, "steps")), Probed)  # type: ignore[arg-type]


def test_a_wish_to_stop_is_heard_while_children_work(pool: Pool, tmp_path: Path) -> None:
    stop = threading.Event()
    tasks = [Misdeed(1, ""), Misdeed(2, f"wait {tmp_path / 'never'}")]
    outcomes = []
    for outcome in pool.run(tasks, stop.is_set):  # type: ignore[arg-type]
        outcomes.append(outcome)
        stop.set()
    assert [outcome.key for outcome in outcomes] == [1]
    assert isinstance(pool.ask(Misdeed(3, "")), Probed)  # type: ignore[arg-type]


def test_an_answer_that_waited_for_its_asker_is_not_late(pool: Pool, tmp_path: Path) -> None:
    go_on = tmp_path / "go on"
    seen: list[object] = []
    for outcome in pool.run([Misdeed(1, ""), Misdeed(2, f"wait {go_on}")]):  # type: ignore[misc]
        seen.append(outcome)
        go_on.touch()
        for child in pool._children:  # the asker is held until the other child is done and its time is up
            if child.held:
                child.outcomes.poll(20)
                child.deadline = 0.0
    assert [type(outcome) for outcome in seen] == [Probed, Probed]


def test_an_abandoned_run_leaves_no_answers_for_the_next(pool: Pool) -> None:
    for _ in pool.run([Misdeed(key, "") for key in range(8)]):  # type: ignore[misc]
        break
    assert pool.ask(Misdeed(99, "")).key == 99  # type: ignore[arg-type]


def test_closing_ends_a_run_in_another_thread(tmp_path: Path) -> None:
    pool = Pool(NOWHERE, processes=1, device="cpu")
    begun = threading.Event()
    found: list[object] = []

    def run() -> None:
        for outcome in pool.run([Misdeed(1, ""), Misdeed(2, f"wait {tmp_path / 'never'}")]):  # type: ignore[list-item]
            found.append(outcome)
            begun.set()

    thread = threading.Thread(target=run)
    thread.start()
    assert begun.wait(20)
    pool.close()
    thread.join(20)
    assert not thread.is_alive()
    assert not multiprocessing.active_children()


def test_closing_ends_a_question_in_another_thread_and_may_be_repeated(tmp_path: Path) -> None:
    pool = Pool(NOWHERE, processes=1, device="cpu")
    begun, refused = tmp_path / "begun", []

    def ask() -> None:
        try:
            pool.ask(Misdeed(1, f"hold {begun}"))  # type: ignore[arg-type]
        except Cancelled as error:
            refused.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    wait_for_file(str(begun))
    pool.close()
    pool.close()
    thread.join(20)
    assert refused
    with pytest.raises(Cancelled):
        pool.ask(Misdeed(2, ""))  # type: ignore[arg-type]
    assert not multiprocessing.active_children()


ORPHAN = """
import os, sys
from pathlib import Path
sys.path.insert(0, {here!r})
from worker_tasks import Misdeed
from soundbrowser.workers.pool import Pool
if __name__ == "__main__":
    pool = Pool(Path("none"), processes=1, device="cpu")
    for outcome in pool.run([Misdeed(1, ""), Misdeed(2, "wait {never}")]):
        print(outcome.fingerprint, flush=True)
        os.kill(os.getpid(), 9)
"""


UNGUARDED = """
from pathlib import Path
from soundbrowser.workers.messages import ProbeTask
from soundbrowser.workers.pool import Pool
pool = Pool(Path("none"), processes=2, device="cpu")
print(*(outcome.reason for outcome in pool.run([ProbeTask(key, "nowhere.wav") for key in range(3)])), sep="\\n")
pool.close()
"""


def test_a_script_needs_no_guard(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(UNGUARDED, "utf-8")
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    run = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False, env=environment)
    assert (run.stdout, run.stderr) == ("The file is not there.\n" * 3, "")


INTERRUPTED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, {here!r})
from worker_tasks import Misdeed
from soundbrowser.workers.pool import Pool
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job inherits that it is ignored
pool = Pool(Path("none"), processes=2, device="cpu")
try:
    for outcome in pool.run([Misdeed(1, ""), Misdeed(2, "wait {never}")]):
        os.killpg(0, signal.SIGINT)
except KeyboardInterrupt:
    print("stopped")
    print([type(outcome).__name__ for outcome in pool.run([Misdeed(3, "")])])
pool.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal's process group is a POSIX thing")
def test_an_interrupt_in_the_terminal_is_the_parent_s_alone(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(INTERRUPTED.format(here=str(Path(__file__).parent), never=tmp_path / "never"), "utf-8")
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    run = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, check=False, env=environment, start_new_session=True
    )
    assert (run.stdout, run.stderr, run.returncode) == ("stopped\n['Probed']\n", "", 0)


@pytest.mark.skipif(sys.platform == "win32", reason="processes are killed with a signal here")
def test_a_killed_parent_leaves_no_orphan(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(ORPHAN.format(here=str(Path(__file__).parent), never=tmp_path / "never"), "utf-8")
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    run = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False, env=environment)
    assert run.returncode == -9, run.stderr
    child = int(run.stdout)
    ended = threading.Event()
    for _ in range(200):
        if not _runs(child):
            break
        ended.wait(0.05)
    assert not _runs(child)


def _runs(process: int) -> bool:
    """True while the process is there and no zombie."""
    try:
        os.kill(process, 0)
        state = Path(f"/proc/{process}/stat")
        return not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
