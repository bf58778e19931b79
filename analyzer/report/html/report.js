// SPDX-License-Identifier: GPL-2.0-or-later
// What a page without script cannot do: filter, sort, copy, and show an arrow's details beside it.
// Nothing here makes markup: all text goes through textContent.
"use strict";
(() => {
  // The page's own words where it is not in English; {0} and so on stand for `values`.
  const words = JSON.parse(document.getElementById("words")?.textContent ?? "{}");
  const tr = (english, ...values) =>
    (words[english] ?? english).replace(/\{(\d)\}/g, (field, number) => values[number] ?? field);
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
      button.textContent = done ? tr("Copied") : tr("Press Ctrl+C");
      setTimeout(() => (button.textContent = label), 1500);
    });
  }

  // Makes elements of data, [name, {attribute: value}, children…]: a text stays a text.
  function build(data, space) {
    if (typeof data === "string") return document.createTextNode(data);
    const [name, attributes, ...children] = data;
    const inside = name === "svg" ? "http://www.w3.org/2000/svg" : space;
    const element = inside ? document.createElementNS(inside, name) : document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children.map((child) => build(child, inside)));
    return element;
  }
  const textOf = (data) => (typeof data === "string" ? data : data.slice(2).map(textOf).join(""));
  const hrefOf = (data) => (typeof data === "string" ? "" : data[1].href ?? data.slice(2).map(hrefOf).find(Boolean));

  // A row of the index, made when it is shown first.
  class Entry {
    constructor(row, data) {
      const cells = data?.slice(2);
      this.made = row;
      this.data = data;
      this.verdict = row ? row.dataset.verdict : data[1]["data-verdict"];
      this.text = (row ? row.textContent : cells.map(textOf).join(" ")).toLowerCase();
      this.keys = row
        ? [...row.cells].map((cell) => cell.dataset.key ?? cell.textContent)
        : cells.map((cell) => cell[1]["data-key"] ?? textOf(cell));
      this.id = (row ? row.querySelector("a").hash : hrefOf(data)).slice(1);
    }
    row() {
      return (this.made ??= build(this.data));
    }
  }

  // The index: the filter's words must all be in the row.
  function makeIndex(table, controls) {
    const kAtOnce = 100;
    const data = document.getElementById("more-phones");
    const entries = all("tbody tr", table).map((row) => new Entry(row));
    if (data) for (const row of JSON.parse(data.textContent)) entries.push(new Entry(null, row));
    const find = controls.querySelector("#find");
    const boxes = all("input[name=verdict]", controls);
    const shown = controls.querySelector("#shown");
    const more = document.getElementById("more");
    let most = kAtOnce;
    const apply = () => {
      const sought = find.value.toLowerCase().split(/\s+/).filter(Boolean);
      const verdicts = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
      const fit = entries.filter((entry) => {
        const fits = verdicts.has(entry.verdict) && sought.every((word) => entry.text.includes(word));
        const phone = document.getElementById(entry.id);
        if (phone) phone.hidden = !fits;
        return fits;
      });
      table.tBodies[0].replaceChildren(...fit.slice(0, most).map((entry) => entry.row()));
      const rest = fit.length - most;
      if (more) {
        more.hidden = rest <= 0;
        more.textContent = tr("Show {0} more", Math.min(rest, kAtOnce));
      }
      shown.textContent =
        rest > 0
          ? tr("{0} of {1} match; the first {2} are shown", fit.length, entries.length, most)
          : tr("{0} of {1} shown", fit.length, entries.length);
      shown.classList.toggle("all", rest <= 0 && fit.length === entries.length);
    };
    const anew = () => {
      most = kAtOnce;
      apply();
    };
    find.addEventListener("input", anew);
    boxes.forEach((box) => box.addEventListener("change", anew));
    more?.addEventListener("click", () => {
      most += kAtOnce;
      apply();
    });
    makeSortable(table, (compare) => {
      entries.sort((a, b) => compare(a.keys, b.keys));
      apply();
    });
    controls.hidden = false;
    apply();
  }

  const order = new Intl.Collator(document.documentElement.lang, { numeric: true });
  // `sort` puts rows in order by a comparison of their keys, one a column.
  function makeSortable(table, sort) {
    const heads = all("thead th", table);
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const direction = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", direction === 1 ? "ascending" : "descending");
        sort((a, b) => direction * order.compare(a[column], b[column]));
      });
    });
  }
  function sortRows(table, compare) {
    const keysOf = (row) => [...row.cells].map((cell) => cell.dataset.key ?? cell.textContent);
    const keys = new Map([...table.tBodies[0].rows].map((row) => [row, keysOf(row)]));
    table.tBodies[0].append(...[...keys.keys()].sort((a, b) => compare(keys.get(a), keys.get(b))));
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
    // The label of a time says in what it is read: "Time, s", "UTC".
    const [before, after] = tr("Time, {}").split("{}");
    const unitOf = (label) => {
      if (label === "UTC") return "";
      const isTime = label.startsWith(before) && label.endsWith(after);
      return isTime ? ` ${label.slice(before.length, label.length - after.length)}` : null;
    };
    const times = Object.keys(cells).filter((label) => unitOf(label) !== null);
    const line = (tag, text) => {
      const element = document.createElement(tag);
      element.textContent = text;
      return element;
    };
    const frame = cells[tr("Frame")];
    const when = times.map((label) => cells[label] + unitOf(label)).join(", ");
    const isFrame = /^\d+$/.test(frame); // else a line of a log
    box.replaceChildren(line("strong", cells[tr("What")]));
    if (isFrame) box.append(line("div", `${cells[tr("From")]} → ${cells[tr("To")]}`));
    box.append(line("div", isFrame ? tr("Frame {0}, {1}", frame, when) : `${frame}, ${when}`));
    if (cells[tr("Step")]) box.append(line("div", tr("Evidence of {0}", cells[tr("Step")])));
    if (kept !== link || !isFrame) return;
    const filter = document.createElement("code");
    filter.textContent = `frame.number == ${frame}`;
    const button = line("button", tr("Copy filter"));
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

  function makeArrow(link) {
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
      if (event.detail === 0) box.querySelector("button")?.focus();
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

  // What a part of the page needs once it is there.
  function prepare(part) {
    all("svg.ladder a.event", part).forEach(makeArrow);
    all("button.copy", part).forEach((button) => {
      makeCopyButton(button, () => button.parentElement.querySelector("code").textContent);
    });
  }

  // Phones that are still data: the script that holds one, by its id.
  const packs = new Map();
  all("script.pack").forEach((script) => script.dataset.ids.split(" ").forEach((id) => packs.set(id, script)));

  async function unpack(script) {
    const bytes = Uint8Array.from(atob(script.textContent), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return JSON.parse(await new Response(stream).text());
  }

  function tellTooOld(script) {
    if (document.getElementById("too-old")) return;
    const line = document.createElement("p");
    line.id = "too-old";
    line.textContent = tr("This browser cannot show this phone: a browser of 2023 or later can.");
    script.before(line);
  }

  // The phone that this id is of, or is in.
  async function makePhone(id) {
    const name = /^c\d+p\d+/.exec(id)?.[0];
    const script = packs.get(name);
    if (!script) return;
    if (!("DecompressionStream" in window)) return tellTooOld(script);
    packs.delete(name);
    const phone = build((await unpack(script))[name]);
    const ids = script.dataset.ids.split(" ");
    const later = ids.slice(ids.indexOf(name) + 1).map((other) => document.getElementById(other));
    (later.find(Boolean) ?? script).before(phone);
    prepare(phone);
  }

  // Phones have their true heights only once they are near, and push the target away for a moment.
  let following = null;
  function goTo(target) {
    following?.disconnect();
    const sizes = (following = new ResizeObserver(() => target.scrollIntoView()));
    sizes.observe(document.body);
    const stop = () => sizes.disconnect();
    setTimeout(stop, 1000);
    for (const hand of ["wheel", "touchstart", "keydown"]) addEventListener(hand, stop, { once: true, passive: true });
  }

  // A link to something inside closed details opens them.
  const openTarget = async () => {
    const id = location.hash.slice(1);
    await makePhone(id);
    if (location.hash.slice(1) !== id) return; // another was chosen meanwhile
    const target = document.getElementById(id);
    for (let up = target?.closest("details"); up; up = up.parentElement.closest("details")) up.open = true;
    if (target) goTo(target);
  };
  addEventListener("hashchange", openTarget);

  const table = document.getElementById("phones");
  if (table) makeIndex(table, document.querySelector(".controls"));
  all("table.sortable").forEach((one) => makeSortable(one, (compare) => sortRows(one, compare)));
  prepare(document);
  openTarget();
})();
