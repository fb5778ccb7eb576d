"""A reader who uses the keyboard alone."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

_MOST_STEPS = 250
_HAS_OUTLINE = """() => {
  const here = document.activeElement, look = getComputedStyle(here);
  return parseFloat(look.outlineWidth) >= 2 && look.outlineStyle !== "none";
}"""


def reach(page: Page, target: Locator, key: str = "Tab") -> None:
    """Press a key until an element has the focus; fails if it is not visible then."""
    expect(target).to_be_visible()
    for _ in range(_MOST_STEPS):
        page.keyboard.press(key)
        if target.evaluate("(one) => one === document.activeElement"):
            expect(target).to_be_in_viewport()
            assert page.evaluate(_HAS_OUTLINE), f"the focus on {target} is not visible"
            return
    raise AssertionError(f"{target} is not reached by {key}")


def open_by_key(page: Page, target: Locator) -> None:
    """Reach a link and open it with Enter."""
    reach(page, target)
    page.keyboard.press("Enter")
    page.wait_for_load_state()
