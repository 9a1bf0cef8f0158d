# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A notification daemon for scenarios: it keeps what the desk says, so that a scenario can read it."""
from gi.repository import Gio, GLib

INTERFACE = """<node><interface name="org.freedesktop.Notifications">
  <method name="GetCapabilities"><arg type="as" direction="out"/></method>
  <method name="GetServerInformation">
    <arg type="s" direction="out"/><arg type="s" direction="out"/>
    <arg type="s" direction="out"/><arg type="s" direction="out"/></method>
  <method name="CloseNotification"><arg type="u" direction="in"/></method>
  <method name="Notify">
    <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
    <arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/></method>
  <signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
  <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
</interface></node>"""


class Notifications:
    """Owns the name on the scenario's bus; `shown` holds (summary, body) in the order they came."""

    def __init__(self):
        self.shown, self.closed = [], []
        self.connection = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        interface = Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0]
        self.connection.register_object("/org/freedesktop/Notifications", interface, self._call, None, None)
        Gio.bus_own_name_on_connection(self.connection, "org.freedesktop.Notifications",
                                       Gio.BusNameOwnerFlags.NONE, None, None)

    def choose(self, number, action="default"):
        """Somebody clicks the notification that came as the `number`th."""
        self.connection.emit_signal(None, "/org/freedesktop/Notifications", "org.freedesktop.Notifications",
                                    "ActionInvoked", GLib.Variant("(us)", (number, action)))

    def _call(self, _connection, _sender, _path, _interface, method, parameters, invocation):
        if method == "GetCapabilities":
            answer = GLib.Variant("(as)", (["body", "actions"],))
        elif method == "GetServerInformation":
            answer = GLib.Variant("(ssss)", ("scenario", "uketsuke", "1", "1.2"))
        elif method == "Notify":
            _app, replaces, _icon, summary, body, _actions, _hints, _expires = parameters.unpack()
            self.shown.append((summary, body))
            answer = GLib.Variant("(u)", (replaces or len(self.shown),))
        else:
            self.closed.append(parameters.unpack()[0])
            answer = None
        invocation.return_value(answer)
