const SIZE = 28;
const BOX = 20;
const CENTRE = 14;

/**
 * Returns a drawing as MNIST would show it: 28 x 28 values from 0 to 255.
 * `pixels` holds the ink, 0 to 255, row by row. Without ink: null.
 */
export function prepare(pixels, width, height) {
  const rows = new Float64Array(height);
  const columns = new Float64Array(width);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      rows[y] += pixels[y * width + x];
      columns[x] += pixels[y * width + x];
    }
  }
  const [top, bottom] = ends(rows);
  const [left, right] = ends(columns);
  if (top === bottom) return null;

  const unit = Math.max(bottom - top, right - left) / BOX;
  const down = shares(rows, top, unit);
  const across = shares(columns, left, unit);
  const picture = new Float64Array(SIZE * SIZE);
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      const ink = pixels[y * width + x] / unit ** 2;
      if (ink === 0) continue;
      for (const [row, height] of down[y]) {
        for (const [column, width] of across[x]) {
          picture[row * SIZE + column] += ink * height * width;
        }
      }
    }
  }
  return Float32Array.from(picture);
}

/** Returns where the ink begins, and where it has ended. */
function ends(sums) {
  const inked = (sum) => sum > 0;
  return [Math.max(0, sums.findIndex(inked)), sums.findLastIndex(inked) + 1];
}

/** Returns for each pixel which fields it lies in, and how much of it. */
function shares(sums, start, unit) {
  let total = 0;
  let moment = 0;
  sums.forEach((sum, i) => {
    total += sum;
    moment += sum * (i + 0.5);
  });
  const middle = (moment / total - start) / unit;
  const margin = CENTRE - Math.floor(middle);
  const edge = (field) => start + (field - margin) * unit;

  return Array.from(sums, (_, i) => {
    const found = [];
    for (let field = 0; field < SIZE; field += 1) {
      const overlap =
        Math.min(edge(field + 1), i + 1) - Math.max(edge(field), i);
      if (overlap > 0) found.push([field, overlap]);
    }
    return found;
  });
}
