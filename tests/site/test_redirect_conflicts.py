"""Test that a redirect at the address of a page of the site is a problem, not a bug."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fabricated import ORDINARY
from tests.workspaces import Workspace

pytestmark = pytest.mark.site

CONFLICTS = ("tags/", "downloads/", "authors/ada-byron/", "tags/index.html")


@pytest.mark.parametrize("target", ["papers/tidal/", "removed"])
@pytest.mark.parametrize("address", CONFLICTS)
def test_a_redirect_at_the_address_of_a_page_is_refused(
    tmp_path: Path, address: str, target: str
) -> None:
    workspace = Workspace(tmp_path)
    workspace.write([*ORDINARY, *({"title": f"T{n}", "authors": ["Ada Byron"]} for n in range(3))])
    (workspace.root / "data/redirects.yaml").write_text(f"{address}: {target}\n")
    done = workspace.run("build", "--quiet")
    assert done.returncode == 1
    shown = address.removesuffix("index.html")
    message = (
        f"data/redirects.yaml: {shown}: is the address of a page of this site; delete the line"
    )
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_the_address_of_the_home_page_is_refused(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.write(ORDINARY)
    (workspace.root / "data/redirects.yaml").write_text("index.html: papers/\n")
    done = workspace.run("build", "--quiet")
    assert done.returncode == 1
    assert "data/redirects.yaml:1: index.html: is not an address on this site" in done.stderr
