"use strict";
const eyebrow = document.querySelector(".eyebrow");
if (eyebrow) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const button = document.createElement("button");
  const current = () => document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light");
  const label = () => { button.textContent = current() === "dark" ? "light" : "dark"; };
  button.type = "button";
  button.className = "theme";
  button.title = "Change between a light and a dark ground";
  button.addEventListener("click", () => {
    document.documentElement.dataset.theme = current() === "dark" ? "light" : "dark";
    label();
  });
  dark.addEventListener("change", label);
  label();
  eyebrow.append(button);
}

for (const table of document.querySelectorAll("table.sortable")) {
  const heads = Array.from(table.tHead.rows[0].cells);
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const falling = head.getAttribute("aria-sort") === "ascending";
      const key = row => row.cells[column].dataset.value ?? row.cells[column].textContent;
      const compare = (a, b) => {
        const numeric = Number(a) - Number(b);
        return Number.isNaN(numeric) ? a.localeCompare(b, "en", { numeric: true }) : numeric;
      };
      const rows = Array.from(table.tBodies[0].rows).sort((a, b) => compare(key(a), key(b)));
      heads.forEach(other => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", falling ? "descending" : "ascending");
      table.tBodies[0].append(...(falling ? rows.reverse() : rows));
    });
  });
}
