// Keeps a scrolling box at its end, unless somebody reads further up.

const NEAR = 40; // pixels

/** Follows the end of `box` while its size or that of its only child changes; `marker` leads back there. */
export class Follower {
  #box;
  #marker;
  #isAtEnd = true;
  #top = 0;
  #count = 0;

  constructor(box, marker) {
    this.#box = box;
    this.#marker = marker;
    box.addEventListener("scroll", () => this.#scrolled());
    marker.addEventListener("click", () => {
      this.toEnd();
      box.focus();
    });
    const sizes = new ResizeObserver(() => this.#isAtEnd && this.toEnd());
    sizes.observe(box);
    sizes.observe(box.firstElementChild);
  }

  /** Scrolls to the end. */
  toEnd() {
    this.#box.scrollTop = this.#box.scrollHeight;
    this.#arriveAtEnd();
  }

  /** Tells a reader who is further up that there is something new. */
  arrived() {
    if (this.#isAtEnd) return;
    this.#count += 1;
    this.#marker.textContent = this.#count === 1 ? "1 new message" : `${this.#count} new messages`;
    this.#marker.hidden = false;
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.#box;
    if (scrollHeight - scrollTop - clientHeight < NEAR) this.#arriveAtEnd();
    else if (scrollTop < this.#top) this.#isAtEnd = false; // growth alone never scrolls up
    this.#top = scrollTop;
  }

  #arriveAtEnd() {
    this.#isAtEnd = true;
    this.#count = 0;
    this.#marker.hidden = true;
  }
}
