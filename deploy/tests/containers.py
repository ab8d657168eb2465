"""The stack in containers, as an operator runs it:

    make test-deploy

Builds nothing: the images are there (`make images`). Needs a Docker Engine that runs here,
docker-compose 1.29 or Compose v2 (COMPOSE names the command), and Prometheus.
"""

import json
import math
import os
import re
import shutil
import subprocess
import time
import urllib.parse
import urllib.request
import uuid
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = os.environ.get("COMPOSE", "docker-compose").split()
PORT = "8010"
ENVIRONMENT = {
    **os.environ,
    "COMPOSE": " ".join(COMPOSE),
    "COMPOSE_PROJECT_NAME": "overcoat-test",
    "OVERCOAT_PORT": PORT,
    # The limits are another test's.
    "OVERCOAT_CLIENT_REQUESTS_PER_SECOND": "100000",
    "OVERCOAT_CLIENT_BURST": "100000",
}
# Where each says whether it is ready.
SERVICES = {"gateway": 8001, "inference": 8082, "recommender": 8083, "ingest": 8081}
BASE_IMAGE = "gcr.io/distroless/cc-debian12:nonroot"
# Bytes that a service may add to its base; inference brings the ONNX Runtime library, too.
MOST_ADDED = 60 * 1024 * 1024


def run(*command, **more):
    return subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, check=True, text=True, **more)


def compose(*arguments):
    return run(*COMPOSE, *arguments, stdout=subprocess.PIPE).stdout


def inspected(what):
    [seen] = json.loads(run("docker", "inspect", what, stdout=subprocess.PIPE).stdout)
    return seen


def containers(service):
    return [inspected(container) for container in compose("ps", "-q", service).split()]


