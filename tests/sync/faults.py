#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Server, proxy and desks as processes, under everything that happens to processes (sync.md 3.2, layer 4).

faults.py SERVER [CLASS…]: each class of faults some times, by a seed of its own; UKE_TEST_FAULTS says how often (10).
Each run: people at three desks register and book while the fault strikes; then it is over. At the end every desk has
the same rows, the same place in one chain and nothing that waits, the server's digest is theirs, everything that a
desk had said to have committed is in the log exactly once, and of those who booked the same time one has it.
"""
import calendar
import glob
import os
import shutil
import subprocess
import sys
import tempfile
import time

if "UKE_TEST_MOUNTS" not in os.environ:
    # Disks that fill up are mounted in a namespace of one's own: as root, or where this user may be root.
    os.environ["UKE_TEST_MOUNTS"] = ""
    for words in (["unshare", "-m"], ["unshare", "-rm"]):
        if subprocess.run([*words, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True).returncode == 0:
            os.execvpe(words[0], [*words, sys.executable, *sys.argv], dict(os.environ, UKE_TEST_MOUNTS="1"))

from processes import DEADLINE_S, Buses, Desk, fill, free_address, seeded, serverlib
from serverlib import until

N_RUNS = int(os.environ.get("UKE_TEST_FAULTS", "10"))
N_DESKS = 3
CAN_MOUNT = bool(os.environ["UKE_TEST_MOUNTS"])
HOUR_US = 3600 * 10**6


def first_day_us():
    """The beginning in Japan of the next June or December, neither of which has a holiday: who books on one is asked."""
    today = time.gmtime(time.time() + 9 * 3600)
    year, month = (today.tm_year, 6) if today.tm_mon < 6 else (today.tm_year, 12) if today.tm_mon < 12 else (
        today.tm_year + 1, 6)
    return calendar.timegm((year, month, 1, 0, 0, 0)) * 10**6 - 9 * HOUR_US


class World:
    """A server and its desks, each with a disk and a line of its own."""

    def __init__(self, folder, database=()):
        """@database: words of init that name one."""
        self.folder = folder
        self.mounted = []
        disks = [self.make_disk(f"disk{number}") for number in range(N_DESKS + 1)]
        self.server = serverlib.Server(
            arguments=["--listen", free_address(), "--enrol-listen", free_address(), *database], place=disks[0])
        self.server.disk = disks[0]
        self.server.start()
        self.desks = [Desk(self.server, disks[number], f"desk{number}", number == N_DESKS)
                      for number in range(1, N_DESKS + 1)]
        self.reader = self.other = None
        self.number = self.unsure = self.n_orders = self.n_races = self.n_races_before = 0
        for desk in self.desks:
            until(desk.is_live, f"{desk.name} to have its first content", DEADLINE_S)
        self.column = None
        self.make_ready()

    def make_disk(self, name):
        """A place for a machine's files, and one that can be filled."""
        path = os.path.join(self.folder, name)
        os.mkdir(path)
        if CAN_MOUNT:
            subprocess.run(["mount", "-t", "tmpfs", "-o", "size=96m,mode=0700", "tmpfs", path], check=True)
            self.mounted.append(path)
        return path

    def close(self):
        for desk in self.desks:
            desk.stop()
        self.server.stop()
        if self.other is not None:
            self.other.__exit__()
        for path in self.mounted:
            subprocess.run(["umount", "-l", path], check=True)

    def second(self):
        """Another server process on the same database, with a copy of the first one's folder and doors of its own."""
        if self.other is None:
            self.other = serverlib.Server.__new__(serverlib.Server)
            self.other.__dict__.update(self.server.__dict__, process=None,
                                       root=tempfile.TemporaryDirectory(prefix="uks-"))
            self.other.folder = os.path.join(self.other.root.name, "srv")
            shutil.copytree(self.server.folder, self.other.folder, ignore=shutil.ignore_patterns("*.sock"))
            ini = self.other.path("server.ini")
            with open(ini, encoding="utf-8") as file:
                lines = [line for line in file if not line.startswith(("listen=", "enrol-listen="))]
            with open(ini, "w", encoding="utf-8") as file:
                file.writelines([*lines, f"listen={free_address()}\n", f"enrol-listen={free_address()}\n"])
            self.other.start()
        return self.other

    def make_ready(self):
        """A column that has times for some more races, at every desk."""
        if self.column is None or self.n_races - self.n_races_before > 150:
            self.column = self.desks[0].ask("column", f"診察{self.n_races}").split()[1]
            self.n_races_before = self.n_races
            self.agree()

    def count_kept(self):
        return sum(len(desk.kept) for desk in self.desks)

    # -- what people do ---------------------------------------------------------------------------------------

    def register(self, desk):
        self.number += 1
        return desk.make("patient", str(100000 + self.number))

    def work(self, desks, n=1):
        for _ in range(n):
            for desk in desks:
                self.register(desk)

    def race(self):
        """Everybody books the same time; who knows already that it is taken is not let."""
        day, place = divmod(self.n_races - self.n_races_before, 8)
        at_us = first_day_us() + (24 * day + 9 + place) * HOUR_US
        self.n_races += 1
        booked = 0
        for desk in self.desks:
            answer = desk.ask("book", self.register(desk), self.column, str(at_us))
            booked += answer.startswith("kept ")
        assert booked > 0, answer

    def try_register(self, desk):
        """It may be that this desk cannot commit now."""
        self.number += 1
        answer = desk.ask("patient", str(100000 + self.number))
        if not answer.startswith("kept "):
            self.number -= 1

    def tell(self):
        """Where everybody stands, for whoever reads that they do not agree."""
        for desk in self.desks:
            print(f"# {desk.name}: {desk.process.poll()} {desk.read_log()[-700:]!r}", flush=True)
        print(f"# server: {self.server.read_log()[-700:]!r}", flush=True)

    # -- what must hold ---------------------------------------------------------------------------------------

    def agree(self):
        """All desks stand at the same place with the same rows; says where."""
        def same():
            states = [desk.is_live() for desk in self.desks]
            if None in states or len({(one["seq"], one["chain"]) for one in states}) > 1:
                return None
            return states
        states = until(same, "all desks to come to the same place", DEADLINE_S)
        assert len({one["root"] for one in states}) == 1, states
        assert len({(one["patients"], one["confirmed"], one["cards"]) for one in states}) == 1, states
        return states[0]

    def check(self):
        """P1, P2: in the log once; P3, P10: everywhere the same; P4: one of those who raced has the time."""
        state = self.agree()
        ids = self.read_log()
        for desk in self.desks:
            for change_set in desk.kept:
                assert ids.get(change_set) == 1, (desk.name, change_set, ids.get(change_set))
        assert set(ids.values()) == {1}, [one for one in ids.items() if one[1] != 1]
        assert state["confirmed"] == self.n_races, state
        assert self.number <= state["patients"] <= self.number + self.unsure, (state, self.number, self.unsure)

    def read_log(self):
        """How often each change-set is in the server's log, read and verified by a client that shares no line."""
        if self.reader is None:
            from wiredesk import Desk as Reader
            self.reader = Reader(self.server, "監査")
        self.reader.turn_to(self.server)
        self.reader.pull_all()
        ids = {}
        for entry in self.reader.entries:
            change_set = entry["meta"][2:34]
            ids[change_set] = ids.get(change_set, 0) + 1
        return ids

    def compare(self):
        """Every desk's rows are held to the server's digest; nothing had to be put right."""
        for desk in self.desks:
            before = desk.state()["checks"]
            desk.ask("check")
            after = until(lambda: (lambda s: s["open"] and s["checks"] > before and s)(desk.state()),
                          f"{desk.name} to be compared with the server", DEADLINE_S)
            assert after["repaired"] == 0, (desk.name, after)

    def listen_to_logs(self):
        """A server that is away, busy or starting again is no reason for a warning at a desk; its own full disk is."""
        for desk in self.desks:
            warnings = [line for line in desk.read_log().splitlines()
                        if "-WARNING" in line and "what was to be stored is not: " not in line]
            assert not warnings, (desk.name, warnings)


