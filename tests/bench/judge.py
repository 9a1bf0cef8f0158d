#!/usr/bin/python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""judge.py LINES: turns the lines that the programs of this folder printed into one document with every goal.

The document goes to standard output, the goals as a table to standard error.
"""
import datetime
import json
import os
import platform
import subprocess
import sys

# Goal, program, figure, limit, what dominates. A goal is reached when the figure is at most the limit, or at least
# it where the limit is a share of something.
GOALS = (
    ("S1", "store-search", "median key to limit", "<=", 1.0, "the scan of names"),
    ("S1", "store-search", "worst key to limit", "<=", 3.0, "two passes over numbers and phones for typed zeros"),
    ("S2", "store-search-1m", "worst key to limit", "<=", 1.5, "two passes over numbers and phones for typed zeros"),
    ("S2", "store-search-1m", "worst key", "<=", 16.7, "reading 31 MB of numbers and phones from memory"),
    ("S3", "store-search", "later keys to first keys", "<=", 0.25, "describing 50 hits"),
    ("S4", "store-search", "memory to text", "<=", 2.0, "ids and offsets"),
    ("S4", "store-search", "fill to LIKE scan", "<=", 1.2, "decrypting the pages, as in the scan itself"),
    ("C1", "store-cards", "week to plain join", "<=", 0.33, "decrypting some 100 pages"),
    ("C1", "store-cards", "day to plain join", "<=", 0.33, "decrypting some 15 pages"),
    ("U1", "start", "warm desk to floor", "<=", 1.15, "widgets, styles and the draw of the first page"),
    ("U1", "start", "cold desk to floor", "<=", 1.25, "reading libraries, and 9 MB of icons and fonts"),
    ("U1", "start", "warm today's list to floor", "<=", 1.15, "laying out and drawing the calendar in software"),
    ("U1", "start", "cold today's list to floor", "<=", 1.25, "laying out and drawing the calendar in software"),
    ("U2", "start", "desk PSS above the floor", "<=", 30.0, "the search memory, 11 MB at 100,000 patients"),
    ("U2", "start", "helper processes", "<=", 0, ""),
    ("U3", "start", "cold desk to floor with GL in software", "<=", 0.3, "reading libraries; warm ones are cached"),
    ("import", "app-import", "import rate to bare inserts", ">=", 0.5, "encrypting and writing pages, on one thread"),
    ("import", "app-import", "iterations over 50 ms", "<=", 0, "new rows of the patient list"),
    ("import", "app-import", "iterations over 50 ms, computed", "<=", 0, "new rows of the patient list"),
    ("commit", "store-commit", "commit rate to bare inserts", ">=", 0.5, "change-set JSON and two hash chains"),
    ("feed", "store-authority", "pushed, a commit each", ">=", 300, "one synchronised write a commit, then encryption"),
    ("feed", "store-authority-pg", "pushed, a commit each", ">=", 1000.0, "25 statements of the server a change-set"),
    ("feed", "store-authority-pg", "edits pushed, a commit each", ">=", 1000.0, "12 statements of the server a change-set"),
    ("feed", "store-authority-pg", "edits pushed, eight to a commit", ">=", 1000.0, "12 statements of the server a change-set"),
    ("feed", "store-feed", "SQLite, 20 to a transaction", ">=", 300.0, "change-set JSON and two hash chains"),
    ("feed", "store-feed-pg", "PostgreSQL, 20 to a transaction", ">=", 1000.0, "asking the server 11 times a change-set"),
    ("Y1", "sync", "first sync to limit", "<=", 1.25, "two tables with their versions and all indexes, row hashes"),
    ("Y1", "sync-1m", "first sync to limit", "<=", 1.25, "rows of many tables beside the limit's one"),
    ("Y2", "sync", "worked with to first sync", "<=", 0.05, "the first tier comes as a file of its own"),
    ("Y3", "sync", "edit to the shortest way", "<=", 5.0, "five requests and three main loops"),
    ("Y3", "sync", "p99 above the shortest way", "<=", 16.7, "a checkpoint of the log of pages"),
    ("night", "sync", "catching up with 5000 entries", "<=", 750.0, ""),
    ("Y4", "server", "nothing changed, median", "<=", 1.87, "the proxy's second connection"),
    ("H1", "server", "changes since N to trivial handler, rate", ">=", 0.6, "who asks, and checking his place"),
    ("H1", "server", "changes since N to trivial handler, median", "<=", 1.7, "who asks, and checking his place"),
    ("H2", "server", "an edit told to 50, to 50 trivial answers", "<=", 2.0, "the commit, and a page for each"),
    ("news", "server", "news at 50, p99", "<=", 1000.0, ""),
    ("news", "server", "memory with 100 waiting", "<=", 150.0, ""),
    ("drag", "app-day-grid", "drag over 60 bookings, p99", "<", 33.0, "drawing the grid in software"),
    ("scroll", "app-day-grid", "scroll of 400 bookings to bare scroll", "<=", 1.5, "drawing 400 blocks"),
)


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def get_processor():
    with open("/proc/cpuinfo", encoding="utf-8") as facts:
        names = [line.split(":", 1)[1].strip() for line in facts if line.startswith("model name")]
    return names[0] if names else platform.machine()


def is_reached(value, relation, limit):
    return {"<=": value <= limit, "<": value < limit, ">=": value >= limit}[relation]


def judge(figures, begun):
    """Every goal of the programs that were begun; one that ended early leaves goals that were not measured."""
    values = {(figure["bench"], figure["name"]): figure["value"] for figure in figures}
    goals = []
    for goal, bench, name, relation, limit, dominates in GOALS:
        if bench not in begun:
            continue
        value = values.get((bench, name))
        reached = "not measured" if value is None else "yes" if is_reached(value, relation, limit) else "no"
        goals.append({"goal": goal, "name": name, "value": value, "relation": relation, "limit": limit,
                      "reached": reached, "dominates": dominates})
    return goals


def print_table(goals, loads):
    print("load at start: " + ", ".join(f"{name} {load}" for name, load in loads.items()), file=sys.stderr)
    for goal in goals:
        value = "-" if goal["value"] is None else f"{goal['value']:.2f}"
        print(f"{goal['goal']:<7} {goal['name']:<42} {value:>8}  {goal['relation']:>2} {goal['limit']:<5} "
              f"{goal['reached']}", file=sys.stderr)


def main():
    with open(sys.argv[1], encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.startswith("{")]
    figures = [row for row in rows if "value" in row]
    if not figures:
        sys.exit("bench: no figure was measured")
    loads = {row["bench"]: row["load"] for row in rows if "load" in row}
    goals = judge(figures, loads)
    print_table(goals, loads)
    print(json.dumps({
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "commit": run("git", "describe", "--always", "--dirty"),
        "processor": get_processor(),
        "processors": os.cpu_count(),
        "kernel": platform.release(),
        "load at start": loads,
        "goals": goals,
        "figures": figures,
    }, ensure_ascii=False, indent=1))


main()
