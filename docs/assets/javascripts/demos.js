/* The button of a demo loads the script of all demos, once, and hands the demo over to it. */
document.addEventListener("click", ({ target }) => {
  const section = target.closest(".demo-start")?.closest(".demo")
  if (!section) return
  const start = () => self.guideDemos.start(section)
  if (self.guideDemos) return start()
  const script = document.createElement("script")
  script.src = new URL("assets/demos/page.js", new URL(section.dataset.root, location))
  script.onload = start
  script.onerror = () => {
    script.remove()
    section.querySelector(".demo-status").textContent = "The script of the demo didn't come through. Try it again."
  }
  document.head.append(script)
})
