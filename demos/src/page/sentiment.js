import { BACKENDS, bar, element, latestOnly, milliseconds, percent, readJson, small } from "./elements.js";

const LONGEST = 300;

/** @type {import("./page.js").Demo} */
export async function sentiment({ engine, stage, record }) {
  const sentences = readJson(engine.files["examples.json"]);
  const rows = [];
  for (const { sentence, positive } of sentences) {
    const { scores } = await engine.answer(sentence);
    const label = scores.positive > 0.5 ? "positive" : "negative";
    rows.push({ now: `${label} (${scores.positive.toFixed(6)})`, difference: small(Math.abs(scores.positive - positive)) });
  }
  record(rows);

  const input = element("textarea", { id: "demo-sentence", maxlength: LONGEST, rows: 3, spellcheck: false });
  const bars = { positive: bar("favourable"), negative: bar("unfavourable") };
  const tokens = element("p", { class: "demo-tokens" });
  const verdict = element("p", { role: "status" });

  const read = latestOnly(async (text) => {
    const { tokens: pieces, scores, ms } = text.trim() ? await engine.answer(text) : { tokens: [], scores: {}, ms: 0 };
    tokens.replaceChildren(...pieces.flatMap((piece) => [element("code", {}, piece), " "]));
    for (const [label, { set }] of Object.entries(bars)) set(scores[label]);
    if (!pieces.length) verdict.textContent = "Type a sentence about a film.";
    else {
      const word = scores.positive > 0.5 ? "favourable" : "unfavourable";
      const share = Math.max(scores.positive, scores.negative);
      verdict.textContent = `It sounds ${word}, says the model, with a probability of ${percent(share)}: ${milliseconds(ms)}, ${BACKENDS[engine.backend]}.`;
    }
  });
  input.addEventListener("input", () => read(input.value));

  const picks = sentences.map(({ sentence }) => {
    const button = element("button", { type: "button", class: "demo-pick demo-pick--text" }, sentence);
    button.addEventListener("click", () => {
      input.value = sentence;
      read(sentence);
    });
    return button;
  });

  input.value = sentences[0].sentence;
  await read(input.value);
  stage.replaceChildren(
    element("label", { for: "demo-sentence" }, "A sentence about a film, in English"),
    input,
    verdict,
    element("ul", { class: "demo-bars" }, bars.positive.row, bars.negative.row),
    element("p", { class: "demo-label" }, "What the tokenizer makes of it:"),
    tokens,
    element("p", { class: "demo-label" }, "Or try one of these:"),
    element("div", { class: "demo-picks" }, ...picks),
  );
  return input;
}
