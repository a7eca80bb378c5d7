/* Stands for a worker in the copy that opens from a folder: browsers start none below file://. */
window.Worker = class extends EventTarget {
  constructor() {
    super()
    this.inside = {
      MiniSearch,
      guideSearch,
      location: document.baseURI,
      postMessage: (data) => this.dispatchEvent(new MessageEvent("message", { data })),
    }
    startSearch(this.inside)
  }

  postMessage(data) {
    queueMicrotask(() => this.inside.onmessage({ data }))
  }
}
