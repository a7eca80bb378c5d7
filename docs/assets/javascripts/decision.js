/* A table of decisions as a form: the first two columns are the questions, the others the answer. Each choice goes
   into the page's address, so that an answer can be shared. The table is folded below; without scripts it is all. */
function choices(name, question, values, chosen, choose) {
  const group = document.createElement("fieldset")
  const legend = document.createElement("legend")
  legend.textContent = question
  group.append(legend)
  for (const value of values) {
    const label = document.createElement("label")
    const input = document.createElement("input")
    input.type = "radio"
    input.name = name
    input.value = value
    input.checked = value === chosen
    input.addEventListener("change", () => choose(value))
    label.append(input, ` ${value}`)
    group.append(label)
  }
  return group
}

function answerOf(row, headings) {
  const answer = document.createElement("dl")
  for (let i = 2; i < row.cells.length; i++) {
    const term = document.createElement("dt")
    const text = document.createElement("dd")
    term.textContent = headings[i]
    text.append(...[...row.cells[i].cloneNode(true).childNodes])
    answer.append(term, text)
  }
  return answer
}

function build(holder) {
  const table = holder.querySelector("table")
  const headings = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim())
  const rows = [...table.tBodies[0].rows]
  const said = (row, column) => row.cells[column].textContent.trim()
  const form = document.createElement("form")
  form.className = "decision-form"
  form.addEventListener("submit", (event) => event.preventDefault())
  const result = document.createElement("div")
  result.className = "decision-answer"
  result.setAttribute("role", "status")

  function show(first, second) {
    const fitting = rows.filter((row) => said(row, 0) === first)
    const seconds = fitting.map((row) => said(row, 1))
    if (seconds.length === 1) second = seconds[0]
    const focused = document.activeElement?.name
    const firsts = [...new Set(rows.map((row) => said(row, 0)))]
    const groups = [choices("from", headings[0], firsts, first, (value) => show(value, ""))]
    if (seconds.length) groups.push(choices("to", headings[1], seconds, second, (value) => show(first, value)))
    form.replaceChildren(...groups)
    form.querySelector(`[name=${focused}]:checked`)?.focus()
    const row = fitting.find((row) => said(row, 1) === second)
    result.replaceChildren(...(row ? [answerOf(row, headings)] : []))
    const address = new URL(location)
    for (const [name, value] of [["from", first], ["to", second]])
      value ? address.searchParams.set(name, value) : address.searchParams.delete(name)
    if (`${address}` !== location.href) history.replaceState(history.state, "", address)
  }

  const all = document.createElement("details")
  const summary = document.createElement("summary")
  summary.textContent = "All answers as a table"
  all.append(summary, ...holder.childNodes)
  holder.append(form, result, all)
  addEventListener("beforeprint", () => (all.open = true))
  const asked = new URLSearchParams(location.search)
  show(asked.get("from") ?? "", asked.get("to") ?? "")
}

document$.subscribe(() => {
  for (const holder of document.querySelectorAll(".decision"))
    if (!holder.querySelector("form")) build(holder)
})
