import assert from "node:assert/strict";
import { test } from "node:test";
import { parseHash, renderHash } from "../../../frontend/js/search/dialog.js";
import { excerpt, markWords } from "../../../frontend/js/search/excerpt.js";
import { correctQuery } from "../../../frontend/js/search/messages.js";
import { chooseNearest, distance } from "../../../frontend/js/search/spelling.js";
import { emptyState, parseState, renderState, toggle } from "../../../frontend/js/search/state.js";
import { exactFirst } from "../../../frontend/js/search/view.js";
import { LetterShortcuts, isSearchKey, wireLetterShortcuts } from "../../../frontend/js/keys.js";

// --- state

test("the empty state has an empty query string", () => {
  assert.equal(renderState(emptyState()), "");
  assert.deepEqual(parseState(""), emptyState());
});

test("parseState() restores every state from its query string", () => {
  const state = {
    ...{ q: "tides & “rivers”", tag: { with: ["a", "b"], without: ["c"] } },
    ...{ venue: { with: [], without: ["x"] }, author: { with: ["zoe"], without: [] } },
    decision: { with: [], without: ["poster"] },
    own: { with: ["grant:a b"], without: [] },
    ...{ track: { with: ["data sets"], without: [] }, session: { with: ["s1"], without: ["s2"] } },
    ...{ from: 2001, to: 2020, sort: "date", exact: true, shown: 30 },
  };
  assert.deepEqual(parseState(renderState(state)), state);
});

test("what papers must have becomes part of the query", () => {
  const state = parseState("?tag=rivers&has=code&has=award&sort=citations");
  assert.equal(state.q, "has:code has:award");
  assert.equal(state.sort, "citations");
  assert.equal(renderState(state), "?q=has%3Acode+has%3Aaward&tag=rivers&sort=citations");
});

test("invalid values and unknown parameters of a URL are ignored", () => {
  assert.deepEqual(
    parseState("?from=soon&to=12&sort=luck&exact=yes&shown=-4&colour=red"),
    emptyState(),
  );
});

test("toggle() adds a value, moves it to the other side, and removes it", () => {
  const one = toggle({ with: [], without: [] }, "with", "a");
  assert.deepEqual(one, { with: ["a"], without: [] });
  const other = toggle(one, "without", "a");
  assert.deepEqual(other, { with: [], without: ["a"] });
  assert.deepEqual(toggle(other, "without", "a"), { with: [], without: [] });
});

test("parseHash() restores the query of the dialog from the URL fragment", () => {
  assert.equal(parseHash(renderHash("50% of μP & more")), "50% of μP & more");
  assert.equal(parseHash("#search"), "");
  assert.equal(parseHash("#search=%E0%A4%A"), "");
  assert.equal(parseHash("#bibtex"), null);
});

// --- spelling

for (const [one, other, edits] of [
  ["tide", "tide", 0],
  ["tide", "tid", 1],
  ["tide", "tiide", 1],
  ["tide", "tdie", 1],
  ["tide", "tade", 1],
  ["tide", "edit", 3],
  ["glacier", "galcire", 2],
]) {
  test(`the distance of ${one} and ${other} is ${edits}`, () => {
    assert.equal(distance(one, other, 3), Math.min(edits, 4));
    assert.equal(distance(other, one, 3), Math.min(edits, 4));
  });
}

test("distance() returns limit + 1 for words that are further apart", () => {
  assert.equal(distance("abcdef", "uvwxyz", 1), 2);
});

test("corrections are those at the smallest distance, frequent words first", () => {
  const lists = [["glacier3", "glaciers1", "gracies9"], ["glacies5"]];
  assert.deepEqual(chooseNearest("glacie", lists, 2), ["glacies", "glacier"]);
});

test("a word is not a correction of itself", () => {
  assert.deepEqual(chooseNearest("river", [["river4"]], 1), []);
});

// --- excerpts

const TEXT = `${"Nothing to see here. ".repeat(20)}The glaciers feed Long-Lasting rivers. ${"So it goes. ".repeat(20)}`;

test("an excerpt starts at the matched words and ends between words", () => {
  const cut = excerpt(TEXT, new Set(["glacier", "river"]), 120);
  assert.match(cut, /^…/);
  assert.match(cut, /The glaciers feed Long-Lasting rivers\./);
  assert.match(cut, /\S…$/);
  assert.ok(cut.length <= 122);
});

