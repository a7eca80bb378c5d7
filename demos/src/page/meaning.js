import { element, latestOnly, milliseconds, readJson } from "./elements.js";

const SHOWN = 5;
const QUERY = 2;
const RESULT = 3;

/**
 * @param {ArrayLike<number>} one
 * @param {ArrayLike<number>} other
 * @param {number} [offset] in `other`
 */
function product(one, other, offset = 0) {
  let sum = 0;
  for (let i = 0; i < one.length; i += 1) sum += one[i] * other[offset + i];
  return sum;
}

/**
 * The search of the guide's header, asked by its own messages: docs/assets/search/worker.js.
 *
 * @param {string} script
 * @param {AbortSignal} ended
 * @returns {(query: string) => Promise<{ location: string, page: string, title: string }[]>}
 */
function wordSearch(script, ended) {
  const worker = new Worker(script);
  ended.addEventListener("abort", () => worker.terminate());
  const text = (markup) => new DOMParser().parseFromString(markup, "text/html").body.textContent;
  return (query) =>
    new Promise((resolve) => {
      const listen = ({ data }) => {
        if (data.type !== RESULT) return;
        worker.removeEventListener("message", listen);
        resolve(
          data.data.items.map(([page, best = page]) => ({
            location: best.location,
            page: text(page.title),
            title: text(best.title),
          })),
        );
      };
      worker.addEventListener("message", listen);
      worker.postMessage({ type: QUERY, data: `${query} ` });
    });
}

/** @type {import("./page.js").Demo} */
export async function meaning({ engine, stage, record, url, ended }) {
  const texts = readJson(engine.files["examples.json"]);
  const { sections, scale } = readJson(engine.files["sections.json"]);
  const vectors = new Int8Array(engine.files["sections.bin"]);
  const inWords = wordSearch(url("assets/search/worker.js"), ended);

  const rows = [];
  let first;
  for (const { text, similarities } of texts) {
    const { vector } = await engine.answer(text);
    first ??= vector;
    const now = product(first, vector);
    rows.push({ now: now.toFixed(4), difference: Math.abs(now - similarities[0]).toFixed(4) });
  }
  record(rows);

  const input = element("input", { id: "demo-question", maxlength: 200, type: "search", autocomplete: "off" });
  const lists = { words: element("ol"), meaning: element("ol") };
  const status = element("p", { role: "status" });

  const link = ({ location, page, title }, note) =>
    element(
      "li",
      {},
      element("a", { href: url(location) }, title),
      ...(title === page ? [] : [`, in “${page}”`]),
      ...(note ? [` (${note})`] : []),
    );
  const nothing = () => element("li", {}, "Nothing.");

  const find = latestOnly(async (query) => {
    if (!query.trim()) {
      for (const list of Object.values(lists)) list.replaceChildren();
      status.textContent = "Type a question.";
      return;
    }
    const [{ vector, ms }, words] = await Promise.all([engine.answer(query), inWords(query)]);
    const scores = sections.map((_, index) => product(vector, vectors, index * vector.length) / scale);
    const best = [...scores.keys()].sort((a, b) => scores[b] - scores[a]).slice(0, SHOWN);
    lists.meaning.replaceChildren(
      ...best.map((index) => {
        const [location, page, title] = sections[index];
        return link({ location, page, title }, scores[index].toFixed(2));
      }),
    );
    lists.words.replaceChildren(...(words.length ? words.slice(0, SHOWN).map((found) => link(found)) : [nothing()]));
    status.textContent = `The model read your question in ${milliseconds(ms)}, and compared it with ${sections.length} sections.`;
  });
  input.addEventListener("input", () => find(input.value));

  input.value = texts[0].text;
  await find(input.value);
  stage.replaceChildren(
    element("label", { for: "demo-question" }, "A question about TensorFlow or Hugging Face"),
    input,
    status,
    element(
      "div",
      { class: "demo-desk" },
      element("div", {}, element("p", { class: "demo-label", id: "demo-by-words" }, "By words, as the search of this guide"), lists.words),
      element("div", {}, element("p", { class: "demo-label", id: "demo-by-meaning" }, "By meaning, with its closeness from −1 to 1"), lists.meaning),
    ),
  );
  lists.words.setAttribute("aria-labelledby", "demo-by-words");
  lists.meaning.setAttribute("aria-labelledby", "demo-by-meaning");
  return input;
}
