#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server as its administrator and its desks meet it: made, started, joined, looked at, stopped and killed."""
import http.client
import json
import os
import shutil
import signal
import socket
import ssl
import stat
import subprocess
import tempfile
import time

from serverlib import DEADLINE_S, SERVER, Device, Server, any_context, openssl, run_cases, unix_ask, until

NAME = "受付の青柳さん"


def listeners(pids):
    """The TCP addresses that these processes listen on."""
    inodes = set()
    for pid in pids:
        for fd in os.listdir(f"/proc/{pid}/fd"):
            try:
                target = os.readlink(f"/proc/{pid}/fd/{fd}")
            except OSError:
                continue
            if target.startswith("socket:["):
                inodes.add(target[8:-1])
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with open(table, encoding="ascii") as file:
            for line in file.readlines()[1:]:
                words = line.split()
                if words[3] == "0A" and words[9] in inodes:
                    found.add(int(words[1].rpartition(":")[2], 16))
    return found


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_init():
    """What init makes belongs to its owner alone, and a second init changes nothing."""
    server = Server()
    assert stat.S_IMODE(os.stat(server.folder).st_mode) == 0o700
    for name in ("ca.key", "server.key", "signing.key", "data.key", "recovery-code.txt", "uketsuke.db", "server.ini"):
        assert stat.S_IMODE(os.stat(server.path(name)).st_mode) == 0o600, name
    assert server.made["ok"] and len(server.made["code"]) == 8 and server.made["nginx"]
    openssl(server.folder, "verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", "ca.pem", "server.pem")
    before = {name: open(server.path(name), "rb").read() for name in ("ca.key", "data.key", "uketsuke.db")}
    again = server.run("init", "--name", "other")
    assert again.returncode == 1 and "not empty" in again.stderr, again
    assert before == {name: open(server.path(name), "rb").read() for name in before}
    assert os.listdir(server.root.name) == ["srv"]
    for words in ((), ("--name", "a b"), ("--name", "a", "--listen", "8443"), ("--name", "a", "--database", "mysql://")):
        other = subprocess.run([SERVER, "init", "--dir", server.folder + "2", *words], capture_output=True, timeout=DEADLINE_S)
        assert other.returncode in (1, 2) and not os.path.exists(server.folder + "2"), (words, other)


def test_one_listener_a_purpose():
    """Server and proxy together listen on exactly the configured addresses; the server itself on none."""
    with Server(pages=True) as server:
        pids = server.proxy_pids()
        assert listeners([server.process.pid] + pids) == {server.desks[1], server.enrol[1], server.pages[1]}
        assert listeners([server.process.pid]) == set()
        shown = subprocess.run(["ss", "-H", "-ltn", "sport", "=", f":{server.desks[1]}"], capture_output=True, text=True,
                               timeout=DEADLINE_S).stdout.splitlines()
        assert len(shown) == 1, shown


def test_joining():
    """A desk joins when both sides have said that the words are the same, in either order, and not before."""
    with Server() as server:
        for desk_first in (True, False):
            desk = Device(server, NAME)
            status, answer = desk.begin(server.command("enrol-code")["code"])
            assert status == 202 and answer["id"] not in server.read_log(), answer
            waiting = server.command("devices")["enrolments"]
            assert [one["words"] for one in waiting] == [desk.words()] and waiting[0]["name"] == NAME, waiting
            number = str(waiting[0]["dev"])
            assert desk.go_on() == (202, {"state": "waiting"})
            if desk_first:
                assert desk.go_on(True) == (202, {"state": "waiting"})
                server.command("accept", number)
            else:
                server.command("accept", number)
                assert desk.go_on() == (202, {"state": "waiting"})
            assert desk.go_on(False)[0] == (200 if desk_first else 202)
            status, answer = desk.go_on(True)
            assert status == 200, answer
            desk.take(answer)
            assert desk.ask("GET", "/v1/health")[1]["dev"] == int(number)
            openssl(desk.folder, "verify", "-x509_strict", "-purpose", "sslclient", "-CAfile", "ca.pem", "device.pem")


def test_refused():
    """A desk that the administrator refuses is told so, and nobody can accept it afterwards."""
    with Server() as server:
        desk = Device(server, NAME)
        desk.begin(server.command("enrol-code")["code"])
        number = str(server.command("devices")["enrolments"][0]["dev"])
        desk.go_on(True)
        server.command("refuse", number)
        status, answer = desk.go_on(True)
        assert (status, answer["error"]) == (403, "refused"), answer
        assert server.run("accept", number).returncode == 1


