#!/usr/bin/python3
"""A real RTSP server that plays one raw H.264 file in an endless loop. usage: serve.py PORT FILE.h264"""
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

Gst.init(None)
port, path = sys.argv[1], sys.argv[2]
data = open(path, "rb").read()
start = b"\x00\x00\x00\x01\x09"  # access unit delimiters
units = [start + u for u in data.split(start)[1:]]
count = 0


def need(src, _length):
    global count
    buffer = Gst.Buffer.new_wrapped(units[count % len(units)])
    buffer.pts = buffer.dts = count * Gst.SECOND // 25
    buffer.duration = Gst.SECOND // 25
    count += 1
    src.emit("push-buffer", buffer)


def configure(_factory, media):
    src = media.get_element().get_by_name_recurse_up("src")
    src.connect("need-data", need)


server = GstRtspServer.RTSPServer()
server.set_service(port)
factory = GstRtspServer.RTSPMediaFactory()
factory.set_launch("( appsrc name=src is-live=true format=time block=true "
                   "caps=video/x-h264,stream-format=byte-stream,alignment=au,framerate=25/1 "
                   "! h264parse ! rtph264pay name=pay0 pt=96 config-interval=1 )")
factory.set_shared(True)
factory.connect("media-configure", configure)
server.get_mount_points().add_factory("/main", factory)
server.attach(None)
print("ready", flush=True)
GLib.MainLoop().run()