def has_image(name):
    return subprocess.run(["docker", "image", "inspect", name], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def address(container):
    [network] = container["NetworkSettings"]["Networks"].values()
    return network["IPAddress"]


def get(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read().decode()


def until(condition, seconds=120):
    """Waits for a condition; what it is false for tells why it never came."""
    ends = time.monotonic() + seconds
    while not (outcome := condition()):
        assert time.monotonic() < ends, f"not within {seconds} s: {outcome}"
        time.sleep(0.2)
    return outcome


def answer(url):
    """What it answers; nothing while it does not."""
    try:
        return get(url)
    except OSError:
        return ""


def is_ready(container, port):
    return json.loads(answer(f"http://{address(container)}:{port}/readyz") or "{}").get("ready")


@pytest.fixture(scope="module")
def stack():
    """Everything, up and with a forecast."""
    compose("up", "--detach")
    try:
        until(lambda: all(c["State"].get("Health", {}).get("Status") == "healthy" for c in containers("edge")))
        until(lambda: "issued_at" in answer(f"http://127.0.0.1:{PORT}/forecast/latest"))
        yield f"http://127.0.0.1:{PORT}"
    finally:
        compose("down", "--volumes", "--remove-orphans")
    left = run("docker", "ps", "--all", "--quiet", "--filter", "label=com.docker.compose.project=overcoat-test", stdout=subprocess.PIPE)
    volumes = run("docker", "volume", "ls", "--quiet", "--filter", "label=com.docker.compose.project=overcoat-test", stdout=subprocess.PIPE)
    assert (left.stdout, volumes.stdout) == ("", ""), "down leaves nothing"


def test_people_get_answers(stack):
    run("deploy/smoke.sh", stack)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_small_and_may_do_nothing_else(stack, service):
    [container] = containers(service)
    host = container["HostConfig"]
    assert container["Config"]["User"] == "65532:65532"
    assert host["ReadonlyRootfs"] and host["CapDrop"] == ["ALL"]
    assert "no-new-privileges:true" in host["SecurityOpt"]
    image = inspected(container["Image"])
    assert image["Config"]["Labels"]["org.opencontainers.image.revision"]
    if not has_image(BASE_IMAGE):
        run("docker", "pull", "--quiet", BASE_IMAGE)
    added = image["Size"] - inspected(BASE_IMAGE)["Size"]
    allowed = MOST_ADDED
    if service == "inference":
        allowed += (ROOT / ".onnxruntime/libonnxruntime.so").stat().st_size
    print(f"\n{service}: {image['Size'] / 2**20:.1f} MiB, {added / 2**20:.1f} above the base")
    assert added <= allowed


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_comes_back_when_it_is_started_again(stack, service):
    [container] = containers(service)
    run("docker", "stop", container["Id"], stdout=subprocess.PIPE)
    run("docker", "start", container["Id"], stdout=subprocess.PIPE)
    container = inspected(container["Id"])
    begun = datetime.fromisoformat(re.sub(r"(\.\d{6})\d*Z", r"\1+00:00", container["State"]["StartedAt"]))
    until(lambda: is_ready(container, SERVICES[service]))
    took = datetime.now(begun.tzinfo) - begun
    print(f"\n{service}: ready {took / timedelta(seconds=1):.1f} s after its start")
    until(lambda: inspected(container["Id"])["State"]["Health"]["Status"] == "healthy")


def test_calls_are_spread_over_the_replicas(stack):
    scaled = ["--scale", "inference=2", "--scale", "recommender=2"]
    compose("up", "--detach", "--no-recreate", *scaled)
    try:
        for service in ["inference", "recommender"]:
            until(lambda: all(is_ready(container, SERVICES[service]) for container in containers(service)))
        before = {service: [answered(c, service) for c in containers(service)] for service in ["inference", "recommender"]}
        # The gateway looks its services up every two seconds, and asks inference every five.
        ends = time.monotonic() + 60
        shares = {}
        while time.monotonic() < ends:
            get(f"{stack}/recommendation/by_day?person={uuid.uuid4()}")
            get(f"{stack}/models")
            for service, counts in before.items():
                now = [answered(container, service) for container in containers(service)]
                shares[service] = [after - was for after, was in zip(now, counts)]
            if all(min(share) >= 3 for share in shares.values()):
                break
        print(f"\nrequests answered by each replica: {shares}")
        assert all(min(share) >= 3 for share in shares.values())
    finally:
        compose("up", "--detach", "--no-recreate", "--scale", "inference=1", "--scale", "recommender=1")


def answered(container, service):
    """Requests that a replica has answered, but for those that ask whether it lives."""
    lines = get(f"http://{address(container)}:{SERVICES[service]}/metrics").splitlines()
    ours = [line for line in lines if line.startswith("http_requests_total{") and 'route="/v1/' in line]
    return sum(int(float(line.rsplit(" ", 1)[1])) for line in ours)


@pytest.fixture(scope="module")
def prometheus(stack, tmp_path_factory):
    """Prometheus with our configuration, but for how it finds what it scrapes."""
    program = shutil.which("prometheus")
    assert program, "Prometheus is missing: install it (Debian: apt-get install prometheus)"
    folder = tmp_path_factory.mktemp("prometheus")
    config = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text())
    config["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s"}
    for job in config["scrape_configs"]:
        [found] = job.pop("dns_sd_configs")
        [name] = found["names"]
        job["static_configs"] = [{"targets": [f"{address(container)}:{found['port']}" for container in containers(name)]}]
    shutil.copy(ROOT / "deploy/prometheus/alerts.yml", folder)
    (folder / "prometheus.yml").write_text(yaml.safe_dump(config))
    listening = "127.0.0.1:9190"
    process = subprocess.Popen(
        [program, f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data", f"--web.listen-address={listening}", "--log.level=error"]
    )
    try:
        ask = lambda path: json.loads(get(f"http://{listening}/api/v1/{path}"))["data"]
        until(lambda: answer(f"http://{listening}/-/ready"))
        until(lambda: len([t for t in ask("targets")["activeTargets"] if t["health"] == "up"]) >= len(config["scrape_configs"]))
        yield ask
    finally:
        process.terminate()
        process.wait()


def panels():
    for file in sorted((ROOT / "deploy/grafana/dashboards").glob("*.json")):
        for panel in json.loads(file.read_text())["panels"]:
            for target in panel["targets"]:
                yield pytest.param(target["expr"], id=f"{file.stem}: {panel['title']}, {target['legendFormat']}")


@pytest.mark.parametrize("expression", list(panels()))
def test_a_panel_shows_something(stack, prometheus, expression):
    query = urllib.parse.quote(expression.replace("$__rate_interval", "30s"))

    def numbers():
        get(f"{stack}/forecast/latest")
        get(f"{stack}/recommendation/by_day?person={uuid.uuid4()}")
        values = [float(series["value"][1]) for series in prometheus(f"query?query={query}")["result"]]
        # Of no requests no share can be said.
        return values if values and not any(math.isnan(value) for value in values) else None

    until(numbers, seconds=60)


def test_no_alert_fires_where_nothing_is_wrong(prometheus):
    rules = [rule for group in prometheus("rules")["groups"] for rule in group["rules"]]
    assert all(rule["health"] in ("ok", "unknown") for rule in rules), rules
    assert [rule["name"] for rule in rules if rule["state"] == "firing"] == []


def test_nobody_notices_that_a_service_is_replaced(stack):
    run(".tools/bin/python", "deploy/tests/zero_downtime.py")
