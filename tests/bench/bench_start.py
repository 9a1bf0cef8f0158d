#!/usr/bin/python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench_start.py BUILD [PATIENTS [ROUNDS]]: starts and memory of the desk against an empty window (goals U1 to U3).

To be run in a session of its own with a keyring and a display (scripts/bench does so). Programs are interleaved, so
that a busy neighbour hits all alike. Cold: the program's own files, and only they, are dropped from the page cache.
"Drawn" is when the last pixel changed that differs from what stayed (watch-window.c). Prints a line of JSON a figure.
"""
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time

BENCH = "start"
REST_S = 4


def print_figure(name, value, unit):
    print(json.dumps({"bench": BENCH, "name": name, "value": round(value, 4), "unit": unit}, ensure_ascii=False),
          flush=True)


class Program:
    """One of the programs that are started in turn."""

    def __init__(self, name, command, key="-", **environment):
        self.name, self.command, self.key, self.environment = name, command, key, environment
        self.files, self.times, self.pss_kib, self.n_helpers = set(), {"cold": [], "warm": []}, 0, 0

    def median(self, phase, part):
        return statistics.median(part(times) for times in self.times[phase]) / 1000


def watch(tool, program):
    environment = {name: value for name, value in {**os.environ, **program.environment}.items() if value}
    answer = subprocess.run([tool, program.key, *program.command], stdout=subprocess.PIPE, stderr=sys.stderr,
                            stdin=subprocess.DEVNULL, env=environment, text=True, check=False).stdout
    if not answer:
        sys.exit(f"bench_start: {program.name} shows no window")
    return json.loads(answer)


def drop_from_cache(files):
    for path in files:
        try:
            file = os.open(path, os.O_RDONLY)
        except OSError:
            continue
        os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(file)


def get_files(pid):
    with open(f"/proc/{pid}/maps", encoding="utf-8") as maps:
        parts = [line.split(None, 5) for line in maps]
    return {part[5].strip() for part in parts if len(part) == 6 and os.path.isfile(part[5].strip())}


def get_pss_kib(pid):
    with open(f"/proc/{pid}/smaps_rollup", encoding="utf-8") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def get_children(pid):
    found = []
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/children", encoding="utf-8") as children:
            found += children.read().split()
    return found


def end(pid):
    os.kill(pid, signal.SIGTERM)
    for _ in range(200):
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
                if stat.read().rsplit(")", 1)[1].split()[0] == "Z":
                    return
        except FileNotFoundError:
            return
        time.sleep(0.02)
    os.kill(pid, signal.SIGKILL)


def learn(tool, program):
    """A start that is not counted: which files it maps, and what it holds when it has come to rest."""
    pid = watch(tool, program)["pid"]
    time.sleep(REST_S)
    program.files = get_files(pid)
    program.pss_kib, program.n_helpers = get_pss_kib(pid), len(get_children(pid))
    end(pid)


def run_round(tool, programs):
    for phase in ("cold", "warm", "warm"):
        for program in programs:
            if phase == "cold":
                drop_from_cache(program.files)
            times = watch(tool, program)
            program.times[phase].append(times)
            end(times["pid"])


def report(desk, floor, floor_gl):
    for phase in ("cold", "warm"):
        empty = floor.median(phase, lambda times: times["settled_us"])
        empty_gl = floor_gl.median(phase, lambda times: times["settled_us"])
        asked = desk.median(phase, lambda times: times["settled_us"])
        list_drawn = desk.median(phase, lambda times: times["settled_us"] + times["after_key_us"])
        print_figure(f"{phase} floor drawn", empty, "ms")
        print_figure(f"{phase} floor drawn, GL in software", empty_gl, "ms")
        print_figure(f"{phase} desk drawn", asked, "ms")
        print_figure(f"{phase} today's list drawn", list_drawn, "ms")
        print_figure(f"{phase} desk to floor", asked / empty, "ratio")
        print_figure(f"{phase} today's list to floor", list_drawn / empty, "ratio")
        print_figure(f"{phase} desk to floor with GL in software", asked / empty_gl, "ratio")
        print_figure(f"{phase} today's list to floor with GL in software", list_drawn / empty_gl, "ratio")
    print_figure("floor PSS", floor.pss_kib / 1024, "MiB")
    print_figure("desk PSS", desk.pss_kib / 1024, "MiB")
    print_figure("desk PSS above the floor", (desk.pss_kib - floor.pss_kib) / 1024, "MiB")
    print_figure("helper processes", desk.n_helpers, "processes")


def set_environment(folder):
    for name in ("config", "cache", "state", "run"):
        os.makedirs(os.path.join(folder, name, "gtk-4.0"), mode=0o700)
    with open(os.path.join(folder, "config", "gtk-4.0", "settings.ini"), "w", encoding="utf-8") as settings:
        settings.write("[Settings]\ngtk-cursor-blink=0\n")
    os.environ.update(XDG_CONFIG_HOME=f"{folder}/config", XDG_CACHE_HOME=f"{folder}/cache",
                      XDG_STATE_HOME=f"{folder}/state", XDG_RUNTIME_DIR=f"{folder}/run", GSETTINGS_BACKEND="memory",
                      GIO_USE_VFS="local", GTK_USE_PORTAL="0", GDK_BACKEND="x11", LC_ALL="ja_JP.UTF-8",
                      TZ="Asia/Tokyo", GTK_IM_MODULE="gtk-im-context-simple", LIBGL_ALWAYS_SOFTWARE="1")


def main():
    build = sys.argv[1]
    n_patients = sys.argv[2] if len(sys.argv) > 2 else "100000"
    n_rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    tool = f"{build}/tests/bench/watch-window"
    with tempfile.TemporaryDirectory(prefix="uke-start-") as folder:
        set_environment(folder)
        data = f"{folder}/clinic"
        subprocess.run([f"{build}/src/ctl/uketsukectl", "--data", data, "demo", "--patients", n_patients, "--seed", "1"],
                       check=True, stdout=subprocess.DEVNULL)
        floor = Program("floor", [f"{build}/tests/bench/floor-window"], GSK_RENDERER="cairo")
        floor_gl = Program("floor with GL", [f"{build}/tests/bench/floor-window"], GSK_RENDERER="")
        desk = Program("desk", [f"{build}/src/app/uketsuke", "--data", data], key="Return", GSK_RENDERER="")
        for program in (floor, floor_gl, desk):
            learn(tool, program)
        for _ in range(n_rounds):
            run_round(tool, (floor, floor_gl, desk))
        report(desk, floor, floor_gl)


main()
