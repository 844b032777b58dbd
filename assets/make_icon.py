"""Draws assets/icon.png (128 x 128): one caller, four endpoints. Needs nothing but Python's standard library."""
import math, struct, zlib

N, S = 128, 4
BG, LINE, DOT = (24, 78, 119), (118, 200, 147), (217, 237, 146)
ENDS = [(100, 22), (100, 50), (100, 78), (100, 106)]
SRC = (26, 64)

def seg(px, py, ax, ay, bx, by):
    t = max(0, min(1, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)))
    return math.hypot(px - ax - t * (bx - ax), py - ay - t * (by - ay))

def colour(x, y):
    cx, cy = abs(x - 64) - 44, abs(y - 64) - 44
    if math.hypot(max(cx, 0), max(cy, 0)) > 20: return None
    if math.hypot(x - SRC[0], y - SRC[1]) < 13: return DOT
    if any(math.hypot(x - ex, y - ey) < 10 for ex, ey in ENDS): return DOT
    if any(seg(x, y, *SRC, *e) < 2.6 for e in ENDS): return LINE
    return BG

rows = bytearray()
for j in range(N):
    rows.append(0)
    for i in range(N):
        hits = [colour(i + (a + .5) / S, j + (b + .5) / S) for a in range(S) for b in range(S)]
        seen = [h for h in hits if h]
        rgb = [round(sum(h[k] for h in seen) / len(seen)) if seen else 0 for k in range(3)]
        rows += bytes(rgb + [255 * len(seen) // len(hits)])

def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

with open("assets/icon.png", "wb") as f:
    f.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", N, N, 8, 6, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(bytes(rows), 9)) + chunk(b"IEND", b""))
