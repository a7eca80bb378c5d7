import { prepare } from "../../../notebooks/models/digits-for-the-browser/digits/digit-picture.mjs";
import { drawing, paint } from "./drawing.js";
import { BACKENDS, bar, element, latestOnly, milliseconds, percent, readJson, small } from "./elements.js";

const SIDE = 28;

/** @param {ArrayLike<number>} scores */
const best = (scores) => scores.indexOf(Math.max(...scores));

/**
 * Asks the model for each fixed input, and compares with what Python said.
 *
 * @param {import("./page.js").RunningEngine} engine
 * @param {{ pixels: number[], probabilities: number[] }[]} examples
 */
async function compare(engine, examples) {
  const rows = [];
  for (const { pixels, probabilities } of examples) {
    const scores = [...(await engine.answer(Float32Array.from(pixels))).scores];
    const difference = Math.max(...scores.map((score, digit) => Math.abs(score - probabilities[digit])));
    const digit = best(scores);
    rows.push({ now: `${digit} (${scores[digit].toFixed(6)})`, difference: small(difference) });
  }
  return rows;
}

/** @type {import("./page.js").Demo} */
export async function digits({ engine, stage, record }) {
  const examples = readJson(engine.files["examples.json"]).digits;
  record(await compare(engine, examples));

  const bars = Array.from({ length: 10 }, (_, digit) => bar(String(digit)));
  const sentence = element("p", { role: "status" }, "Draw a digit.");
  const seen = element("canvas", { "aria-label": "What the model is given: 28 by 28 pixels", height: SIDE, role: "img", width: SIDE });
  let said = "Draw a digit.";

  const read = latestOnly(async (picture) => {
    paint(seen, picture ?? new Uint8Array(SIDE * SIDE), getComputedStyle(seen).color);
    if (!picture) {
      bars.forEach(({ set }) => set(undefined));
      said = "Draw a digit.";
      return;
    }
    const { scores, ms } = await engine.answer(picture);
    bars.forEach(({ set }, digit) => set(scores[digit]));
    const digit = best(scores);
    said = `It reads ${digit}, with a probability of ${percent(scores[digit])}: ${milliseconds(ms)}, ${BACKENDS[engine.backend]}.`;
  });

  const paper = drawing({
    onInk: () => {
      const { pixels, width, height } = paper.ink();
      read(prepare(pixels, width, height));
    },
    onPause: async () => {
      const { pixels, width, height } = paper.ink();
      await show(prepare(pixels, width, height));
    },
  });

  async function show(picture) {
    await read(picture);
    sentence.textContent = said;
  }

  const clear = element("button", { type: "button", class: "md-button" }, "Clear");
  clear.addEventListener("click", () => {
    paper.clear();
    show(null);
  });

  const picks = examples.map(({ pixels, label }) => {
    const picture = element("canvas", { height: SIDE, width: SIDE, "aria-hidden": true });
    const button = element("button", { type: "button", class: "demo-pick", "aria-label": `Test digit: ${label}` }, picture);
    button.addEventListener("click", () => {
      paper.show(pixels, SIDE);
      show(Float32Array.from(pixels));
    });
    return { button, draw: () => paint(picture, pixels, getComputedStyle(picture).color) };
  });

  stage.replaceChildren(
    element(
      "div",
      { class: "demo-desk" },
      element(
        "div",
        {},
        paper.holder,
        element("p", { class: "demo-keys", id: "demo-keys" }, "Keys: arrows move the pen, space puts it down and lifts it, delete clears."),
        clear,
      ),
      element(
        "div",
        { class: "demo-answer" },
        sentence,
        element("ul", { class: "demo-bars" }, ...bars.map(({ row }) => row)),
        element("figure", { class: "demo-seen" }, seen, element("figcaption", {}, "What the model is given")),
      ),
    ),
    element("p", {}, "Or pick a digit that the model has never seen:"),
    element("div", { class: "demo-picks" }, ...picks.map(({ button }) => button)),
  );
  picks.forEach(({ draw }) => draw());
  new MutationObserver(() => picks.forEach(({ draw }) => draw())).observe(document.body, {
    attributeFilter: ["data-md-color-scheme"],
  });
  return paper.canvas;
}
