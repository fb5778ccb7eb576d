"""Tests of the picture of packages: which arrows are drawn, and the layout."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tools.layered_layout import NODE_GAP, Graph, lay_out, remove_implied_edges
from tools.package_picture import read_package_imports, render_package_picture

SVG = "{http://www.w3.org/2000/svg}"
DIAMOND = {"a": ["b", "c", "d"], "b": ["d"], "c": ["d"], "d": []}


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Acyclic graphs of up to ten nodes: each node has edges only to later ones."""
    names = [f"n{number}" for number in range(draw(st.integers(1, 10)))]
    return {
        name: draw(st.lists(st.sampled_from(names[place + 1 :]), unique=True))
        if names[place + 1 :]
        else []
        for place, name in enumerate(names)
    }


def reachable(graph: Graph, node: str) -> set[str]:
    return set(graph[node]).union(*(reachable(graph, target) for target in graph[node]))


@given(graphs())
def test_removing_implied_edges_keeps_reachability(graph: Graph) -> None:
    reduced = remove_implied_edges(graph)
    for node in graph:
        assert set(reduced[node]) <= set(graph[node])
        assert reachable(reduced, node) == reachable(graph, node)


@given(graphs())
def test_no_remaining_edge_is_implied(graph: Graph) -> None:
    reduced = remove_implied_edges(graph)
    for node, targets in reduced.items():
        for target in targets:
            others = {**reduced, node: [other for other in targets if other != target]}
            assert target not in reachable(others, node)


@given(graphs())
def test_edges_point_down_and_nodes_of_a_row_do_not_overlap(graph: Graph) -> None:
    layout = lay_out(graph)
    assert set(layout.nodes) == set(graph)
    for (start, end), points in layout.edges.items():
        assert (points[0], points[-1]) == (layout.nodes[start], layout.nodes[end])
        assert all(upper[1] < lower[1] for upper, lower in pairwise(points))
    rows: dict[int, list[int]] = {}
    for x, y in layout.nodes.values():
        rows.setdefault(y, []).append(x)
    for columns in rows.values():
        assert all(right - left >= NODE_GAP - 1 for left, right in pairwise(sorted(columns)))
    passed = [point for points in layout.edges.values() for point in points]
    assert min(x for x, _ in (*layout.nodes.values(), *passed)) == 0


def test_the_picture_has_a_box_for_each_linked_package_and_no_implied_arrow() -> None:
    root = etree.fromstring(render_package_picture({**DIAMOND, "theme": []}).encode())
    assert [text.text for text in root.iter(f"{SVG}text")] == ["a", "b", "c", "d"]
    assert len(root.findall(f"{SVG}path")) == 4
    assert root.findtext(f"{SVG}desc") == "a imports b, c. b imports d. c imports d."


def test_all_shapes_are_inside_the_picture() -> None:
    root = etree.fromstring(render_package_picture(read_package_imports()).encode())
    width, height = int(root.get("width", "0")), int(root.get("height", "0"))
    for box in root.findall(f"{SVG}rect[@class='box']"):
        assert 0 <= int(box.get("x", "-1")) <= width - int(box.get("width", "0"))
        assert 0 <= int(box.get("y", "-1")) <= height - int(box.get("height", "0"))
    for arrow in root.findall(f"{SVG}path"):
        numbers = [
            int(n) for n in arrow.get("d", "").translate(str.maketrans("MLC", "   ")).split()
        ]
        assert all(0 <= x <= width for x in numbers[::2])
        assert all(0 <= y <= height for y in numbers[1::2])


@pytest.mark.parametrize(("package", "other"), [("cli", "site"), ("core", "text")])
def test_imports_are_read_from_the_code(package: str, other: str) -> None:
    assert other in read_package_imports()[package]
