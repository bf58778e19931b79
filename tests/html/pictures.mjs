// SPDX-License-Identifier: GPL-2.0-or-later
// The pictures of the documentation.
import { mkdirSync } from "node:fs";
import { join } from "node:path";

export async function takePictures(open, folder) {
  mkdirSync(folder, { recursive: true });
  const shoot = async (name, file, { width, height, colorScheme = "light", scroll, prepare }) => {
    const page = await open(name);
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    if (prepare) await prepare(page);
    if (scroll) await page.locator(scroll).first().evaluate((element) => element.scrollIntoView());
    await page.screenshot({ path: join(folder, file) });
    await page.close();
  };
  await shoot("many", "report-index.png", { width: 1180, height: 640 });
  await shoot("across", "report-across.png", {
    width: 1180, height: 900, scroll: "section.across",
    prepare: (page) => page.locator("section.across > details").evaluateAll((all) => all.forEach((one) => { one.open = true; })),
  });
  await shoot("failed", "report-failed.png", { width: 1180, height: 900 });
  await shoot("one", "report-ladder-dark.png", {
    width: 1180, height: 860, colorScheme: "dark", scroll: "section.ladder",
    prepare: async (page) => {
      await page.locator("section.ladder summary").first().click();
      await page.locator("svg.ladder.wide a.event").nth(3).click();
    },
  });
  await shoot("failed", "report-telephone.png", { width: 390, height: 844, scroll: "article.phone" });
}