def test_codes():
    """Five wrong codes end the right one; a used code is used; what is no code, key or name is malformed."""
    with Server() as server:
        desk = Device(server, NAME)
        code = server.command("enrol-code")["code"]
        wrong = f"{(int(code) + 1) % 10**8:08d}"
        for body in ({}, [], {"code": code, "csr": "x", "name": "a"}, {"code": code[:7], "csr": desk.csr, "name": "a"},
                     {"code": code, "csr": desk.csr, "name": ""}, {"code": code, "csr": desk.csr, "name": "a\nb"},
                     {"code": code, "csr": desk.csr, "name": "a" * 41}, {"code": code, "csr": desk.csr, "name": "\u202ea"}):
            status, answer = desk.enrol_ask("/v1/enrol", body)
            assert (status, answer["error"]) == (400, "malformed"), (body, answer)
        for left in (4, 3, 2, 1, 0):
            status, answer = desk.begin(wrong)
            assert (status, answer["error"], answer["tries_left"]) == (403, "wrong_code", left), answer
        status, answer = desk.begin(code)
        assert (status, answer["error"]) == (403, "no_code"), answer
        code = server.command("enrol-code")["code"]
        assert desk.begin(code)[0] == 202
        status, answer = desk.begin(code)
        assert (status, answer["error"]) == (403, "no_code"), answer
        for path in ("/v1/enrol/" + "0" * 32, "/v1/enrol/" + "0" * 31):
            status, answer = desk.enrol_ask(path, {"confirmed": True})
            assert (status, answer["error"]) == (404, "not_found"), answer


def test_revoked():
    """A device that was shut out is refused from its next request on, on a connection that was open before, too."""
    with Server() as server:
        desk = server.device()
        connection = desk.connection()
        connection.request("GET", "/v1/health")
        assert json.loads(connection.getresponse().read())["dev"] == desk.dev
        server.command("revoke", str(desk.dev))
        connection.request("GET", "/v1/health")
        answer = connection.getresponse()
        assert (answer.status, json.loads(answer.read())["error"]) == (403, "device_revoked")
        assert server.command("devices")["devices"][0]["state"] == "revoked"
        assert server.command("status")["revoked"] == 1
        assert server.run("revoke", "77").returncode == 1


def test_renewed():
    """In its last sixty days a device gets a new certificate; the old one is good until the new one was shown."""
    server = Server(proxy=True)
    try:
        server.start()
        desk = server.device()
        assert desk.ask("POST", "/v1/renew", {"csr": desk.csr})[1]["error"] == "too_early"
        server.stop()
        server.start(ahead=320)

        def ask(certificate, key, method="GET", path="/v1/health", body=None):
            # The server's certificate was renewed for a time that this side is not in.
            context = any_context()
            context.load_cert_chain(desk.path(certificate), desk.path(key))
            connection = http.client.HTTPSConnection(*server.desks, context=context, timeout=DEADLINE_S)
            connection.request(method, path, body and json.dumps(body))
            answer = connection.getresponse()
            text = json.loads(answer.read())
            connection.close()
            return answer.status, text

        for _ in range(2):  # an answer that was lost is asked for again
            status, answer = ask("device.pem", "key.pem", "POST", "/v1/renew", {"csr": desk.make_request("new.key")})
            assert status == 200, answer
        with open(desk.path("new.pem"), "w", encoding="ascii") as file:
            file.write(answer["certificate"])
        assert ask("device.pem", "key.pem")[0] == 200
        assert ask("new.pem", "new.key")[1]["dev"] == desk.dev
        until(lambda: ask("device.pem", "key.pem")[0] == 403, "the old certificate to be good no more")
        assert ask("device.pem", "key.pem")[1]["error"] == "device_unknown"
        assert ask("new.pem", "new.key")[0] == 200
        assert ask("new.pem", "new.key", "POST", "/v1/renew", {"csr": desk.csr})[1]["error"] == "too_early"
    finally:
        server.__exit__()


def test_audit():
    """Whatever is done with devices stands in the clinic's audit: what, when, with which device, by whom."""
    with Server() as server:
        desk = server.device()
        other = Device(server, "受付 2")
        assert other.begin(server.command("enrol-code")["code"])[0] == 202
        server.command("refuse", str(server.command("devices")["enrolments"][0]["dev"]))
        server.command("revoke", str(desk.dev))
        entries = server.command("audit")["entries"]
        told = [(one["kind"], one.get("device")) for one in reversed(entries)]
        made = [one for one in told if one[0].startswith("device_")]
        # The first code is the one that init prints.
        assert made == [("device_invite", None), ("device_invite", None), ("device_accept", desk.dev),
                        ("device_join", desk.dev), ("device_invite", None), ("device_refuse", desk.dev + 1),
                        ("device_revoke", desk.dev)], made
        assert all(abs(one["at_us"] / 1e6 - time.time()) < 120 for one in entries if "device" in one), entries
        assert server.command("audit", "--limit", "1")["entries"] == entries[:1]
        assert server.command("audit", "--device", "77")["entries"] == []
        done = server.run("audit")
        assert done.returncode == 0 and f"device_revoke  device {desk.dev}" in done.stdout, done.stdout


