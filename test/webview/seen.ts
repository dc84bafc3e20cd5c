/** What is seen of a panel on the screen: texts, places, colours, and what lies over something else. */
import type { Panel } from "./harness.ts";

/** The texts that are drawn on wires, as one sees them. */
export function wireTexts({ page }: Panel): Promise<string[]> {
  return page.$$eval(".wire-text text", (texts) =>
    texts
      .map((text) => [...text.querySelectorAll("tspan")].map((part) => part.textContent).join(""))
      .filter((text) => text !== ""),
  );
}

/** Names of texts, gates and controls that lie over each other on the screen. */
export function overlaps({ page }: Panel): Promise<string[]> {
  return page.evaluate(() => {
    const things = [
      ...document.querySelectorAll(".wire-text text, .node.round, .node.box, .node .label, .group .title"),
    ];
    const boxes = things.flatMap((element) => {
      const target = element.matches(".node") ? element.querySelector(".gate")! : element;
      const { left, right, top, bottom } = target.getBoundingClientRect();
      const owner = element.closest(".node");
      return right - left < 1
        ? []
        : [{ element, owner, name: element.textContent, left, right, top, bottom }];
    });
    const found: string[] = [];
    boxes.forEach((a, index) => {
      for (const b of boxes.slice(index + 1)) {
        if (a.owner !== null && a.owner === b.owner) continue;
        // A line's box has room for accents above and below its letters.
        const [x, y] = [1, 3];
        const apart =
          a.right - x <= b.left || b.right - x <= a.left || a.bottom - y <= b.top || b.bottom - y <= a.top;
        if (!apart) found.push(`${a.name} over ${b.name}`);
      }
    });
    return found;
  });
}

/** What the labels at the panel's edges lie over that is seen of the picture: gates, texts, and what is kept at gates. */
export function covered({ page }: Panel): Promise<string[]> {
  return page.evaluate(() => {
    const strip = document.querySelector(".toolbar")!.getBoundingClientRect().bottom;
    const labels = [...document.querySelectorAll<HTMLElement>(".beyond, .aside, .part, .older, .toolbar")];
    const things = document.querySelectorAll(
      ".node .gate, .node .label, .node .kept, .wire-text text, .group .title, .group .control",
    );
    return labels
      .filter((label) => label.checkVisibility({ visibilityProperty: true }))
      .flatMap((label) => {
        const own = label.getBoundingClientRect();
        return [...things].flatMap((thing) => {
          const { left, right, top, bottom } = thing.getBoundingClientRect();
          const isApart =
            right <= left ||
            right <= own.left ||
            left >= own.right ||
            bottom <= Math.max(strip, own.top) ||
            Math.max(strip, top) >= own.bottom;
          const of = thing.closest("[data-id]")?.getAttribute("data-id");
          return isApart ? [] : `${label.innerText} over ${of ?? thing.textContent}`;
        });
      });
  });
}

/** Where an element is on the screen. */
export const place = ({ page }: Panel, selector: string) => page.locator(selector).first().boundingBox();

/** A colour as the browser says it. */
export function rgb(hex: string): string {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return `rgb(${r}, ${g}, ${b})`;
}
