"""Several threads and processes write into one attempt journal."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from tests.support.processes import environment

from zharia.journal import AttemptRevoked, Journal

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def test_threads_and_processes_write_whole_lines(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    program = (
        "import sys; from pathlib import Path; from datetime import datetime, UTC;"
        " from zharia.journal import AttemptRevoked, Journal;"
        " journal = Journal.open(Path(sys.argv[1]));"
        " [journal.append(AttemptRevoked(f'{sys.argv[2]}.{n}', datetime.now(UTC)))"
        " for n in range(50)]"
    )

    def write(name: int) -> int:
        command = [sys.executable, "-c", program, str(path), str(name)]
        return subprocess.run(command, env=environment(), check=False).returncode

    journal = Journal.open(path)
    with ThreadPoolExecutor() as pool:
        others = pool.map(write, range(2))
        ours = [pool.submit(journal.append, AttemptRevoked(f"thread.{n}", NOW)) for n in range(50)]
        for one in ours:
            one.result()
        assert list(others) == [0, 0]
    names = {
        record.attempt_id for record, _ in journal.read() if isinstance(record, AttemptRevoked)
    }
    assert names == {f"{who}.{n}" for who in ("0", "1", "thread") for n in range(50)}
