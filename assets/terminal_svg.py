"""Turns what a terminal shows (text with colour sequences, on standard input) into an SVG picture on standard output.

Made docs/images/quickstart*.svg, from an 80-column tmux window in which the quickstart ran:
    tmux capture-pane -ep | python3 assets/terminal_svg.py 'dotnet run --project docs/samples/Quickstart' > docs/images/quickstart.svg
Needs nothing but Python's standard library.
"""
import re, sys
from xml.sax.saxutils import escape

W, H, PAD, BAR = 8.4, 19, 18, 34
BG, FG, DIM, RULE = "#0f1b2d", "#d7e0ea", "#7f8ea3", "#3a4b63"
COLOURS = {"1": "#ff7b72", "2": "#76c893", "8": DIM, "9": "#ff7b72", "10": "#76c893"}

def runs(line):
    """(column, text, colour, bold) for each stretch of one style."""
    column, colour, bold, out = 0, FG, False, []
    for sequence, text in re.findall(r"\x1b\[([\d;]*)m|([^\x1b]+)", line):
        if text:
            out.append((column, text, colour, bold))
            column += len(text)
        elif sequence.startswith("38;5;"): colour = COLOURS.get(sequence[5:], FG)
        elif sequence == "1": bold = True
        elif sequence in ("", "0"): colour, bold = FG, False
        elif sequence == "39": colour = FG
        elif sequence == "22": bold = False
        elif re.fullmatch(r"3\d|9\d", sequence): colour = COLOURS.get(str(int(sequence[1]) + (8 if sequence[0] == "9" else 0)), FG)
    return out

def draw(row, line):
    y = BAR + PAD + row * H
    for column, text, colour, bold in runs(line):
        # Rules and bars are drawn, words are placed one by one: then the columns line up in every font.
        for part in re.finditer(r"─+|█+|\S+(?: \S+)*", text):
            x, width = PAD + (column + part.start()) * W, len(part.group()) * W
            if part.group()[0] == "─":
                yield f'<path d="M{x:.1f} {y + 0.5}h{width:.1f}" stroke="{RULE}"/>'
            elif part.group()[0] == "█":
                yield f'<rect x="{x:.1f}" y="{y - 6}" width="{width:.1f}" height="12" rx="2" fill="{colour}"/>'
            else:
                weight = ' font-weight="bold"' if bold else ""
                yield f'<text x="{x:.1f}" y="{y + 5}" textLength="{width:.1f}" fill="{colour}"{weight}>{escape(part.group())}</text>'

lines = [line.rstrip() for line in sys.stdin.read().rstrip().split("\n")]
width, height = int(2 * PAD + 80 * W), BAR + PAD + len(lines) * H + PAD // 2
print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
      'font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,\'DejaVu Sans Mono\',monospace" font-size="14">')
print(f'<rect width="{width}" height="{height}" rx="8" fill="{BG}"/>')
print(f'<text x="{PAD}" y="23" fill="{DIM}">$ {escape(sys.argv[1])}</text>')
for row, line in enumerate(lines): print("\n".join(draw(row, line)))
print("</svg>")
