/* The window's scroll bars have the page's scheme. The theme sees to it by a <meta>, which styles the whole page again at
   each load; hooks/theme_script.py takes that out. */
new MutationObserver(() => {
  document.documentElement.style.colorScheme = document.body.dataset.mdColorScheme === "slate" ? "dark" : ""
}).observe(document.body, { attributeFilter: ["data-md-color-scheme"] })