def test_proxy_dies():
    """nginx is started again when it dies; workers without a master do not go on."""
    with Server() as server:
        desk = server.device()
        before = server.proxy_pids()
        master = before[0]
        os.kill(master, signal.SIGKILL)
        until(lambda: not any(is_alive(pid) for pid in before), "the end of the old workers")
        until(lambda: server.proxy_pids() and server.proxy_pids()[0] != master, "another nginx")

        def works():
            try:
                return desk.ask("GET", "/v1/health")[0] == 200
            except OSError:
                return False
        until(works, "the desk to be served")
        assert server.metrics()["uketsuke_proxy_starts_total"] == 2


def test_stopped_and_killed():
    """A server that is stopped ends in order with its proxy; one that is killed takes its proxy along, and starts again."""
    server = Server()
    try:
        for how, expected in ((signal.SIGTERM, 0), (signal.SIGKILL, -9), (signal.SIGINT, 0)):
            server.start()
            pids = server.proxy_pids()
            assert pids
            assert server.stop(how) == expected
            until(lambda: not any(is_alive(pid) for pid in pids), "the end of nginx")
        assert "stopped" in server.read_log()
    finally:
        server.__exit__()


def test_requests_under_way():
    """A request whose body is on its way when the server is told to stop is answered before it ends."""
    with Server() as server:
        desk = server.device()
        raw = desk.raw()
        body = json.dumps({"csr": desk.csr}).encode()
        raw.sendall(b"POST /v1/renew HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % len(body) + body[:10])
        until(lambda: desk.ask("GET", "/v1/health")[0] == 200, "the server to be at work")
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        until(lambda: "stopping" in server.read_log(), "the server to stop")
        raw.sendall(body[10:])
        answer = raw.recv(65536)
        assert answer.startswith(b"HTTP/1.1 "), answer
        assert server.process.wait(timeout=DEADLINE_S) == 0
        print(f"# ended {time.monotonic() - began:.1f} s after it was told to", flush=True)
        server.process = None


def test_commands_without_server():
    """The administrator's commands work on the data of a server that does not run."""
    server = Server(proxy=False)
    listed = server.command("devices")
    assert (listed["devices"], listed["enrolments"]) == ([], []), listed
    assert len(server.command("enrol-code")["code"]) == 8
    assert server.command("status")["devices"] == 0
    done = server.run("status")
    assert done.returncode == 0 and "localhost" in done.stdout, done
    other = subprocess.run([SERVER, "status", "--dir", server.root.name], capture_output=True, text=True,
                           env=server.environment, timeout=DEADLINE_S)
    assert other.returncode == 1 and "no server" in other.stderr, other
    for words in ((), ("nonsense",), ("status",), ("accept", "--dir", server.folder)):
        assert subprocess.run([SERVER, *words], capture_output=True, timeout=DEADLINE_S).returncode == 2, words


def test_taken_over():
    """A desk's clinic becomes the server's first content, record for record; the desk's folder is only read."""
    ctl = os.environ.get("UKETSUKECTL", "uketsukectl")
    with tempfile.TemporaryDirectory(prefix="uks-") as root:
        desk, code, folder = (os.path.join(root, name) for name in ("desk", "code.txt", "srv"))
        environment = dict(os.environ, LC_ALL="C.UTF-8", XDG_RUNTIME_DIR=root)
        environment.pop("DBUS_SESSION_BUS_ADDRESS", None)

        def run(*words):
            return subprocess.run(words, capture_output=True, text=True, env=environment, timeout=DEADLINE_S)

        def ask(data, *words):
            done = run(ctl, "--data", data, "--json", "--recovery-code-file", code, *words)
            assert done.returncode == 0, done
            return json.loads(done.stdout)

        made = run(ctl, "--data", desk, "--json", "demo", "--patients", "120", "--seed", "1", "--today", "2026-11-24",
                   "--recovery-code-out", code)
        assert made.returncode == 0, made
        found = ask(desk, "search", "さ")
        before = {name: open(os.path.join(desk, name), "rb").read() for name in ("uketsuke.db", "keys.uks")}
        words = (SERVER, "init", "--dir", folder, "--name", "localhost", "--listen", "127.0.0.1:0", "--enrol-listen",
                 "127.0.0.1:0", "--json", "--from", desk)
        with open(os.path.join(root, "wrong.txt"), "w", encoding="ascii") as file:
            file.write("000G-40R4-18\n0M30-E209-ZF\n185G-R38E-9B\n1W81-24GK-RD\n")
        for wrong in ((), ("--recovery-code-file", os.path.join(root, "wrong.txt")),
                      ("--recovery-code-file", os.path.join(root, "none.txt"))):
            done = run(*words, *wrong)
            assert done.returncode in (1, 2) and not os.path.exists(folder), done
        done = run(*words, "--recovery-code-file", code)
        assert done.returncode == 0, done
        assert before == {name: open(os.path.join(desk, name), "rb").read() for name in before}
        assert not os.path.exists(os.path.join(folder, "recovery-code.txt"))
        assert ask(folder, "search", "さ") == found and found
        assert ask(folder, "verify")["ok"]
        assert json.loads(run(SERVER, "status", "--dir", folder, "--json").stdout)["devices"] == 0


def test_by_uketsukectl():
    """uketsukectl server has the same commands, on a server that runs and on one that does not."""
    server = Server()

    def ctl(*words):
        return subprocess.run([os.environ.get("UKETSUKECTL", "uketsukectl"), "--data", server.folder, "--json", "server", *words],
                              capture_output=True, text=True, env=server.environment, timeout=DEADLINE_S)

    try:
        assert json.loads(ctl("devices").stdout)["devices"] == []
        server.start()
        server.device()
        assert json.loads(ctl("status").stdout)["devices"] == 1
        assert ctl("revoke", "2").returncode == 0
        assert json.loads(ctl("devices").stdout)["devices"][0]["state"] == "revoked"
        assert ctl("nonsense").returncode == 2
    finally:
        server.__exit__()


def test_second_server():
    """Two servers on one folder: the second is refused with a sentence, the first goes on."""
    with Server() as server:
        second = server.run("run")
        assert second.returncode == 1 and "open" in second.stderr, second
        assert server.command("status")["devices"] == 0


def test_code_with_words():
    """enrol-code --wait shows the words of the desk that comes, and lets it in when they are called the same."""
    with Server() as server:
        desk = Device(server, NAME)
        waiting = subprocess.Popen([SERVER, "enrol-code", "--dir", server.folder, "--wait"], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, text=True, env=server.environment)
        code = waiting.stdout.readline().split("Code: ")[1][:9].replace(" ", "")
        assert desk.begin(code)[0] == 202
        shown = waiting.stdout.readline()
        assert desk.words() in shown and NAME in shown, shown
        waiting.stdin.write("y\n")
        waiting.stdin.close()
        assert waiting.wait(timeout=DEADLINE_S) == 0
        waiting.stdout.close()
        assert desk.go_on(True)[0] == 200


def test_check():
    """--check names in a sentence what is wrong, and has nothing to say when all is well."""
    server = Server(proxy=False)

    def check(**environment):
        done = subprocess.run([SERVER, "run", "--check", "--dir", server.folder, "--json"], capture_output=True, text=True,
                              env=dict(server.environment, **environment), timeout=DEADLINE_S)
        answer = json.loads(done.stdout)
        assert done.returncode == (0 if answer["ok"] else 1)
        return answer

    answer = check()
    assert answer["ok"] and any("recovery-code.txt" in note for note in answer["notes"]), answer
    os.unlink(server.path("recovery-code.txt"))
    assert not any("recovery-code.txt" in note for note in check()["notes"])
    os.chmod(server.path("ca.key"), 0o640)
    assert any("key file" in problem for problem in check()["problems"])
    os.chmod(server.path("ca.key"), 0o600)
    os.chmod(server.folder, 0o755)
    assert any("look into" in problem for problem in check()["problems"])
    os.chmod(server.folder, 0o700)
    shutil.move(server.path("data.key"), server.path("away"))
    assert not check()["ok"]
    shutil.move(server.path("away"), server.path("data.key"))
    shutil.copy(server.path("server.key"), server.path("keep"))
    with open(server.path("server.key"), "w", encoding="ascii") as file:
        file.write("nonsense")
    assert any("nginx" in problem for problem in check()["problems"])
    shutil.move(server.path("keep"), server.path("server.key"))
    with open(server.path("server.ini"), "a", encoding="utf-8") as file:
        file.write("listen=nonsense\n")
    assert any("listen" in problem for problem in check()["problems"])
    assert server.run("run").returncode == 1


def test_credentials():
    """The keys come from the service manager's credentials when it hands some over, and need not lie in the folder."""
    server = Server()
    credentials = os.path.join(server.root.name, "credentials")
    os.mkdir(credentials, 0o700)
    for name in ("data.key", "ca.key", "signing.key"):
        shutil.move(server.path(name), os.path.join(credentials, name))
        os.chmod(os.path.join(credentials, name), 0o400)
    assert server.run("run").returncode == 1
    server.environment["CREDENTIALS_DIRECTORY"] = credentials
    try:
        server.start()
        assert server.device().ask("GET", "/v1/health")[0] == 200
    finally:
        server.__exit__()


def test_pages():
    """The patients' door has its own routes and no others: nothing is behind it yet."""
    with Server(pages=True) as server:
        for path in ("/p/", "/p/abc", "/hook/line", "/v1/health", "/", "/p/../v1/health", "/metrics"):
            connection = http.client.HTTPSConnection(*server.pages, context=any_context(), timeout=DEADLINE_S)
            connection.request("GET", path)
            assert connection.getresponse().status == 404, path
            connection.close()
        refused = server.metrics()['uketsuke_refused_total{listener="pages",reason="not_found"}']
        assert refused == 3, refused


def test_doors_do_not_mix():
    """Each door answers its own routes: no desk's request at enrolment, no joining at the desks', no control anywhere."""
    with Server() as server:
        desk = server.device()
        assert desk.ask("POST", "/v1/enrol", {})[0] == 404
        assert desk.enrol_ask("/v1/renew", {})[0] == 404
        connection = http.client.HTTPSConnection(*server.enrol, context=any_context(), timeout=DEADLINE_S)
        connection.request("GET", "/v1/enrol")
        assert connection.getresponse().status == 403
        connection.close()
        for path in ("/status", "/devices", "/code", "/metrics"):
            assert desk.ask("GET", path)[0] == 404, path
        status, _ = unix_ask(server.path("run", "desks.sock"), "GET", "/v1/health")
        assert status == 403
        status, _ = unix_ask(server.path("run", "metrics.sock"), "GET", "/status")
        assert status == 404
        modes = {name: stat.S_IMODE(os.stat(server.path("run", f"{name}.sock")).st_mode)
                 for name in ("desks", "enrol", "metrics", "control")}
        assert modes == {"desks": 0o660, "enrol": 0o660, "metrics": 0o660, "control": 0o600}, modes


def test_log_is_silent_about_people():
    """After all that a desk and an administrator do, the log has no name, code, word, certificate or address in it."""
    with Server() as server:
        code = server.command("enrol-code")["code"]
        desk = Device(server, NAME)
        desk.begin(code)
        words = desk.words()
        desk.go_on(True)
        server.command("accept", str(server.command("devices")["enrolments"][0]["dev"]))
        desk.take(desk.go_on(True)[1])
        desk.ask("GET", "/v1/health")
        desk.ask("GET", "/v1/" + "aoyagi")
        desk.ask("POST", "/v1/renew", {"csr": "090-0000-0001"})
        log = server.read_log()
        for secret in [NAME, "青柳", "そよぎ台", code, desk.begun["id"], desk.begun["nonce"], "BEGIN", "127.0.0.1", "aoyagi",
                       "0001", "localhost", server.folder] + words.split():
            assert secret not in log, (secret, log)
        for line in log.splitlines():
            assert line.startswith("uketsuke-server: "), line


def test_metrics_for_the_group():
    """The numbers are in Prometheus' text form, on their own socket."""
    with Server() as server:
        desk = server.device()
        for _ in range(3):
            desk.ask("GET", "/v1/health")
        metrics = server.metrics()
        assert metrics['uketsuke_answers_total{route="health",status="200"}'] == 3, metrics
        assert metrics["uketsuke_started_seconds"] > 1.7e9


def test_foreign_clock():
    """A server whose clock is a year off refuses what is out of its time instead of guessing."""
    server = Server()
    try:
        server.start()
        desk = server.device()
        server.stop()
        server.start(ahead=400)
        context = any_context()
        context.load_cert_chain(desk.path("device.pem"), desk.path("key.pem"))
        connection = http.client.HTTPSConnection(*server.desks, context=context, timeout=DEADLINE_S)
        connection.request("GET", "/v1/health")
        assert connection.getresponse().status == 400
        connection.close()
        assert server.handled() == 0
    finally:
        server.__exit__()


run_cases([value for name, value in list(globals().items()) if name.startswith("test_")])
