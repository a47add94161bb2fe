// The number of messages that came while the tab was hidden, in its title.

const title = document.title;
let count = 0;

/** Counts one more message, if nobody can see it. */
export function unread() {
  if (!document.hidden) return;
  count += 1;
  document.title = `(${count}) ${title}`;
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  count = 0;
  document.title = title;
});
