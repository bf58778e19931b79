// SPDX-License-Identifier: GPL-2.0-or-later
// Run inside the page: what a screen reader needs, and whether every text can be read.

// What is wrong, in words.
export function auditStructure() {
  const problems = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const one = (selector) => all(selector).length === 1 || problems.push(`${all(selector).length} of ${selector}`);
  ["h1", "main", "body > header", "body > footer", "head > title"].forEach(one);
  if (document.documentElement.lang !== (document.getElementById("words") ? "ja" : "en")) problems.push("no language");

  let level = 0;
  for (const heading of all("h1, h2, h3, h4")) {
    const here = Number(heading.localName[1]);
    if (here > level + 1) problems.push(`${heading.localName} "${heading.textContent}" follows h${level}`);
    level = here;
  }
  const ids = all("[id]").map((element) => element.id);
  ids.filter((id, i) => ids.indexOf(id) !== i).forEach((id) => problems.push(`id ${id} twice`));
  for (const element of all("[aria-labelledby]")) {
    if (!document.getElementById(element.getAttribute("aria-labelledby"))?.textContent) problems.push("aria-labelledby leads nowhere");
  }
  for (const link of all("a[href]")) {
    if (!document.getElementById(decodeURIComponent(link.getAttribute("href").slice(1)))) problems.push(`${link.getAttribute("href")} leads nowhere`);
    if (!link.textContent.trim()) problems.push("a link without words");
  }
  all("table").filter((table) => !table.caption?.textContent).forEach((table) => problems.push(`no caption: ${table.className}`));
  all("th").filter((cell) => !cell.scope).forEach((cell) => problems.push(`no scope: ${cell.textContent}`));
  all("svg").filter((svg) => !svg.querySelector(":scope > title")?.textContent).forEach((svg) => problems.push(`no title: ${svg.getAttribute("class")}`));
  all("svg.ladder").filter((svg) => !svg.querySelector(":scope > desc")?.textContent).forEach(() => problems.push("a ladder without a description"));
  all("input").filter((input) => !input.labels.length).forEach(() => problems.push("an input without a label"));
  return problems;
}

// WCAG 2: 4.5 to 1, or 3 to 1 for large text.
export function auditContrast() {
  const parse = (color) => {
    const numbers = color.match(/[\d.]+/g).map(Number);
    return { rgb: numbers.slice(0, 3), alpha: numbers[3] ?? 1 };
  };
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((value) => value / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const background = (element) => {
    const hit = element.closest?.("a.event")?.querySelector(".hit");
    if (hit && parse(getComputedStyle(hit).fill).alpha === 1 && getComputedStyle(hit).fill !== "none") return parse(getComputedStyle(hit).fill).rgb;
    for (let at = element; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color.alpha === 1) return color.rgb;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const poor = [];
  let measured = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest("script, style, title, desc") || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const color = parse(element instanceof SVGElement ? style.fill : style.color);
    const [a, b] = [luminance(color.rgb), luminance(background(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    measured += 1;
    if (ratio < (large ? 3 : 4.5)) poor.push(`${ratio.toFixed(2)} "${node.data.trim().slice(0, 40)}" ${element.closest("[class]")?.getAttribute("class")}`);
  }
  return { measured, poor };
}
