"""Draws the packages of the engine and their imports as SVG, from the source code.

Input: the table of packages and the imports that the architecture tests read. Output: the text of
`docs/images/packages.svg`. The picture paints its own background, since it cannot know the one of
its page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise

from tests.test_architecture import PACKAGES, modules, own_imports, package_of
from tools.layered_layout import Graph, Layout, Point, lay_out, remove_implied_edges

_BOX_WIDTH, _BOX_HEIGHT, _MARGIN = 102, 34, 12
_STYLE = """
svg{--ground:#fdfdfb;--ink:#1a1f1d;--line:#59625e;--box:#e4efeb;--edge:#0a6150}
@media(prefers-color-scheme:dark){
svg{--ground:#131716;--ink:#e7e9e4;--line:#9fa9a4;--box:#1d3730;--edge:#7fd1b9}}
.ground{fill:var(--ground)}text{font:18px system-ui,sans-serif;fill:var(--ink);text-anchor:middle}
.box{fill:var(--box);stroke:var(--edge)}.arrow{fill:none;stroke:var(--line);stroke-width:1.5}
.head{fill:var(--line)}
"""


def read_package_imports() -> dict[str, list[str]]:
    """Return the packages that each package imports, from the highest to the lowest."""
    names = [package.name for package in reversed(PACKAGES)]
    used = {
        (package_of(module), package_of(other))
        for module, tree in modules().items()
        for other in own_imports(tree)
    }
    return {
        name: [other for other in names if other != name and (name, other) in used]
        for name in names
    }


def render_package_picture(imports: Graph) -> str:
    """Render packages as boxes; an arrow points to an imported package.

    Arrows that follow from others are left out, and so are packages without any.
    """
    linked = {name for name, targets in imports.items() if targets}
    linked.update(target for targets in imports.values() for target in targets)
    arrows = remove_implied_edges({name: imports[name] for name in imports if name in linked})
    layout = lay_out(arrows)
    points = [*layout.nodes.values(), *(point for edge in layout.edges.values() for point in edge)]
    width = max(x for x, _ in points) + _BOX_WIDTH + 2 * _MARGIN
    height = max(y for _, y in points) + _BOX_HEIGHT + 2 * _MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-labelledby="title about">\n'
        '<title id="title">The packages of Papershelf and their imports</title>\n'
        f'<desc id="about">{escape(_describe(arrows))}</desc>\n<style>{_STYLE}</style>\n'
        '<marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" '
        'markerUnits="userSpaceOnUse" orient="auto"><path class="head" d="M0 0L8 4L0 8z"/></marker>'
        f'\n<rect class="ground" width="{width}" height="{height}"/>\n'
        + "".join(f"{part}\n" for part in _draw(layout))
        + "</svg>\n"
    )


def _describe(arrows: Graph) -> str:
    return " ".join(
        f"{name} imports {', '.join(targets)}." for name, targets in arrows.items() if targets
    )


def _draw(layout: Layout) -> Iterator[str]:
    left, top = _MARGIN + _BOX_WIDTH // 2, _MARGIN + _BOX_HEIGHT // 2
    for points in layout.edges.values():
        path = _edge_path([(x + left, y + top) for x, y in points])
        yield f'<path class="arrow" marker-end="url(#head)" d="{path}"/>'
    for name, (x, y) in layout.nodes.items():
        yield (
            f'<rect class="box" x="{x + _MARGIN}" y="{y + _MARGIN}" width="{_BOX_WIDTH}" '
            f'height="{_BOX_HEIGHT}" rx="5"/>'
            f'<text x="{x + left}" y="{y + top + 6}">{escape(name)}</text>'
        )


def _edge_path(points: Sequence[Point]) -> str:
    """Return the path of an edge from below its first box to its last box.

    It is vertical along the height of a box where it passes between boxes, so that it meets none.
    """
    half = _BOX_HEIGHT // 2
    path = ""
    for (x, y), (next_x, next_y) in pairwise(points):
        middle = (y + next_y) // 2
        path += f"L{x} {y + half}C{x} {middle} {next_x} {middle} {next_x} {next_y - half}"
    return f"M{path[1:]}"