# -- the classes ------------------------------------------------------------------------------------------------------

def kill_server(world, random):
    """The server dies in the middle of pushes, its proxy with it, and comes back."""
    world.work(world.desks, random.randrange(1, 3))
    world.server.stop(serverlib.signal.SIGKILL)
    world.race()
    world.work(world.desks)
    world.server.start()


def kill_desk(world, random):
    """A desk dies while it commits and sends; what it had not said may be done or not, but whole."""
    victim = random.choice(world.desks)
    asked = random.randrange(1, 5)
    for _ in range(asked):
        world.n_orders += 1
        victim.order("patient", str(900000 + world.n_orders))
    said = random.randrange(asked + 1)
    for _ in range(said):
        victim.kept.append(victim.read().split()[1])
    said += victim.kill()
    world.number += said
    world.unsure += asked - said
    world.work([desk for desk in world.desks if desk is not victim])
    victim.start()
    world.race()


def stop_server(world, random):
    """The server stands still, with all connections open, and goes on."""
    os.kill(world.server.process.pid, serverlib.signal.SIGSTOP)
    world.race()
    world.work(world.desks, random.randrange(1, 3))
    os.kill(world.server.process.pid, serverlib.signal.SIGCONT)


def stop_desk(world, random):
    """A desk stands still while it asks and is answered."""
    victim = random.choice(world.desks)
    world.race()
    victim.freeze()
    world.work([desk for desk in world.desks if desk is not victim], 2)
    victim.thaw()
    world.work([victim])


