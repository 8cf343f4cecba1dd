/** Covers, drawn from the id of an album or an artist: the same id, the same picture, and no image is ever loaded. */
import { between, pick, type Random, randomFrom } from '../music/random.ts'
import { h, svg } from './dom.ts'

interface Inks {
  readonly ground: string
  readonly ground2: string
  readonly a: string
  readonly b: string
  readonly c: string
}

const colour = (light: number, chroma: number, hue: number) =>
  `oklch(${light} ${chroma} ${Math.round(hue) % 360})`

function inks(random: Random): Inks {
  const hue = random() * 360
  // Neighbours, opposites, and a triad: what poster printers combine.
  const other = hue + pick(random, [35, 50, -40, 150, 180, 120])
  const dark = random() < 0.55
  return dark
    ? {
        ground: colour(0.3, 0.09, hue),
        ground2: colour(0.42, 0.14, hue + 25),
        a: colour(0.76, 0.16, other),
        b: colour(0.62, 0.19, other + 30),
        c: colour(0.92, 0.05, other + 10),
      }
    : {
        ground: colour(0.9, 0.06, hue),
        ground2: colour(0.8, 0.11, hue + 25),
        a: colour(0.56, 0.2, other),
        b: colour(0.68, 0.17, other + 35),
        c: colour(0.32, 0.09, hue + 10),
      }
}

type Motif = (random: Random, ink: Inks) => string

const circle = (x: number, y: number, r: number, fill: string, more = '') =>
  `<circle cx="${x}" cy="${y}" r="${r}" fill="${fill}" ${more}/>`
const box = (x: number, y: number, w: number, hgt: number, fill: string, more = '') =>
  `<rect x="${x}" y="${y}" width="${w}" height="${hgt}" fill="${fill}" ${more}/>`
const path = (d: string, fill: string, more = '') => `<path d="${d}" fill="${fill}" ${more}/>`

const sun: Motif = (random, ink) => {
  const y = between(random, 44, 60)
  const r = between(random, 24, 34)
  const stripes = [0.1, 0.34, 0.56, 0.76].map((at, i) => box(0, y + r * at, 100, 2 + i * 1.1, 'url(#G)'))
  return circle(50, y, r, ink.a) + stripes.join('')
}

const arcs: Motif = (random, ink) => {
  const [x, y] = pick(random, [
    [0, 0],
    [100, 0],
    [0, 100],
    [100, 100],
  ] as const)
  const fills = [ink.a, ink.c, ink.b, ink.ground, ink.a]
  return [92, 72, 53, 36, 19].map((r, i) => circle(x, y, r, fills[i] as string)).join('')
}

const waves: Motif = (random, ink) => {
  const fills = [ink.b, ink.a, ink.c]
  const phase = random() * 6
  return [38, 56, 76]
    .map((base, i) => {
      const points = Array.from({ length: 11 }, (_, n) => {
        const y = base + Math.sin(phase + n * 0.75 + i * 1.3) * (9 - i)
        return `${n * 10} ${y.toFixed(1)}`
      })
      return path(`M0 100 L${points.join(' L')} L100 100 Z`, fills[i] as string, 'stroke-linejoin="round"')
    })
    .join('')
}

const tiles: Motif = (random, ink) => {
  let out = ''
  for (let i = 0; i < 16; i++) {
    const [x, y] = [(i % 4) * 25, Math.floor(i / 4) * 25]
    const fill = pick(random, [ink.a, ink.b, ink.c, ink.a])
    const corner = between(random, 0, 4)
    const shapes = [
      `M${x} ${y} h25 a25 25 0 0 1 -25 25 Z`,
      `M${x + 25} ${y} v25 a25 25 0 0 1 -25 -25 Z`,
      `M${x + 25} ${y + 25} h-25 a25 25 0 0 1 25 -25 Z`,
      `M${x} ${y + 25} v-25 a25 25 0 0 1 25 25 Z`,
    ]
    out += corner === 4 ? circle(x + 12.5, y + 12.5, 7, fill) : path(shapes[corner] as string, fill)
  }
  return out
}

const bars: Motif = (random, ink) =>
  Array.from({ length: 7 }, (_, i) => {
    const tall = between(random, 16, 74)
    return box(10 + i * 11.7, 50 - tall / 2, 8, tall, pick(random, [ink.a, ink.b, ink.c]), 'rx="4"')
  }).join('')

const orbits: Motif = (random, ink) => {
  const rings = [40, 29, 18].map((r, i) => {
    const angle = random() * 6.3
    const [x, y] = [50 + Math.cos(angle) * r, 50 + Math.sin(angle) * r]
    const ring = circle(50, 50, r, 'none', `stroke="${ink.c}" stroke-width="1.2"`)
    return ring + circle(Number(x.toFixed(1)), Number(y.toFixed(1)), 6.5 - i * 1.4, i === 1 ? ink.b : ink.a)
  })
  return rings.join('') + circle(50, 50, 8, ink.b)
}

const hills: Motif = (random, ink) =>
  circle(between(random, 24, 76), between(random, 22, 36), between(random, 9, 15), ink.c) +
  [ink.b, ink.a, ink.ground]
    .map((fill, i) => circle(between(random, 0, 100), 112 + i * 16, 56 - i * 2, fill))
    .join('')

