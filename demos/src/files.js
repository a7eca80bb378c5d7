/**
 * Brings the files of a demo to the page: from the cache, from the network, or from scripts beside the page.
 *
 * @typedef {{ name: string, url: string, bytes: number, sha256: string, own?: boolean }} DemoFile
 *   `name` is what the engine calls it, `bytes` its exact size, `sha256` in hexadecimal digits; `own` marks what is for
 *   the page and not for the engine.
 * @typedef {{ loaded: number, total: number }} Progress
 */

const CACHE = "guide-demos";

/** Says which file could not be had, and why. */
export class FileError extends Error {
  /**
   * @param {DemoFile} file
   * @param {"offline" | "status" | "size" | "content" | "script"} kind
   * @param {string} message
   */
  constructor(file, kind, message) {
    super(message);
    this.name = "FileError";
    this.file = file.name;
    this.kind = kind;
  }
}

/** Is this page a file on the reader's disk, where `fetch` and workers are forbidden? */
export const fromDisk = () => location.protocol === "file:";

/** @param {DemoFile} file */
const versioned = (file) => {
  const address = new URL(file.url, document.baseURI);
  address.searchParams.set("v", file.sha256.slice(0, 16));
  return address.href;
};

/** Returns the store of the browser, or nothing where there is none or the reader forbids it. */
async function openCache() {
  try {
    return await caches.open(CACHE);
  } catch {
    return undefined;
  }
}

/**
 * Returns the content of a file if it is the one that the page was made for.
 *
 * @param {DemoFile} file
 * @param {ArrayBuffer} content
 */
async function check(file, content) {
  if (content.byteLength !== file.bytes) {
    const sizes = `${content.byteLength.toLocaleString("en")} of ${file.bytes.toLocaleString("en")} bytes`;
    throw new FileError(file, "size", `The file ${file.name} came incomplete or changed: ${sizes}.`);
  }
  if (!self.crypto?.subtle) return content; // as in a page that came without encryption
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (found === file.sha256) return content;
  throw new FileError(file, "content", `The file ${file.name} came changed. Load this page again.`);
}

/**
 * Reads a response piece by piece, so that the progress is that of the bytes that are here.
 *
 * @param {DemoFile} file
 * @param {Response} response
 * @param {(count: number) => void} count
 */
async function read(file, response, count) {
  const content = new Uint8Array(file.bytes);
  let size = 0;
  for (const reader = response.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    if (size + value.length <= content.length) content.set(value, size);
    size += value.length;
    count(value.length);
  }
  return check(file, size > content.length ? { byteLength: size } : content.buffer.slice(0, size));
}

/**
 * @param {DemoFile} file
 * @param {Cache | undefined} cache
 * @param {AbortSignal | undefined} signal
 * @param {(count: number) => void} count
 */
async function fetchFile(file, cache, signal, count) {
  const address = versioned(file);
  const kept = await cache?.match(address).catch(() => undefined);
  if (kept) {
    const content = await kept.arrayBuffer().then((found) => check(file, found)).catch(() => undefined);
    if (content) {
      count(file.bytes);
      return content;
    }
  }
  let content;
  try {
    const response = await fetch(address, { signal });
    if (!response.ok) throw new FileError(file, "status", `The server answers ${response.status} for ${file.name}.`);
    content = await read(file, response, count);
  } catch (error) {
    if (error instanceof FileError || signal?.aborted) throw error;
    throw new FileError(file, "offline", `The file ${file.name} didn't come through. Is this device online?`);
  }
  await cache?.put(address, new Response(content)).catch(() => undefined); // a full disk is no reason to stop
  return content;
}

/**
 * Removes files from the store, so that the next try fetches them again.
 *
 * @param {DemoFile[]} list
 */
export async function forgetFiles(list) {
  const cache = await openCache();
  await Promise.all(list.map((file) => cache?.delete(versioned(file)))).catch(() => undefined);
}

/**
 * Removes from the store what earlier versions of the page left there.
 *
 * @param {Cache | undefined} cache
 * @param {DemoFile[]} list
 */
async function forgetOld(cache, list) {
  const names = new Map(list.map((file) => [new URL(file.url, document.baseURI).pathname, versioned(file)]));
  for (const request of (await cache?.keys()) ?? []) {
    const current = names.get(new URL(request.url).pathname);
    if (current && current !== request.url) await cache.delete(request);
  }
}

/** @param {string} text base64 */
function bytesOf(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text).buffer;
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i += 1) bytes[i] = letters.charCodeAt(i);
  return bytes.buffer;
}

/**
 * Runs a script of this site, and waits for it.
 *
 * @param {string} url
 * @param {{ name: string }} file what to call it if it fails
 * @returns {Promise<void>}
 */
export function loadScript(url, file) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL(url, document.baseURI).href;
    script.onload = () => {
      script.remove();
      resolve();
    };
    script.onerror = () => {
      script.remove();
      reject(new FileError(file, "script", `The file ${file.name} couldn't be read.`));
    };
    document.head.append(script);
  });
}

/**
 * Runs `<url>.js`, a script that says `(self.guideFiles ??= {})["<name>"] = "<the file as base64>";`.
 *
 * @param {DemoFile} file
 */
async function scriptFile(file) {
  self.guideFiles ??= {};
  await loadScript(`${file.url}.js`, file);
  const text = self.guideFiles[file.name];
  delete self.guideFiles[file.name];
  if (text === undefined) throw new FileError(file, "script", `The script beside ${file.name} holds another file.`);
  return check(file, bytesOf(text));
}

/**
 * Brings all files of a list, in parallel; the first that fails ends the others.
 *
 * @param {DemoFile[]} list
 * @param {{ onProgress?: (progress: Progress) => void, signal?: AbortSignal }} [options]
 * @returns {Promise<Record<string, ArrayBuffer>>}
 */
export async function fetchFiles(list, { onProgress, signal } = {}) {
  const total = list.reduce((sum, file) => sum + file.bytes, 0);
  let loaded = 0;
  const count = (bytes) => {
    loaded += bytes;
    onProgress?.({ loaded: Math.min(loaded, total), total });
  };
  signal?.throwIfAborted();

  if (fromDisk()) {
    const found = {};
    for (const file of list) {
      found[file.name] = await scriptFile(file);
      signal?.throwIfAborted();
      count(file.bytes);
    }
    return found;
  }

  const failed = new AbortController();
  const either = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  const cache = await openCache();
  try {
    const found = await Promise.all(
      list.map(async (file) => [file.name, await fetchFile(file, cache, either, count)]),
    );
    await forgetOld(cache, list).catch(() => undefined);
    return Object.fromEntries(found);
  } catch (error) {
    failed.abort();
    throw error;
  }
}
