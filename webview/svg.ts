/** Small helpers for drawing with the DOM: make an element, set only what changed, keep elements by key. */

const namespace = "http://www.w3.org/2000/svg";

/** A new SVG element with a class, as the last child of its parent. */
export function svg<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  className: string,
  parent?: Element,
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS(namespace, name);
  if (className !== "") element.setAttribute("class", className);
  parent?.append(element);
  return element;
}

/** A new HTML element with a class, as the last child of its parent. */
export function html<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  parent?: Element,
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  if (className !== "") element.className = className;
  parent?.append(element);
  return element;
}

/** Sets attributes; one that has its value already is left alone, `undefined` takes one away. */
export function set(
  element: Element,
  attributes: Readonly<Record<string, string | number | undefined>>,
): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined) {
      if (element.hasAttribute(name)) element.removeAttribute(name);
    } else if (element.getAttribute(name) !== String(value)) {
      element.setAttribute(name, String(value));
    }
  }
}

/** The address of a picture that is given as a text of SVG. */
export function pictureUri(picture: string): string {
  return `data:image/svg+xml,${encodeURIComponent(picture)}`;
}

export function setText(element: Element, text: string): void {
  const { firstChild: first } = element;
  // Another text in the place of the one that is there costs less than a new node.
  if (first instanceof Text && first.nextSibling === null && text !== "") {
    if (first.data !== text) first.data = text;
  } else if (element.textContent !== text) element.textContent = text;
}

/** Switches classes on and off by name; of the same names, those that were the same `before` are not looked at. */
export function setClasses(
  element: Element,
  classes: Readonly<Record<string, boolean>>,
  before?: Readonly<Record<string, boolean>>,
): void {
  const old = before && Object.values(before);
  Object.entries(classes).forEach(([name, on], at) => {
    if (on !== old?.[at]) element.classList.toggle(name, on);
  });
}

/** A coordinate with tenths of a pixel: more would only make the document longer. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Elements that stand for things with an id: made for new ids, updated for known ones, removed with their things. */
export interface Keyed<Item, Parts extends { readonly root: Element }> {
  readonly parts: ReadonlyMap<string, Parts>;
  update(items: readonly Item[]): void;
}

/**
 * Keeps one element for each item below `layer`. The document's order is the items' order at the time they came:
 * nothing in the picture overlaps, so that it is never seen, and moving elements would take the keyboard from them.
 * What is drawn from the `same` as before is not looked at; `update` is told what was drawn `before`, so that it touches what is
 * another.
 */
export function keyed<Item, Parts extends { readonly root: Element }>(
  layer: Element,
  idOf: (item: Item) => string,
  create: (item: Item) => Parts,
  update: (parts: Parts, item: Item, before: Item | undefined) => void,
  same: (a: Item, b: Item) => boolean = () => false,
): Keyed<Item, Parts> {
  const parts = new Map<string, Parts>();
  const last = new Map<string, Item>();
  return {
    parts,
    update(items) {
      const wanted = new Set<string>();
      for (const item of items) {
        const id = idOf(item);
        wanted.add(id);
        let own = parts.get(id);
        if (own === undefined) {
          own = create(item);
          parts.set(id, own);
          layer.append(own.root);
        }
        const before = last.get(id);
        if (before !== undefined && same(before, item)) continue;
        last.set(id, item);
        update(own, item, before);
      }
      for (const [id, own] of parts) {
        if (wanted.has(id)) continue;
        own.root.remove();
        parts.delete(id);
        last.delete(id);
      }
    },
  };
}
