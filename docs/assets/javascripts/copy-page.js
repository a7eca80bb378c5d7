/* Copies the page as Markdown: the twin that stands beside it (hooks/for_machines.py). */
document$.subscribe(() => {
  const button = document.querySelector(".guide-copy-page")
  if (!button || location.protocol === "file:") return
  button.hidden = false
  button.onclick = async () => {
    const answer = await fetch(button.dataset.twin)
    if (!answer.ok) return alert$.next("The page could not be copied")
    await navigator.clipboard.writeText(await answer.text())
    alert$.next("Copied the page as Markdown")
  }
})
