"""Asks the window of that title to close, as the cross in its frame does: `close_window.py TITLE`.

There is no window manager on the tests' display, so the message of ICCCM §4.2.8.1 is sent from here.
"""
import ctypes
import sys

title = sys.argv[1].encode()
x = ctypes.CDLL("libX11.so.6")
Window = Atom = ctypes.c_ulong
x.XOpenDisplay.restype = ctypes.c_void_p
x.XDefaultRootWindow.restype = Window
x.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
x.XInternAtom.restype = Atom
x.XInternAtom.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
x.XQueryTree.argtypes = [ctypes.c_void_p, Window] + [ctypes.c_void_p] * 4
x.XFetchName.argtypes = [ctypes.c_void_p, Window, ctypes.c_void_p]
x.XSendEvent.argtypes = [ctypes.c_void_p, Window, ctypes.c_int, ctypes.c_long, ctypes.c_void_p]
x.XSync.argtypes = [ctypes.c_void_p, ctypes.c_int]


class Message(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", Window),
        ("message_type", Atom),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        ("rest", ctypes.c_long * 24),  # an XEvent is larger than this message
    ]


def find(window):
    """The window of that title that takes the message."""
    name = ctypes.c_char_p()
    if x.XFetchName(display, window, ctypes.byref(name)) and name.value == title:
        protocols, count = ctypes.POINTER(Atom)(), ctypes.c_int()
        if x.XGetWMProtocols(
            ctypes.c_void_p(display), Window(window), ctypes.byref(protocols), ctypes.byref(count)
        ) and delete in protocols[: count.value]:
            return window
    root, parent, children, count = Window(), Window(), ctypes.POINTER(Window)(), ctypes.c_uint()
    x.XQueryTree(display, window, *(ctypes.byref(it) for it in (root, parent, children, count)))
    return next((found for child in children[: count.value] if (found := find(child))), None)


display = x.XOpenDisplay(None)
delete = x.XInternAtom(display, b"WM_DELETE_WINDOW", 0)
window = find(x.XDefaultRootWindow(display))
if window is None:
    sys.exit("there is no such window")
message = Message(
    type=33, display=display, window=window, message_type=x.XInternAtom(display, b"WM_PROTOCOLS", 0), format=32
)
message.data[0] = delete
x.XSendEvent(display, window, 0, 0, ctypes.byref(message))
x.XSync(display, 0)
