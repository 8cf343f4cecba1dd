/** Elements of the page. What they say is always text: the description's own words can never become HTML. */

type Child = Node | string | null

export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name)
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value)
  made.append(...children.filter((child) => child !== null))
  return made
}

/** The element of the page that has this id. */
export function byId<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id)
  if (!(found instanceof kind)) throw new Error(`the page has no #${id}`)
  return found
}

/** Text with `code` in backticks; marks for programs (`<pk/>`) are left out. */
export function prose(text: string): Node {
  const parts = text.replaceAll(/<(?:pk|fk)\b[^>]*\/>/g, '').split('`')
  const fragment = document.createDocumentFragment()
  for (const [index, part] of parts.entries())
    fragment.append(index % 2 === 1 ? element('code', {}, part) : part)
  return fragment
}
