// Light or dark: as the system says, until the visitor says otherwise.

import { $ } from "./dom.js";

const system = matchMedia("(prefers-color-scheme: dark)");

function isDark() {
  const chosen = localStorage.getItem("theme");
  return chosen ? chosen === "dark" : system.matches;
}

function apply() {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
  $("theme").textContent = isDark() ? "Use light colours" : "Use dark colours";
}

$("theme").addEventListener("click", () => {
  localStorage.setItem("theme", isDark() ? "light" : "dark");
  apply();
});
system.addEventListener("change", apply);
apply();
