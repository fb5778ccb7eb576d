// @ts-check
/**
 * The keys that open the search: Ctrl K or ⌘ K, and the letter shortcuts `/` and `s`. Readers can
 * switch letter shortcuts off, because speech input may trigger them by mistake (WCAG 2.1.4).
 */

const STORED_AS = "papershelf-letter-shortcuts";

/** Whether letter shortcuts are on; stored for all pages of the site. */
export class LetterShortcuts {
  /** @param {() => Pick<Storage, "getItem" | "setItem" | "removeItem">} openStorage may throw */
  constructor(openStorage) {
    this.openStorage = openStorage;
    // Used for this page if the browser forbids storage.
    this.off = false;
  }

  isOn() {
    try {
      return this.openStorage().getItem(STORED_AS) !== "off";
    } catch {
      return !this.off;
    }
  }

  /** @param {boolean} on */
  switch(on) {
    this.off = !on;
    try {
      if (on) this.openStorage().removeItem(STORED_AS);
      else this.openStorage().setItem(STORED_AS, "off");
    } catch {
      // `off` keeps the choice.
    }
  }
}

export const letterShortcuts = new LetterShortcuts(() => localStorage);

/**
 * Make a button switch letter shortcuts on and off, and show whether they are on.
 * @param {HTMLElement} button
 * @param {{ on: string, off: string, hint: string }} labels
 * @param {LetterShortcuts} shortcuts
 */
export function wireLetterShortcuts(button, labels, shortcuts = letterShortcuts) {
  const show = () => {
    button.textContent = shortcuts.isOn() ? labels.on : labels.off;
    button.title = labels.hint;
  };
  button.addEventListener("click", () => {
    shortcuts.switch(!shortcuts.isOn());
    show();
  });
  show();
  // The search page hides the button until it has a label.
  button.hidden = false;
}

/**
 * Whether a key press should open the search. Letter shortcuts are ignored in text fields.
 * @param {KeyboardEvent} event
 * @param {boolean} letters whether letter shortcuts are on
 * @returns {boolean}
 */
export function isSearchKey(event, letters) {
  const { key, ctrlKey, metaKey, altKey, shiftKey, isComposing, target } = event;
  if (isComposing) return false;
  if (isKeyK(event)) return (ctrlKey || metaKey) && !altKey && !shiftKey;
  if (!letters || ctrlKey || metaKey || altKey || (key !== "/" && key !== "s")) return false;
  return !(
    target instanceof Element && target.closest("input, textarea, select, [contenteditable]")
  );
}

/**
 * Whether the key is K: by its letter, or by its position on a keyboard without Latin letters.
 * @param {KeyboardEvent} event
 */
function isKeyK({ key, code }) {
  return key.toLowerCase() === "k" || (code === "KeyK" && !/^[a-z]$/i.test(key));
}
