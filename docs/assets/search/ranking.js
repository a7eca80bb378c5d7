/* Finds pages for a query, and within a page the sections that fit, with the words that matched. */
const FIELDS = { title: 6, headings: 1.5, text: 1, code: 0.6 }
const WHOLE = 1 // what a word counts as it was typed, or a synonym of it
const SYNONYM = 0.6
const PIECE = 0.15 // a part of a name of code
const TYPO = 0.5 // a term one or two letters from it
const BEGINNING = 0.6 // a longer term that begins with it
const PAIR = 0.7 // two words typed apart that are one, or stand side by side in a name

function loadIndex(MiniSearch, index) {
  const vocabulary = new Set(index.index.map(([term]) => term))
  const search = MiniSearch.loadJS(index, {
    fields: Object.keys(FIELDS),
    storeFields: ["title"],
    tokenize: (text) => [text],
    processTerm: (term) => term,
  })
  return { search, vocabulary }
}

/* What the reader typed as a list of words; each is a list of [term, weight] that may stand for it. */
function readQuery(text, words) {
  const spoken = (form) => ` ${form.toLowerCase().replace(/[^\p{L}\p{N}_.]+/gu, " ").trim()} `
  let rest = spoken(text)
  const query = []
  for (const same of words.same) {
    const form = same.find((form) => rest.includes(spoken(form)))
    if (!form) continue
    rest = rest.replace(spoken(form), "  ")
    query.push(same.flatMap((other) => alternatives(other.replace(/ /g, "-"), other === form ? WHOLE : SYNONYM)))
  }
  const typed = text.match(NAME)?.filter((word) => rest.includes(spoken(word))) ?? []
  const telling = typed.filter((word) => !words.ignored.includes(word.toLowerCase()))
  const kept = telling.length || query.length ? telling : typed
  for (const word of kept) query.push([...alternatives(word, WHOLE), ...swaps(word).map((term) => [term, TYPO])])
  for (let i = 1; i < kept.length; i++) query.push([[stem((kept[i - 1] + kept[i]).toLowerCase()), PAIR]])
  return query
}

function alternatives(word, weight) {
  return [...new Set(terms(word))].map((term, i) => [term, i ? PIECE : weight])
}

/* A word with two neighbouring letters exchanged, the typo that no count of edits forgives. */
function swaps(word) {
  const letters = [...word.toLowerCase()]
  if (letters.length < 5 || !/^\p{L}+$/u.test(word)) return []
  return letters.slice(1).map((letter, i) => stem([...letters.slice(0, i), letter, letters[i], ...letters.slice(i + 2)].join("")))
}

/* The pages that fit, the best first: [{ page, score, matched: the index's terms }]. `typing` tells that the last
   word may be unfinished. Words that the guide has are taken at their word; others may be misspelt. */
function findPages({ search, vocabulary }, query, words, typing) {
  const queries = query.flatMap((word, place) => {
    const isKnown = vocabulary.has(word[0][0])
    return word
      .filter(([term, weight]) => vocabulary.has(term) || weight === WHOLE)
      .map(([term, weight]) => ({
        queries: [term],
        boostTerm: () => weight,
        prefix: weight === WHOLE && ((typing && place === query.length - 1) || term.length > 3),
        fuzzy: isKnown || weight !== WHOLE || term.length < 4 || /\d/.test(term) ? false : term.length < 6 ? 1 : 2,
        weights: { fuzzy: TYPO, prefix: BEGINNING },
      }))
  })
  const results = search.search({ combineWith: "OR", queries }, { boost: FIELDS, bm25: { k: 1.2, b: 0.6, d: 0.2 } })
  for (const result of results) {
    const found = new Set(result.queryTerms)
    const share = query.filter((word) => word.some(([term]) => found.has(term))).length / query.length
    result.score *= share * share * (1 + 2 * fitOfTitle(result.title, query, words))
  }
  return results
    .sort((a, b) => b.score - a.score)
    .map((result) => ({ page: result.id, score: result.score, matched: Object.keys(result.match) }))
}

/* Which part of the title the reader typed, times which part of what was typed stands in the title: 1 for the same. */
function fitOfTitle(title, query, words) {
  const telling = (title.match(NAME) ?? []).filter((name) => !words.ignored.includes(name.toLowerCase()))
  const own = new Set(telling.map((name) => termsOfName(name)[0]))
  const said = query.filter((word) => word.some(([term]) => own.has(term)))
  const covered = new Set(said.flatMap((word) => word.map(([term]) => term)))
  return ([...own].filter((term) => covered.has(term)).length / own.size) * (said.length / query.length)
}

/* How well a section fits: the weights of the terms that it has, in its title five times. */
function fitOf(section, weights) {
  let fit = 0
  for (const [term, weight] of weights)
    fit += weight * ((section.terms.has(term) ? 1 : 0) + (section.titleTerms.has(term) ? 4 : 0))
  return fit
}