test("an excerpt can contain matches at the end of the text", () => {
  const cut = excerpt(
    `${"word ".repeat(100)}gauges tell of springs.`,
    new Set(["gauge", "spring"]),
    100,
  );
  assert.match(cut, /gauges tell of springs\.$/);
});

test("a short text is not cut", () => {
  assert.equal(excerpt("All of it.", new Set(["it"]), 100), "All of it.");
});

test("words are highlighted in every form, without changing the text", () => {
  const pieces = markWords(TEXT, new Set(["glacier", "longlasting"]));
  assert.equal(pieces.map((piece) => piece.text).join(""), TEXT);
  assert.deepEqual(
    pieces.filter((piece) => piece.found).map((piece) => piece.text),
    ["glaciers", "Long-Lasting"],
  );
});

// --- results and keys

test("a corrected query keeps the words that were right", () => {
  assert.equal(
    correctQuery("Wide rivres  lakes", new Map([["rivres", "river"]])),
    "Wide rivers lakes",
  );
});

test("a paper whose title equals the query is first", () => {
  const cards = [
    ["a", "Tides and more"],
    ["b", "Tides"],
    ["c", "Rivers"],
  ];
  assert.deepEqual(
    exactFirst(cards, "tides").map(([id]) => id),
    ["b", "a", "c"],
  );
});

test("isSearchKey() accepts only the keys of the search", () => {
  const press = (key, held = {}, letters = true) =>
    isSearchKey(
      { key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held },
      letters,
    );
  globalThis.Element ??= class {};
  assert.equal(press("/"), true);
  assert.equal(press("s"), true);
  assert.equal(press("k", { metaKey: true }), true);
  assert.equal(press("K", { ctrlKey: true }), true);
  assert.equal(press("k"), false);
  assert.equal(press("s", { ctrlKey: true }), false);
  assert.equal(press("S"), false);
  assert.equal(press("s", { isComposing: true }), false);
});

for (const [layout, key, code, opens] of [
  ["Cyrillic", "л", "KeyK", true],
  ["Greek", "κ", "KeyK", true],
  ["Hebrew", "ל", "KeyK", true],
  ["Dvorak, where K is elsewhere", "k", "KeyV", true],
  ["Dvorak, where another letter is in its place", "t", "KeyK", false],
]) {
  test(`Ctrl K on a keyboard: ${layout}`, () => {
    const held = { ctrlKey: true, metaKey: false, altKey: false, shiftKey: false };
    assert.equal(isSearchKey({ key, code, ...held }, true), opens);
    assert.equal(isSearchKey({ key, code, ...held, ctrlKey: false }, true), false);
  });
}

/** A `Storage` in memory. */
function makeStorage() {
  const kept = new Map();
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => kept.set(name, value),
    removeItem: (name) => kept.delete(name),
    kept,
  };
}

test("Ctrl K works if letter shortcuts are off", () => {
  const held = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
  globalThis.Element ??= class {};
  assert.equal(isSearchKey({ key: "s", ...held }, false), false);
  assert.equal(isSearchKey({ key: "/", ...held }, false), false);
  assert.equal(isSearchKey({ key: "k", ...held, ctrlKey: true }, false), true);
});

test("switched-off shortcuts are stored, and switching them on removes the entry", () => {
  const storage = makeStorage();
  const shortcuts = new LetterShortcuts(() => storage);
  assert.equal(shortcuts.isOn(), true);
  shortcuts.switch(false);
  assert.equal(new LetterShortcuts(() => storage).isOn(), false);
  shortcuts.switch(true);
  assert.equal(shortcuts.isOn(), true);
  assert.equal(storage.kept.size, 0);
});

test("without storage, the choice about shortcuts is kept for the page", () => {
  const shortcuts = new LetterShortcuts(() => {
    throw new Error("forbidden");
  });
  const button = new (class extends EventTarget {
    textContent = "";
  })();
  wireLetterShortcuts(button, { on: "on", off: "off", hint: "/" }, shortcuts);
  assert.equal(button.textContent, "on");
  button.dispatchEvent(new Event("click"));
  assert.equal(button.textContent, "off");
  assert.equal(shortcuts.isOn(), false);
});
