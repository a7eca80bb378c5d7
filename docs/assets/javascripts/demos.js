/* The button of a demo loads the script of all demos, once, and hands the demo over to it. */
const waitingDemos = new Set()
document.addEventListener("click", ({ target }) => {
  const section = target.closest(".demo-start")?.closest(".demo")
  if (!section) return
  if (self.guideDemos) return self.guideDemos.start(section)
  waitingDemos.add(section)
  if (waitingDemos.size > 1) return
  const ended = (act) => {
    const sections = [...waitingDemos]
    waitingDemos.clear()
    sections.forEach(act)
  }
  const script = document.createElement("script")
  script.src = new URL("assets/demos/page.js", new URL(section.dataset.root, location))
  script.onload = () => ended((own) => self.guideDemos.start(own))
  script.onerror = () => {
    script.remove()
    ended((own) => {
      const button = own.querySelector(".demo-start")
      own.querySelector(".demo-status").textContent = "The script of the demo didn't come through. Is this device online?"
      button.textContent = "Try again"
      button.focus()
    })
  }
  document.head.append(script)
})
