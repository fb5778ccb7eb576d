import assert from "node:assert/strict";
import { test } from "node:test";

import { needsTabStop, setTabStop, showCurrentPage } from "../../../frontend/js/scroll.js";

/** A region of 100 × 100 pixels with content of another size. */
const makeRegion = (width, height, inside = null) => ({
  ...{ scrollWidth: width, clientWidth: 100, scrollHeight: height, clientHeight: 100 },
  querySelector: () => inside,
});
const style = (overflowX, overflowY = overflowX) => ({ overflowX, overflowY });

for (const [what, region, overflow, expected] of [
  ["content of the same size", makeRegion(100, 100), style("auto"), false],
  ["wider content", makeRegion(101, 100), style("auto", "hidden"), true],
  ["higher content", makeRegion(100, 101), style("hidden", "scroll"), true],
  ["higher content, hidden", makeRegion(100, 101), style("auto", "hidden"), false],
  ["larger content, visible", makeRegion(300, 300), style("visible"), false],
  ["wider content with a link in it", makeRegion(300, 100, {}), style("auto"), false],
]) {
  test(`${what}: ${expected ? "a tab stop" : "no tab stop"}`, () => {
    assert.equal(
      needsTabStop(region, () => overflow),
      expected,
    );
  });
}

/** An element with attributes and a dataset only. */
function makeElement(tabindex) {
  const attributes = new Map(tabindex === undefined ? [] : [["tabindex", tabindex]]);
  return {
    dataset: {},
    attributes,
    set tabIndex(value) {
      attributes.set("tabindex", String(value));
    },
    hasAttribute: (name) => attributes.has(name),
    removeAttribute: (name) => attributes.delete(name),
  };
}

test("setTabStop() adds and removes a tab stop", () => {
  const element = makeElement();
  setTabStop(element, true);
  setTabStop(element, true);
  assert.equal(element.attributes.get("tabindex"), "0");
  setTabStop(element, false);
  assert.equal(element.hasAttribute("tabindex"), false);
});

test("a tabindex set by the page is not changed", () => {
  const element = makeElement("-1");
  setTabStop(element, true);
  setTabStop(element, false);
  assert.equal(element.attributes.get("tabindex"), "-1");
});

test("the link of the current page is scrolled to the middle of the navigation", () => {
  const place = (x, width, inside = null) => ({
    scrollLeft: 7,
    getBoundingClientRect: () => ({ x, width }),
    querySelector: () => inside,
  });
  const navigation = place(10, 300, place(400, 50));
  showCurrentPage({ querySelector: () => navigation });
  assert.equal(navigation.scrollLeft, 7 + 425 - 160);
});

test("nothing is scrolled on a page that is not in the navigation", () => {
  const navigation = { scrollLeft: 0, querySelector: () => null };
  showCurrentPage({ querySelector: () => navigation });
  showCurrentPage(null);
  assert.equal(navigation.scrollLeft, 0);
});
