// The keyboard's focus never falls to the body: when what has it disappears, the first visible candidate takes over.

let last = null;

/** `candidates` are selectors, the most useful first. */
export function guardFocus(...candidates) {
  document.addEventListener("focusin", ({ target }) => (last = target));
  new MutationObserver(() => {
    if (!last || canFocus(last)) return;
    candidates.map((each) => document.querySelector(each)).find(canFocus)?.focus();
  }).observe(document.body, { subtree: true, childList: true, attributeFilter: ["hidden", "disabled", "open"] });
}

function canFocus(target) {
  return target.isConnected && !target.disabled && target.checkVisibility();
}
