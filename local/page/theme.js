// Light or dark: as the system says, until the visitor says otherwise.

const button = document.getElementById("theme");
const system = matchMedia("(prefers-color-scheme: dark)");

function dark() {
  const chosen = localStorage.getItem("theme");
  return chosen ? chosen === "dark" : system.matches;
}

function apply() {
  document.documentElement.dataset.theme = dark() ? "dark" : "light";
  button.setAttribute("aria-pressed", String(dark()));
}

button.addEventListener("click", () => {
  localStorage.setItem("theme", dark() ? "light" : "dark");
  apply();
});
system.addEventListener("change", apply);
apply();
