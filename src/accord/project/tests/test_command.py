"""How the command says that something may not or cannot be."""

import json
import os
import subprocess
import sys

AWAY = "postgresql://nobody@127.0.0.1:1/none"


def accord(*arguments, **environment):
    command = [sys.executable, "-c", "from accord.project.command import run; run()", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=os.environ | environment)


class TestADatabaseThatIsAway:
    def test_is_a_refusal_for_programs_that_can_be_tried_again(self):
        done = accord("queue", "--json", DATABASE_URL=AWAY)
        assert done.returncode == 75
        said = json.loads(done.stdout)["error"]
        assert said["code"] == "database_away"
        assert "does not answer" in said["message"]
        assert "Traceback" not in done.stderr

    def test_is_one_sentence_for_people(self):
        done = accord("queue", DATABASE_URL=AWAY)
        assert (done.returncode, done.stdout) == (75, "")
        assert len(done.stderr.splitlines()) == 1
