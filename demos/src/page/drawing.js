import { element } from "./elements.js";

const SIZE = 280;
const PEN = 22;
const STEP = 12;
const START = [SIZE / 2, SIZE / 4];
const MOVES = { ArrowUp: [0, -STEP], ArrowDown: [0, STEP], ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0] };

/**
 * A square to draw on, with a pen, a finger, a mouse or the keyboard. The ink is what is not transparent.
 *
 * @param {{ onInk: () => void, onPause: () => void }} hooks `onInk` after each line, `onPause` when the pen is lifted
 */
export function drawing({ onInk, onPause }) {
  const canvas = element("canvas", {
    "aria-describedby": "demo-keys",
    "aria-label": "Drawing area",
    height: SIZE,
    role: "application",
    tabindex: 0,
    width: SIZE,
  });
  const pen = element("span", { class: "demo-pen", hidden: true });
  const holder = element("div", { class: "demo-paper" }, canvas, pen);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  let at = START;
  let isDown = false;

  // Opaque, whatever the theme says: the ink is read from what is not transparent.
  const color = () => `rgb(${channels(getComputedStyle(canvas).color)})`;

  function line(to) {
    Object.assign(context, { lineCap: "round", lineJoin: "round", lineWidth: PEN, strokeStyle: color() });
    context.beginPath();
    context.moveTo(...at);
    context.lineTo(...to);
    context.stroke();
    at = to;
    onInk();
  }

  function place({ clientX, clientY }) {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return [((clientX - left) * SIZE) / width, ((clientY - top) * SIZE) / height];
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    canvas.setPointerCapture(event.pointerId);
    pen.hidden = true;
    isDown = true;
    at = place(event);
    line(at);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!isDown || !canvas.hasPointerCapture(event.pointerId)) return;
    for (const each of event.getCoalescedEvents?.() ?? [event]) line(place(each));
  });
  for (const kind of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(kind, () => {
      if (!isDown) return;
      isDown = false;
      onPause();
    });
  }

  function showPen() {
    pen.hidden = false;
    pen.classList.toggle("demo-pen--down", isDown);
    pen.style.setProperty("left", `${(100 * at[0]) / SIZE}%`);
    pen.style.setProperty("top", `${(100 * at[1]) / SIZE}%`);
  }

  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = MOVES[event.key];
    if (move) {
      const to = at.map((value, axis) => Math.min(SIZE - PEN / 2, Math.max(PEN / 2, value + move[axis])));
      if (isDown) line(to);
      else at = to;
    } else if (event.key === " " || event.key === "Enter") {
      isDown = !isDown;
      if (isDown) line(at);
      else onPause();
    } else if (event.key === "Delete" || event.key === "Backspace") {
      clear();
      onInk();
      onPause();
    } else return;
    event.preventDefault();
    event.stopPropagation();
    showPen();
  });
  canvas.addEventListener("focus", () => canvas.matches(":focus-visible") && showPen());
  canvas.addEventListener("blur", () => {
    isDown = false;
    pen.hidden = true;
  });

  function clear() {
    context.clearRect(0, 0, SIZE, SIZE);
    isDown = false;
    at = START;
  }

  return {
    canvas,
    holder,
    clear,
    /** Returns the ink of each pixel, from 0 to 255. */
    ink() {
      const { data } = context.getImageData(0, 0, SIZE, SIZE);
      return { pixels: Uint8Array.from({ length: SIZE * SIZE }, (_, i) => data[4 * i + 3]), width: SIZE, height: SIZE };
    },
    /** Draws a small picture of ink, 0 to 255, as large as the paper. */
    show(pixels, side) {
      clear();
      const small = element("canvas", { height: side, width: side });
      paint(small, pixels, color());
      context.imageSmoothingEnabled = false;
      context.drawImage(small, 0, 0, SIZE, SIZE);
    },
  };
}

/** @param {string} color as `getComputedStyle` gives it @returns {number[]} red, green and blue */
const channels = (color) => color.match(/[\d.]+/g).slice(0, 3).map(Number);

/**
 * Paints ink into a canvas of as many pixels.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {ArrayLike<number>} pixels
 * @param {string} color as `getComputedStyle` gives it
 */
export function paint(canvas, pixels, color) {
  const context = canvas.getContext("2d");
  const rgb = channels(color);
  const image = context.createImageData(canvas.width, canvas.height);
  for (let i = 0; i < pixels.length; i += 1) image.data.set([...rgb, pixels[i]], 4 * i);
  context.putImageData(image, 0, 0);
}
