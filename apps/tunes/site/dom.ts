/** Making elements: `h('a', { href: '#/' }, 'Home')`. */

export type Child = Node | string | number | null | undefined | false | readonly Child[]

/** Names that begin with `on` are listeners; `true` and `false` set and leave out an attribute. */
export type Attributes = Readonly<
  Record<string, string | number | boolean | null | undefined | ((event: Event) => void)>
>

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value)
    else if (value === true) element.setAttribute(name, '')
    else if (value !== false && value !== null && value !== undefined)
      element.setAttribute(name, String(value))
  }
  append(element, children)
  return element
}

function append(to: Node, child: Child): void {
  if (Array.isArray(child)) for (const one of child) append(to, one)
  else if (child instanceof Node) to.appendChild(child)
  else if (typeof child === 'string' || typeof child === 'number')
    to.appendChild(document.createTextNode(String(child)))
}

/** An element of the page's own markup. */
export function byId<T extends HTMLElement>(id: string, kind: new () => T): T {
  const element = document.getElementById(id)
  if (!(element instanceof kind)) throw new Error(`the page has no #${id}`)
  return element
}

const SVG = 'http://www.w3.org/2000/svg'

/** An SVG that readers pass over; `inner` is markup of our own, never of a user. */
export function svg(viewBox: string, inner: string, className: string): SVGSVGElement {
  const element = document.createElementNS(SVG, 'svg')
  element.setAttribute('viewBox', viewBox)
  element.setAttribute('aria-hidden', 'true')
  element.setAttribute('class', className)
  element.innerHTML = inner
  return element
}