def cut_line(world, random):
    """Connections end at any byte of handshakes, requests and answers."""
    for desk in world.desks:
        desk.relay.cuts = seeded("cuts", random.random())
        desk.relay.hang_up()
    world.race()
    for desk in world.desks:
        world.register(desk)
        before = desk.relay.n_cut
        until(lambda: desk.nudge() and desk.relay.n_cut > before, "a cut", DEADLINE_S)


def deaf_line(world, random):
    """One direction of a desk's line swallows everything, as behind a router that forgot."""
    victim = random.choice(world.desks)
    victim.relay.deaf = random.choice(["up", "down"])
    world.race()
    before = victim.relay.n_swallowed
    until(lambda: victim.nudge() and victim.relay.n_swallowed > before, "something to be lost", DEADLINE_S)
    world.work(world.desks)


def kill_proxy(world, random):
    """nginx, or the worker that has the connections, dies under them. Another comes: at once for a worker; for the whole
    after a while that grows with each death, so that happens seldom."""
    world.work(world.desks, random.randrange(1, 3))
    masters, workers = world.server.proxy_pids()[:1], world.server.proxy_pids()[1:]
    if random.randrange(5) == 0:
        os.kill(masters[0], serverlib.signal.SIGKILL)
    else:
        os.kill(random.choice(workers), serverlib.signal.SIGKILL)
    world.race()
    until(lambda: len(world.server.proxy_pids()) >= 2 and world.server.proxy_pids() != masters + workers,
          "another proxy", DEADLINE_S)


def full_disk(world, random):
    """The server's disk, or a desk's, is full for a while: nothing is taken, and nothing is lost."""
    victim = random.choice([None, world.desks[0]])
    ballast = fill(victim.disk if victim else world.server.disk)
    others = [desk for desk in world.desks if desk is not victim]
    for _ in range(random.randrange(1, 4)):
        world.work(others)
    if victim:
        world.try_register(victim)
    os.unlink(ballast)
    world.race()


def turn_clock(world, random):
    """A desk's clock jumps by hours, there and back."""
    victim = world.desks[-1]
    for hours in (random.choice([-20, -3, 3, 20]), 0):
        victim.set_clock(hours)
        world.work(world.desks)
        world.race()


class Cluster:
    """The PostgreSQL cluster that with-postgresql made; it can be stopped as by a power failure, and started."""

    def __init__(self, uri):
        self.folder = uri.split("host=", 1)[1]
        self.programs = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[-2]))[-1]

    def control(self, *words):
        owner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.getuid() == 0 else []
        subprocess.run([*owner, f"{self.programs}/pg_ctl", "-D", f"{self.folder}/data", "-w", *words], check=True,
                       cwd="/", env=dict(os.environ, LC_ALL="C.UTF-8"), stdout=subprocess.DEVNULL)

    def stop(self):
        self.control("-m", "immediate", "stop")

    def start(self):
        options = ("-c listen_addresses= -c max_connections=100 -c shared_buffers=64MB "
                   f"-c unix_socket_directories={self.folder}")
        self.control("-l", f"{self.folder}/log", "-o", options, "start")


