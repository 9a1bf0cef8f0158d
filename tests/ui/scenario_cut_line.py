#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two desks with their windows, a server and its proxy, and between each desk and them a line that ends at chosen bytes of
handshakes, questions and answers: what people enter meanwhile is at the other desk afterwards, once, and two bookings of
one time become one question. The clocks of all say that it is a Tuesday morning."""
import os
import re
import sys
import types

import clinic_server
import scenario

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "sync"))

# Of a connection, in both directions together: in the first words of TLS, among the certificates, at the end of the
# handshake, in a question, in an answer.
BYTES = [1, 700, 2600, 4200, 5200]


def begin(world):
    from desk import Desk  # it looks for the accessibility bus, which stands only now
    clinic_server.set_clocks(world)
    code = clinic_server.make_demo(world)
    world.server = clinic_server.run_server(world, "--from", world.data, "--recovery-code-file", code)
    world.session.start_screen()
    data = os.path.join(world.session.folder, "other")
    world.two = types.SimpleNamespace(
        session=world.session, arguments=world.arguments, data=data,
        desk=Desk(world.session, world.arguments.program, os.path.join(world.arguments.pictures, "other"), data))
    world.places = [world, world.two]
    world.n_people = 0


def go_through_a_relay(place, server):
    """The desk is ended, told another way to its server, and started again."""
    from processes import Relay  # the server's program is known only now
    assert place.desk.quit() == 0, place.desk.said()
    place.relay = Relay(server)
    path = os.path.join(place.data, "server", "server.conf")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(re.sub("^uri=.*$", f"uri=https://{place.relay.address}", text, flags=re.M))
    clinic_server.sit_down(place)
    place.desk.find("push button", "最新です")


def join_one(world):
    """The desk with the clinic's content joins, and has its line to the server."""
    clinic_server.sit_down(world)
    clinic_server.join_in_place(world, world.server, "受付 1")
    go_through_a_relay(world, world.server)


def join_two(world):
    """An empty desk joins on a screen of its own, and has a line too."""
    two = world.two
    two.desk.start()
    two.desk.find("push button", "サーバーのあるクリニックに加わる…").activate()
    clinic_server.fill_in(two, world.server, "受付 2")
    clinic_server.agree(two, world.server)
    clinic_server.write_down_code(two)
    two.desk.find("label", "だれが使いますか")
    go_through_a_relay(two, world.server)


def register(world, place):
    """A person whom nobody has, under a number that nobody has; the family name."""
    world.n_people += 1
    name = "周防" + "一二三四五六七八九十甲乙丙丁"[world.n_people - 1]
    place.desk.press("Control+n")
    window = place.desk.wait(lambda: len(place.desk.windows()) > 1 and place.desk.windows()[-1], "the form opens")
    window.find("text", re.compile("^患者番号")).enter(str(7000 + world.n_people))
    window.find("text", re.compile("^姓")).enter(name)
    place.desk.press("Control+Return")
    place.desk.wait(lambda: len(place.desk.windows()) == 1, "the patient is registered")
    return name


def insist(place, condition, what):
    """Waits as a person does who does not want to."""
    def ask_and_look():
        place.desk.press("Control+r")
        return condition()
    place.desk.wait(ask_and_look, what)


def until_told(place, words):
    insist(place, lambda: next(place.desk.application.each("push button", words), None), f"the header says {words}")


def look_for_them(place):
    """The card of whom was registered last is left for the list, and the list searched."""
    place.desk.press("Alt+3")
    place.desk.find("entry", "記録の中をさがす").click()
    place.desk.press("Escape")
    place.desk.wait_gone("label", "患者カード")
    place.desk.find("entry", "患者を検索").enter("周防", reads_back=False)


def at_chosen_bytes(world):
    """The lines end again and again, each time at another byte, while people are registered at both desks."""
    world.names = []
    for number in BYTES:
        before = [place.relay.n_cut for place in world.places]
        for place in world.places:
            place.relay.cut_after = number
            place.relay.hang_up()
        world.names += [register(world, place) for place in world.places]
        for place, n_before in zip(world.places, before):
            insist(place, lambda: place.relay.n_cut > n_before, "the line is cut")
        for place in world.places:
            place.relay.mend()
        for place in world.places:
            until_told(place, "最新です")
            place.desk.picture(f"after-{number}")


def everybody_once(world):
    """Each of them is in both lists once, and nothing waits."""
    for place in world.places:
        look_for_them(place)
        numbers = [str(7001 + n) for n in range(world.n_people)]
        place.desk.wait(lambda: sorted(label.name for label in place.desk.all("label", re.compile("^70[0-9][0-9]$")))
                        == numbers, "everybody is there once")
        assert {label.name for label in place.desk.all("label", re.compile("^周防"))} == set(world.names)


def one_time_twice(world):
    """While no line leads anywhere, both desks book the same time; afterwards both know of one question about it."""
    for place in world.places:
        place.relay.is_down = True
        place.relay.hang_up()
    for place, typed in zip(world.places, ("miura", "satou")):
        place.desk.find("push button", re.compile("^オフライン"))
        place.desk.press("Alt+1")
        place.desk.find(None, "この日の予約")
        clinic_server.choose(place, typed)
        clinic_server.confirm(place)
        place.desk.find("push button", re.compile("仮・確認待ち"))
    for place in world.places:
        place.relay.mend()
    for place in world.places:
        until_told(place, "要確認 1")
        place.desk.picture("to-check")


def the_same_story(world):
    """The card tells the same at both desks; settled at one, it is gone at the other."""
    for place in world.places:
        place.desk.press("Alt+1")
        place.desk.find("push button", "要確認 1").click()
        place.desk.find("push button", "要確認 1件を開く").activate()
        place.desk.find("label", "同じ枠に2件の予約があります")
        place.desk.picture("card")
    world.desk.press("2", "Control+Return")
    for place in world.places:
        place.desk.find("label", "要確認はありません")
        place.desk.find("push button", "最新です")


def quit(world):
    """Leaving ends both programs in good order; the toolkit had nothing to say."""
    assert "Gtk-WARNING" not in world.desk.said(), world.desk.said()
    for place in world.places:
        assert place.desk.quit() == 0, place.desk.said()


scenario.run([join_one, join_two, at_chosen_bytes, everybody_once, one_time_twice, the_same_story, quit], begin)
