import assert from "node:assert/strict";
import { test } from "node:test";

import { needsStop, setStop } from "../../../frontend/js/scroll.js";

/** A region of 100 × 100 pixels with a larger content. */
const makeRegion = (width, height, inside = null) => ({
  ...{ scrollWidth: width, clientWidth: 100, scrollHeight: height, clientHeight: 100 },
  querySelector: () => inside,
});
const style = (overflowX, overflowY = overflowX) => ({ overflowX, overflowY });

for (const [what, region, overflow, expected] of [
  ["as large as its content", makeRegion(100, 100), style("auto"), false],
  ["wider content", makeRegion(101, 100), style("auto", "hidden"), true],
  ["higher content", makeRegion(100, 101), style("hidden", "scroll"), true],
  ["higher content that is cut off", makeRegion(100, 101), style("auto", "hidden"), false],
  ["content that flows over", makeRegion(300, 300), style("visible"), false],
  ["wider content with a link in it", makeRegion(300, 100, {}), style("auto"), false],
]) {
  test(`${what}: ${expected ? "a stop" : "no stop"}`, () => {
    assert.equal(
      needsStop(region, () => overflow),
      expected,
    );
  });
}

/** An element that has attributes and data alone. */
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

test("a stop comes and goes", () => {
  const element = makeElement();
  setStop(element, true);
  setStop(element, true);
  assert.equal(element.attributes.get("tabindex"), "0");
  setStop(element, false);
  assert.equal(element.hasAttribute("tabindex"), false);
});

test("a stop that the page itself has set stays as it is", () => {
  const element = makeElement("-1");
  setStop(element, true);
  setStop(element, false);
  assert.equal(element.attributes.get("tabindex"), "-1");
});
