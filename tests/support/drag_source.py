"""A small window to drag files from: `drag_source.py X Y FILE...`.

It says "ready" when it is on the screen, "begun" when the mouse carries the files, "accepted" or "refused" as the window under the mouse
changes its mind, and "dropped" or "failed" at the end.
"""
import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402

x, y, *files = sys.argv[1:]


def say(word):
    print(word, flush=True)


def begin(_window, context):
    say("begun")
    context.connect("action-changed", lambda _, action: say("accepted" if action else "refused"))
    context.connect("dnd-finished", lambda _: say("dropped"))


def give(_window, _context, data, _info, _time):
    data.set_uris([GLib.filename_to_uri(file) for file in files])


def fail(_window, _context, _result):
    say("failed")
    return False


window = Gtk.Window(type=Gtk.WindowType.POPUP)
window.set_default_size(60, 60)
window.move(int(x), int(y))
window.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
window.drag_source_add_uri_targets()
window.connect("drag-begin", begin)
window.connect("drag-data-get", give)
window.connect("drag-failed", fail)
window.connect("map-event", lambda *_: say("ready"))
window.add_events(Gdk.EventMask.STRUCTURE_MASK)
window.show_all()
Gtk.main()
