"""The alert rules: that they hold what their tests say, and that each has a test and a runbook."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

DEPLOY = Path(__file__).resolve().parents[1]
RULES = DEPLOY / "prometheus/alerts.yml"
TESTS = DEPLOY / "prometheus/alerts_test.yml"


def alerts():
    return [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]


def test_every_alert_is_seen_to_fire():
    tested = yaml.safe_load(TESTS.read_text())["tests"]
    fired = {case["alertname"] for test in tested for case in test["alert_rule_test"] if case["exp_alerts"]}
    assert fired == {rule["alert"] for rule in alerts()}


@pytest.mark.parametrize("rule", alerts(), ids=lambda rule: rule["alert"])
def test_whoever_is_told_finds_a_runbook(rule):
    assert rule["labels"]["severity"] in ("page", "ticket")
    file, anchor = rule["annotations"]["runbook_url"].split("#")
    headings = re.findall(r"^#+ (.+)$", (DEPLOY.parent / file).read_text(), re.MULTILINE)
    assert anchor in {re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not here (Debian: apt-get install prometheus)")
def test_the_rules_hold_what_their_tests_say():
    for command in (["check", "rules", RULES.name], ["check", "config", "prometheus.yml"], ["test", "rules", TESTS.name]):
        subprocess.run(["promtool", *command], cwd=RULES.parent, check=True)
