/* Answers the theme's search box, in place of the theme's own worker, with the messages that the theme expects:
   0 set up, 1 ready, 2 query, 3 result. */
const SETUP = 0
const READY = 1
const QUERY = 2
const RESULT = 3
const MOST_PAGES = 10
const MOST_SECTIONS = 4
const LENGTH = 180 // of an excerpt, in letters
const LEAD = 40 // of them before the first match
const root = new URL("../../", self.location)

let loaded
let latest = 0
const texts = new Map()

self.onmessage = async ({ data: message }) => {
  if (message.type === SETUP) {
    self.postMessage({ type: READY }) // the theme asks on every page; nothing is loaded before the reader wants to search
  } else if (message.type === QUERY) {
    const turn = ++latest
    const items = await answer(message.data, () => turn === latest)
    if (items && turn === latest) self.postMessage({ type: RESULT, data: { items } })
  }
}

// The page says when the reader goes to the search box: docs/assets/javascripts/search.js.
if (!self.guideSearch) new BroadcastChannel("guide-search").onmessage = () => prepare().catch(() => {})

async function read(path) {
  if (self.guideSearch) return self.guideSearch[path] // the offline copy, where nothing can be fetched
  const answer = await fetch(new URL(path, root))
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
  return answer.json()
}

function prepare() {
  loaded ??= load().catch((error) => {
    loaded = undefined // the next letter tries again
    throw error
  })
  return loaded
}

async function load() {
  const reading = read("search/index.json")
  if (!self.guideSearch) importScripts("engine.js") // hooks/scripts.py
  const { index, words } = await reading
  return { index: loadIndex(self.MiniSearch, index), words }
}

function sectionsOf(page) {
  if (!texts.has(page)) {
    const sections = read(`search/text/${page}.json`).then((rows) =>
      rows.map(([location, title, text]) => {
        const words = plain(text)
        const names = [...words.matchAll(NAME)].map((match) => ({ place: match.index, terms: termsOfName(match[0]) }))
        const own = new Set(names.flatMap((name) => name.terms))
        return { location, title, text: words, names, terms: own, titleTerms: new Set(terms(plain(title))) }
      }),
    )
    sections.catch(() => texts.delete(page))
    texts.set(page, sections)
  }
  return texts.get(page)
}

function plain(markup) {
  const marks = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" }
  return markup
    .replace(/<[^>]+>/g, "")
    .replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => marks[name])
    .replace(/\s+/g, " ")
    .trim()
}

function escape(text) {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;")
}

const pause = () => new Promise((resolve) => setTimeout(resolve)) // in which further letters arrive

/* The results of a query, in one piece: a list that changes takes the focus from a reader who is in it. Nothing, when
   the query is outdated. */
async function answer(query, isLatest) {
  if (!query.trim()) return []
  const { index, words } = await prepare()
  await pause()
  if (!isLatest()) return
  const read = readQuery(query, words)
  if (!read.length) return []
  const found = findPages(index, read, words, !/\s$/.test(query)).slice(0, MOST_PAGES)
  if (!found.every(({ page }) => texts.has(page))) {
    await pause() // before the slow part: loading what is shown of a page
    if (!isLatest()) return
  }
  return Promise.all(found.map(async (page) => results(page, await sectionsOf(page.page))))
}

/* A page and its best sections as the theme takes them: the page first. */
function results({ score, matched }, sections) {
  const weights = new Map(matched.map((term) => [term, 1 / (1 + sections.filter((s) => s.terms.has(term)).length)]))
  const known = new Set(matched)
  const scored = sections
    .map((section, place) => ({ ...section, place, fit: fitOf(section, weights) }))
    .filter((section) => section.place === 0 || section.fit > 0)
  const best = scored
    .filter((section) => section.place)
    .sort((a, b) => b.fit - a.fit)
    .slice(0, MOST_SECTIONS)
  return [scored[0], ...best].map((section) => ({
    location: section.location,
    title: highlight(plain(section.title), known),
    text: `<p>${excerpt(section, known)}</p>`,
    terms: {},
    score: score * (section.place ? 0.5 + 0.5 * (section.fit / best[0].fit) : 1),
  }))
}

function highlight(text, known) {
  return escape(text).replace(NAME, (word) =>
    termsOfName(word).some((term) => known.has(term)) ? `<mark data-md-highlight>${word}</mark>` : word,
  )
}

/* The 180 letters in which most of the words stand. */
function excerpt({ text, names }, known) {
  const places = names.filter((name) => name.terms.some((term) => known.has(term))).map((name) => name.place)
  let start = 0
  let most = 0
  for (let first = 0, last = 0; first < places.length; first++) {
    while (last < places.length && places[last] < places[first] + LENGTH) last++
    if (last - first > most) [start, most] = [places[first], last - first]
  }
  start = Math.max(0, start - LEAD)
  if (start) start = text.indexOf(" ", start) + 1
  const cut = text.slice(start, start + LENGTH).replace(/\s+\S*$/, start + LENGTH < text.length ? "" : "$&")
  return `${start ? "… " : ""}${highlight(cut, known)}${start + LENGTH < text.length ? " …" : ""}`
}
