/* Cuts text into the terms of the search index: the same rules as tools/search_terms.py, and a test compares the two. */
const NAME = /[\p{L}\p{N}][\p{L}\p{N}_.\-]*[\p{L}\p{N}]|[\p{L}\p{N}]/gu
const LOW = "(?![A-Z\\p{Nd}])[\\p{L}\\p{N}]" // letters beyond ASCII count as small ones, so that "élan" is one part
const PART = new RegExp(`[A-Z]+(?!${LOW})|[A-Z]?(?:${LOW})+|\\p{Nd}+`, "gu")
const LONGEST = 40
const MOST_PARTS = 2
const ENDINGS = [
  [/i[sz]ations?$/, "is"],
  [/i[sz](?:e|es|ed|er|ers|ing)$/, "is"],
  [/(?<=[a-z]{3})ies$/, "y"],
  [/(?<=[a-z]{3})(?:ings?|ed|es)$/, ""],
  [/(?<=[a-z]{2}[^s])s$/, ""],
  [/(?<=[a-z]{3})e$/, ""],
]

function stem(word) {
  if (word.length < 4 || !/^\p{L}+$/u.test(word)) return word
  for (const [ending, replacement] of ENDINGS) if (ending.test(word)) return word.replace(ending, replacement)
  return word
}

const known = new Map()

function termsOfName(name) {
  if (name.length > LONGEST) return []
  if (known.has(name)) return known.get(name)
  const found = [stem(name.toLowerCase())]
  const parts = name.match(PART) ?? []
  if (parts.length > 1) {
    found.push(...parts.map((part) => stem(part.toLowerCase())))
    const joined = stem(parts.join("").toLowerCase())
    if (joined !== found[0] && parts.length <= MOST_PARTS) found.push(joined)
  }
  known.set(name, found)
  return found
}

function terms(text) {
  return (text.match(NAME) ?? []).flatMap(termsOfName)
}
