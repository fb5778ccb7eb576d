import assert from "node:assert/strict";
import { test } from "node:test";

import { chooseScheme, currentScheme, wireScheme } from "../../../frontend/js/scheme.js";

/** A `Storage` in memory; with `refuses`, every call throws. */
function makeStorage(refuses = false) {
  const kept = new Map();
  const guard = () => {
    if (refuses) throw new Error("forbidden");
  };
  return {
    kept,
    setItem: (key, value) => (guard(), kept.set(key, value)),
    removeItem: (key) => (guard(), kept.delete(key)),
  };
}

const makePage = (scheme) => ({ dataset: scheme ? { scheme } : {} });

test("a page with no scheme or an unknown one uses the scheme of the system", () => {
  assert.equal(currentScheme(makePage()), "auto");
  assert.equal(currentScheme(makePage("mauve")), "auto");
  assert.equal(currentScheme(makePage("dark")), "dark");
});

test("a scheme is applied and stored; choosing that of the system removes the entry", () => {
  const page = makePage();
  const storage = makeStorage();
  chooseScheme(page, "dark", storage);
  assert.equal(page.dataset.scheme, "dark");
  assert.deepEqual([...storage.kept.values()], ["dark"]);
  chooseScheme(page, "auto", storage);
  assert.equal(page.dataset.scheme, undefined);
  assert.equal(storage.kept.size, 0);
});

test("a scheme is applied even if the browser forbids storage", () => {
  const page = makePage();
  chooseScheme(page, "light", makeStorage(true));
  assert.equal(page.dataset.scheme, "light");
});

test("the button shows the label of the current scheme and changes it on a click", () => {
  globalThis.localStorage ??= makeStorage();
  const button = new (class extends EventTarget {
    dataset = { auto: "System", light: "Light", dark: "Dark" };
    attributes = new Map();
    setAttribute(name, value) {
      this.attributes.set(name, value);
    }
  })();
  const page = makePage();
  wireScheme(button, page);
  for (const label of ["System", "Light", "Dark", "System"]) {
    assert.equal(button.attributes.get("aria-label"), label);
    assert.equal(button.title, label);
    button.dispatchEvent(new Event("click"));
  }
});
