#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several server processes on one PostgreSQL schema, and the end of the database server under them.

servers.py together WRITER: processes write at once, and one of them is killed.
servers.py failover WRITER: the primary is killed in the middle of commits, its synchronous standby takes over.

WRITER is the program feed-writer; UKE_TEST_POSTGRESQL says where the cluster is. Failover kills that cluster, so
it is run with one of its own.
"""
import glob
import os
import signal
import subprocess
import sys
import tempfile
import uuid

WRITER = sys.argv[2]
URI = os.environ["UKE_TEST_POSTGRESQL"]
FOLDER = URI.split("host=", 1)[1]
SCHEMA = "t_" + uuid.uuid4().hex


def writer(command, *more, uri=URI, **options):
    return subprocess.run([WRITER, command, uri, SCHEMA, *map(str, more)], text=True, check=False,
                          stdout=subprocess.PIPE, **options)


def begin(count, uri=URI):
    return subprocess.Popen([WRITER, "write", uri, SCHEMA, str(count)], text=True, stdout=subprocess.PIPE)


def read_ids(process, count):
    """The next acknowledged ids; each line is one that was written whole."""
    lines = []
    while len(lines) < count:
        line = process.stdout.readline()
        if not line.endswith("\n"):
            break
        lines.append(line)
    return lines


def check(name, ids, n_entries, uri=URI):
    """Every acknowledged id is in the log, everything is in order, and the log has no more than was written."""
    found = writer("check", uri=uri, input="".join(ids))
    print("\n".join("# " + line for line in found.stdout.splitlines()))
    head = int(found.stdout.split()[-1])
    is_good = found.returncode == 0 and len(set(ids)) == len(ids) and n_entries[0] <= head <= n_entries[1]
    print(f"{'ok' if is_good else 'not ok'} {name}", flush=True)
    return is_good


def together():
    """Entries of four writers, one of them killed, follow each other without a gap, and none is lost."""
    count = 60
    writers = [begin(count) for _ in range(3)]
    victim = begin(100000)
    ids = read_ids(victim, 20)
    victim.send_signal(signal.SIGKILL)
    ids += read_ids(victim, 100000)
    victim.wait()
    for process in writers:
        ids += read_ids(process, count)
        assert process.wait() == 0
    # The clinic's own first entry; and what the victim had committed and not yet told is no more than one.
    at_least = 1 + len(ids)
    return check("1 /store/servers/together", ids, (at_least, at_least + 1))


def owner(*command, **options):
    """As the user that the server is run by."""
    prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.getuid() == 0 else []
    return subprocess.run(prefix + list(command), check=True, text=True, cwd="/", stdout=subprocess.PIPE,
                          env={**os.environ, "LC_ALL": "C.UTF-8"}, **options).stdout


def ask(folder, *statements):
    words = [word for statement in statements for word in ("-c", statement)]
    return owner("psql", "-AtqX", "-h", folder, "-U", "postgres", "-d", "postgres", *words).strip()


def start_standby(programs, folder):
    """A copy of the primary that follows it; from then on no commit is acknowledged that it does not have."""
    owner(f"{programs}/pg_basebackup", "-D", f"{folder}/data", "-R", "-X", "stream", "--checkpoint=fast",
          "-d", f"host={FOLDER} user=postgres application_name=second")
    owner(f"{programs}/pg_ctl", "-D", f"{folder}/data", "-l", f"{folder}/log", "-w", "-o",
          f"-c listen_addresses= -c unix_socket_directories={folder}", "start")
    ask(FOLDER, "ALTER SYSTEM SET synchronous_standby_names = 'second'", "SELECT pg_reload_conf ()")
    while ask(FOLDER, "SELECT count (*) FROM pg_stat_replication WHERE sync_state = 'sync'") != "1":
        pass


def failover():
    """What was acknowledged before the primary's sudden end is there after it, and the writers go on."""
    programs = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[-2]))[-1]
    with tempfile.TemporaryDirectory(prefix="uke-pg-", dir="/tmp") as folder:
        if os.getuid() == 0:
            subprocess.run(["chown", "postgres:", folder], check=True)
        uri = f"{URI},{folder}&target_session_attrs=read-write"
        start_standby(programs, folder)
        try:
            writers = [begin(250, uri) for _ in range(2)]
            ids = [line for process in writers for line in read_ids(process, 50)]
            with open(f"{FOLDER}/data/postmaster.pid", encoding="ascii") as file:
                os.kill(int(file.readline()), signal.SIGKILL)
            owner(f"{programs}/pg_ctl", "-D", f"{folder}/data", "-w", "promote")
            ids += [line for process in writers for line in read_ids(process, 200)]
            codes = [process.wait() for process in writers]
            is_primary = ask(folder, "SELECT NOT pg_is_in_recovery ()") == "t"
            return check("1 /store/servers/failover", ids, (501, 501), uri) and codes == [0, 0] and is_primary
        finally:
            owner(f"{programs}/pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "-w", "stop")


print("1..1", flush=True)
assert writer("make").returncode == 0
try:
    is_fine = {"together": together, "failover": failover}[sys.argv[1]]()
finally:
    if sys.argv[1] == "together":
        writer("drop")
sys.exit(0 if is_fine else 1)