const blocks: Motif = (random, ink) => {
  const turn = pick(random, [0, 90, 180, 270])
  return `<g transform="rotate(${turn} 50 50)">${
    path('M0 50 A50 50 0 0 1 100 50 Z', ink.a) +
    path('M0 100 L50 50 L100 100 Z', ink.c) +
    circle(50, 50, between(random, 9, 17), ink.b)
  }</g>`
}

const dots: Motif = (random, ink) => {
  const [cx, cy] = [random() * 6, random() * 6]
  let out = ''
  for (let i = 0; i < 49; i++) {
    const [x, y] = [i % 7, Math.floor(i / 7)]
    const r = 1.4 + 4.6 * Math.abs(Math.cos(Math.hypot(x - cx, y - cy) * 0.62))
    out += circle(11 + x * 13, 11 + y * 13, Number(r.toFixed(2)), (x + y) % 3 === 0 ? ink.b : ink.a)
  }
  return out
}

const rays: Motif = (random, ink) => {
  const [x, y] = [between(random, 30, 70), between(random, 58, 84)]
  const fans = Array.from({ length: 9 }, (_, i) => {
    const [from, to] = [(i * 2 * Math.PI) / 9, ((i + 0.5) * 2 * Math.PI) / 9]
    const at = (angle: number) =>
      `${(x + Math.cos(angle) * 140).toFixed(1)} ${(y + Math.sin(angle) * 140).toFixed(1)}`
    return path(`M${x} ${y} L${at(from)} L${at(to)} Z`, i % 2 ? ink.a : ink.b)
  })
  return fans.join('') + circle(x, y, between(random, 11, 19), ink.c)
}

const leaves: Motif = (random, ink) => {
  const leaf = 'M50 96 C24 74 24 34 50 10 C76 34 76 74 50 96 Z'
  const first = between(random, -70, -40)
  return [first, first + 36, first + 72, first + 108]
    .map((turn, i) =>
      path(leaf, [ink.b, ink.a, ink.c, ink.a][i] as string, `transform="rotate(${turn} 50 100)"`),
    )
    .join('')
}

const stairs: Motif = (random, ink) => {
  const mirrored = random() < 0.5 ? 'transform="translate(100 0) scale(-1 1)"' : ''
  const steps = [0, 1, 2, 3, 4].map((i) => {
    const top = 84 - i * 17
    return box(i * 20, top, 20, 100 - top, i % 2 ? ink.a : ink.b)
  })
  return `${circle(mirrored ? 76 : 24, between(random, 22, 38), 11, ink.c)}<g ${mirrored}>${steps.join('')}</g>`
}

const moons: Motif = (random, ink) => {
  const [r, shift] = [between(random, 26, 33), between(random, 9, 16)]
  const phases = [14, 50, 86].map((x, i) => circle(x, 88, 4, [ink.b, ink.c, ink.b][i] as string))
  return circle(50, 44, r, ink.c) + circle(50 + shift, 44 - shift / 2, r - 2, 'url(#G)') + phases.join('')
}

const ripples: Motif = (random, ink) => {
  const lines = Array.from({ length: 8 }, (_, i) => {
    const bend = between(random, 8, 20)
    const y = 6 + i * 13
    const stroke = `stroke="${[ink.a, ink.b, ink.c][i % 3]}" stroke-width="5" stroke-linecap="round"`
    return path(`M-5 ${y} Q25 ${y - bend} 50 ${y} T105 ${y}`, 'none', stroke)
  })
  return lines.join('')
}

const MOTIFS = [
  sun,
  arcs,
  waves,
  tiles,
  bars,
  orbits,
  hills,
  blocks,
  dots,
  rays,
  leaves,
  stairs,
  moons,
  ripples,
]

let made = 0

/** Square artwork that fills its box. */
export function cover(id: string): SVGSVGElement {
  const random = randomFrom(id)
  const ink = inks(random)
  // Gradients are found by id all over the page: each cover needs its own.
  const gradient = `g${made++}`
  const angle = between(random, 0, 90)
  const ground =
    `<defs><linearGradient id="${gradient}" gradientUnits="userSpaceOnUse" x2="${100 - angle}" y2="${10 + angle}">` +
    `<stop offset="0" stop-color="${ink.ground}"/><stop offset="1" stop-color="${ink.ground2}"/></linearGradient></defs>` +
    `<rect width="100" height="100" fill="url(#${gradient})"/>`
  const drawn = pick(random, MOTIFS)(random, ink).replaceAll('#G', `#${gradient}`)
  const art = svg('0 0 100 100', ground + drawn, 'cover')
  art.setAttribute('preserveAspectRatio', 'xMidYMid slice')
  return art
}

/** Four covers as one, for a list of songs; the one there is when there are fewer. */
export function mosaic(ids: readonly string[], own: string): HTMLElement {
  const albums = [...new Set(ids)]
  const shown = albums.length >= 4 ? albums.slice(0, 4) : [albums[0] ?? own]
  return h(
    'div',
    { class: `mosaic mosaic-${shown.length}`, 'aria-hidden': 'true' },
    shown.map((id) => cover(id)),
  )
}