def restart_postgresql(world, random):
    """The database server under the clinic's is gone at once, in the middle of pushes, and comes back."""
    cluster = Cluster(serverlib.URI)
    for desk in world.desks:
        for _ in range(random.randrange(1, 4)):
            world.register(desk)
    cluster.stop()
    try:
        world.race()
        world.work(world.desks, random.randrange(1, 3))
    finally:
        cluster.start()
    world.work(world.desks)


def turn_to(desk, server):
    """From now on this desk's line leads there."""
    if desk.relay.server is not server:
        desk.relay.server = server
        desk.relay.hang_up()


def lose_one_of_two(world, random):
    """Two server processes serve one database; one dies or stands still in the middle of pushes, with whatever it holds
    there, and the desks go on through the other. It comes back, and some go back to it."""
    both = [world.server, world.second()]
    for desk in world.desks:
        turn_to(desk, random.choice(both))
    victim = random.choice([desk.relay.server for desk in world.desks])
    left = both[1 - both.index(victim)]
    dies = random.randrange(2) == 0
    orders = [(desk, random.randrange(1, 6)) for desk in world.desks]
    for desk, n in orders:
        for _ in range(n):
            world.number += 1
            desk.order("patient", str(100000 + world.number))
    if dies:
        victim.stop(serverlib.signal.SIGKILL)
    else:
        os.kill(victim.process.pid, serverlib.signal.SIGSTOP)
    try:
        for desk, n in orders:
            for _ in range(n):
                desk.kept.append(desk.read().split()[1])
        world.race()
        for desk in world.desks:
            turn_to(desk, left)
        world.work(world.desks, random.randrange(1, 3))
        until(lambda: all(desk.is_live() for desk in world.desks), "the desks to go on through the other", DEADLINE_S)
    finally:
        if dies:
            victim.start()
        else:
            os.kill(victim.process.pid, serverlib.signal.SIGCONT)
    for desk in world.desks:
        turn_to(desk, random.choice(both))
    world.race()
    world.work(world.desks)


ON_POSTGRESQL = [restart_postgresql, lose_one_of_two]
CLASSES = [kill_server, kill_desk, stop_server, stop_desk, cut_line, deaf_line, kill_proxy, full_disk, turn_clock]


def run_class(world, strike):
    began, said, races = time.monotonic(), world.count_kept(), world.n_races
    for number in range(N_RUNS):
        try:
            world.make_ready()
            strike(world, seeded(strike.__name__, number))
            for desk in world.desks:
                desk.relay.mend()
            world.check()
            world.compare()
            world.listen_to_logs()
        except BaseException:
            print(f"# run {number} of {strike.__name__}", flush=True)
            world.tell()
            raise
    print(f"# {N_RUNS} runs, {world.count_kept() - said} change-sets, {world.n_races - races} races, "
          f"{time.monotonic() - began:.1f} s", flush=True)


class Worlds:
    """One world for all classes; another one after it was found wanting."""

    def __init__(self):
        self.world = None

    def run(self, strike):
        is_postgresql = strike in ON_POSTGRESQL
        if self.world is not None and is_postgresql != self.is_postgresql:
            self.end()
        if self.world is None:
            self.folder = tempfile.TemporaryDirectory(prefix="uke-faults-", ignore_cleanup_errors=True)
            self.is_postgresql = is_postgresql
            self.world = World(self.folder.name, ["--database", serverlib.URI, "--schema", f"faults_{os.getpid()}"]
                               if is_postgresql else ())
        try:
            run_class(self.world, strike)
        except BaseException:
            self.end()
            raise

    def end(self):
        if self.world is not None:
            self.world.close()
            self.folder.cleanup()
        self.world = None


def main():
    names = sys.argv[2:]
    chosen = [one for one in CLASSES if not names or one.__name__ in names]
    # These take the cluster down that they find, so it has to be their own: they are run when they are named.
    chosen += [one for one in ON_POSTGRESQL if one.__name__ in names]
    if not CAN_MOUNT:
        print("# no file system can be mounted here: no disk is filled")
        chosen = [one for one in chosen if one is not full_disk]
    worlds = Worlds()
    cases = []
    for strike in chosen:
        def case(strike=strike):
            worlds.run(strike)
        case.__name__ = strike.__name__
        cases.append(case)
    with Buses():
        try:
            serverlib.run_cases(cases)
        finally:
            worlds.end()


main()
