// SPDX-License-Identifier: GPL-2.0-or-later
// What a page without script cannot do: filter, sort, copy, and show an arrow's details beside it.
// Nothing here makes markup: all text goes through textContent.
"use strict";
(() => {
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];

  function makeCopyButton(button, text) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      let done = true;
      try {
        await navigator.clipboard.writeText(text());
      } catch {
        // An old browser, or one that lets no local file write: the selection stays for the user to copy.
        const code = button.parentElement.querySelector("code");
        getSelection().selectAllChildren(code);
        done = document.execCommand("copy");
      }
      const label = button.textContent;
      button.textContent = done ? "Copied" : "Press Ctrl+C";
      setTimeout(() => (button.textContent = label), 1500);
    });
  }

  // The index: the filter's words must all be in the row.
  function makeFilter(table, controls) {
    const rows = all("tbody tr", table);
    const find = controls.querySelector("#find");
    const boxes = all("input[name=verdict]", controls);
    const shown = controls.querySelector("#shown");
    const text = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
    const apply = () => {
      const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
      const verdicts = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
      let count = 0;
      for (const row of rows) {
        const fits = verdicts.has(row.dataset.verdict) && words.every((word) => text.get(row).includes(word));
        row.hidden = !fits;
        const phone = document.getElementById(row.querySelector("a").hash.slice(1));
        phone.hidden = !fits;
        count += fits;
      }
      shown.textContent = `${count} of ${rows.length} shown`;
    };
    find.addEventListener("input", apply);
    boxes.forEach((box) => box.addEventListener("change", apply));
    controls.hidden = false;
    apply();
  }

  function makeSortable(table) {
    const body = table.tBodies[0];
    const heads = all("thead th", table);
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      const key = (row) => row.cells[column].dataset.key ?? row.cells[column].textContent;
      button.addEventListener("click", () => {
        const direction = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", direction === 1 ? "ascending" : "descending");
        const compare = (a, b) => key(a).localeCompare(key(b), "en", { numeric: true });
        body.append(...[...body.rows].sort((a, b) => direction * compare(a, b)));
      });
    });
  }

  // One box a page: it follows the arrow that the pointer or the focus is on; a click keeps it.
  const box = document.createElement("div");
  box.className = "tip-box";
  box.id = "event-details";
  box.hidden = true;
  let kept = null;
  let returning = false;

  function fillBox(link, row) {
    const cells = Object.fromEntries(all("td", row).map((cell) => [cell.dataset.label, cell.textContent]));
    const times = Object.keys(cells).filter((label) => /^(Time, |UTC$)/.test(label));
    const line = (tag, text) => {
      const element = document.createElement(tag);
      element.textContent = text;
      return element;
    };
    box.replaceChildren(
      line("strong", cells["What"]),
      line("div", `${cells["From"]} → ${cells["To"]}`),
      line("div", `Frame ${cells["Frame"]}, ${times.map((label) => cells[label] + label.replace(/^Time,|UTC$/, "")).join(", ")}`),
    );
    if (cells["Step"]) box.append(line("div", `Evidence of ${cells["Step"]}`));
    if (kept !== link) return;
    const filter = document.createElement("code");
    filter.textContent = `frame.number == ${cells["Frame"]}`;
    const button = line("button", "Copy filter");
    button.type = "button";
    makeCopyButton(button, () => filter.textContent);
    box.append(filter, document.createElement("br"), button);
  }

  function showBox(link) {
    const row = document.getElementById(link.getAttribute("href").slice(1));
    const figure = link.closest("figure");
    fillBox(link, row);
    figure.append(box);
    box.hidden = false;
    const frame = figure.getBoundingClientRect();
    const arrow = link.querySelector(".hit").getBoundingClientRect();
    const left = Math.min(Math.max(0, arrow.left - frame.left + 40), frame.width - box.offsetWidth);
    const below = arrow.bottom - frame.top + 4;
    box.style.left = `${Math.max(0, left)}px`;
    box.style.top = `${below}px`;
    link.setAttribute("aria-describedby", box.id);
  }

  function hideBox() {
    all(".event.chosen").forEach((link) => link.classList.remove("chosen"));
    kept = null;
    box.hidden = true;
  }

  for (const link of all("svg.ladder a.event")) {
    const look = () => kept || returning || showBox(link);
    const leave = () => kept || hideBox();
    link.addEventListener("pointerenter", look);
    link.addEventListener("focus", look);
    link.addEventListener("pointerleave", leave);
    link.addEventListener("blur", leave);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const again = kept === link;
      hideBox();
      if (again) return;
      kept = link;
      link.classList.add("chosen");
      showBox(link);
      // From the keyboard: go on to the button in the box; Escape comes back.
      if (event.detail === 0) box.querySelector("button").focus();
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || box.hidden) return;
    const back = kept;
    hideBox();
    returning = true;
    back?.focus();
    returning = false;
  });
  document.addEventListener("click", (event) => {
    if (kept && !event.target.closest(".event, .tip-box")) hideBox();
  });

  // A link to something inside closed details opens them.
  const openTarget = () => {
    const target = document.getElementById(location.hash.slice(1));
    for (let up = target?.closest("details"); up; up = up.parentElement.closest("details")) up.open = true;
    target?.scrollIntoView();
  };
  addEventListener("hashchange", openTarget);

  const table = document.getElementById("phones");
  if (table) {
    makeFilter(table, document.querySelector(".controls"));
    makeSortable(table);
  }
  all("table.sortable").forEach(makeSortable);
  all("button.copy").forEach((button) => {
    makeCopyButton(button, () => button.parentElement.querySelector("code").textContent);
  });
  openTarget();
})();
