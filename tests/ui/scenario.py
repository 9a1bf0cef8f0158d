# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A scenario is a list of steps that lean on each other. Each step is a TAP case with a picture; after the
first that does not hold, the rest is reported as not reached and the accessible tree is shown."""
import argparse
import inspect
import os
import sys
import traceback

from desk_session import Session


def run(steps, start=None):
    """steps: functions that take a World, in order; their first doc line is the case's name."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True, help="the desktop program")
    parser.add_argument("--ctl", required=True, help="uketsukectl")
    parser.add_argument("--pictures", required=True, help="where the pictures go")
    parser.add_argument("--source", required=True, help="the source tree")
    arguments = parser.parse_args()
    print(f"1..{len(steps)}", flush=True)
    failed = False
    with Session() as session:
        world = World(session, arguments)
        try:
            if start is not None:
                start(world)
            for number, step in enumerate(steps, 1):
                name = inspect.getdoc(step).splitlines()[0].rstrip(".")
                if failed:
                    print(f"not ok {number} {name} # not reached", flush=True)
                    continue
                try:
                    step(world)
                    world.desk.picture(step.__name__)
                    print(f"ok {number} {name}", flush=True)
                except Exception:
                    failed = True
                    world.desk.picture(f"{step.__name__}-failed")
                    for line in traceback.format_exc().splitlines():
                        print(f"# {line}")
                    for line in world.desk.said().splitlines()[-30:]:
                        print(f"# said: {line}")
                    print(f"not ok {number} {name}", flush=True)
        finally:
            if world.desk.process is not None:
                session.end(world.desk.process)
    sys.exit(1 if failed else 0)


class World:
    """What the steps of one scenario share; they may hang their own findings on it."""

    def __init__(self, session, arguments):
        from desk import Desk
        from desk_notifications import Notifications
        self.session, self.arguments = session, arguments
        self.data = os.path.join(session.folder, "clinic")
        self.notifications = Notifications()
        self.desk = Desk(session, arguments.program, arguments.pictures, self.data)
